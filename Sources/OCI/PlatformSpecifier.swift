/// A platform as somebody wrote it, not normalized: what is absent is still known to be absent.
struct PlatformSpecifier {
    let platform: Platform

    /// - Parameter allowingBareBuild: whether a number without dots may follow the colon, a build of Windows:
    ///   `20348` is `10.0.20348`.
    init(parsing text: String, allowingBareBuild: Bool = false) throws(OCIError) {
        let invalid = { (rule: String) in OCIError(.invalidPlatform, subject: text, detail: rule) }
        var path = text[...]
        var version: String?
        if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let digits = text[text.utf8.index(after: colon)...]
            guard Self.isDotted(digits) else { throw invalid("os-version") }
            version = String(digits)
            path = text[..<colon]
        }
        let parts = path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 1 else { throw invalid("os-or-architecture-alone") }
        guard parts.count < 4 else { throw invalid("parts") }
        guard let system = Self.parseSystem(parts[0]) else { throw invalid("os") }
        guard version == nil || system.version == nil else { throw invalid("two-os-versions") }
        if let build = version, !build.utf8.contains(UInt8(ascii: ".")) {
            guard allowingBareBuild, system.os.asciiLowercased == "windows" else { throw invalid("os-version") }
            version = "10.0.\(build)"
        }
        guard parts.dropFirst().allSatisfy(Self.isName) else { throw invalid("architecture") }
        platform = Platform(
            os: system.os,
            architecture: String(parts[1]),
            variant: parts.count == 3 ? String(parts[2]) : nil,
            osVersion: version ?? system.version,
            osFeatures: system.features
        )
    }

    /// Whether the text is numbers joined by dots.
    static func isDotted(_ text: some StringProtocol) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isDigit) }
    }

    /// Whether the text can stand as an architecture or a variant.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isOptionByte($0) }
    }

    /// Whether the byte needs no escape in an option.
    static func isOptionByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "_.-".utf8.contains(byte)
    }

    /// Reads `OS` or `OS(VERSION+FEATURE...)`.
    private static func parseSystem(_ text: Substring) -> (os: String, version: String?, features: [String])? {
        let isSystem = { (name: Substring) in isName(name) && !name.utf8.contains(UInt8(ascii: ".")) }
        guard let open = text.utf8.firstIndex(of: UInt8(ascii: "(")) else {
            return isSystem(text) ? (String(text), nil, []) : nil
        }
        guard isSystem(text[..<open]), text.utf8.last == UInt8(ascii: ")") else { return nil }
        let options = text[text.utf8.index(after: open)...].dropLast()
            .split(separator: "+", omittingEmptySubsequences: false)
        guard let version = decode(options[0]) else { return nil }
        var features: [String] = []
        for option in options.dropFirst() {
            guard let feature = decode(option), !feature.isEmpty else { return nil }
            features.append(feature)
        }
        return (String(text[..<open]), version.isEmpty ? nil : version, features)
    }

    private static func decode(_ option: Substring) -> String? {
        var decoded: [UInt8] = []
        var rest = option.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue else { return nil }
                decoded.append(high << 4 | low)
            } else if isOptionByte(byte) {
                decoded.append(byte)
            } else {
                return nil
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
