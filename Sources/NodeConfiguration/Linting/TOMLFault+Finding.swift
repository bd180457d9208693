import Registries

extension Finding {
    /// A file that is no TOML, or that defines something twice.
    package init(_ fault: TOMLError, file: String, correction: [String] = []) {
        let name = ShownText.url(fault.text)
        switch fault.code {
        case .duplicateKey, .duplicateTable, .closed:
            self.init(
                .tomlDuplicateTable,
                .fatal,
                file: file,
                at: fault.position,
                place: name,
                subject: name,
                detail: fault.first.map { String($0.line) }
            )
        case .badEscape:
            self.init(
                .tomlBadEscape,
                .fatal,
                file: file,
                at: fault.position,
                subject: fault.text,
                detail: fault.detail,
                correction: correction
            )
        case .utf16:
            self.init(.encodingUTF16, .fatal, file: file, at: fault.position, subject: "utf-16", detail: fault.detail)
        case .ansi:
            self.init(.encodingANSI, .error, file: file, at: fault.position, subject: fault.detail)
        default:
            self.init(.tomlSyntax, .fatal, file: file, at: fault.position, subject: name, detail: fault.detail)
        }
    }
}

extension TOMLError {
    /// Whether it is one of those that the parser of containerd 1 goes past.
    var isTakenByContainerd1: Bool {
        switch (code, detail) {
        // It lets dotted keys and headers add to each other's tables.
        case (.duplicateTable, "dotted-key"): true
        case (.closed, _): detail.hasPrefix("header")
        case (_, "leading-zero"), (_, "bare-cr"): true
        // An inline table over lines.
        case (_, "no-key"), (_, "inline-table-end"): text == "U+000A" || text == "U+000D"
        default: false
        }
    }
}

/// The line of a bad escape, with its string in single quotes, in which a backslash is a backslash.
enum LiteralStringCorrection {
    /// Names of keys whose values are paths or URLs, and so no secrets.
    static let publicKeys: Set<String> = ["ca", "client", "server"]

    /// The corrected line; empty where the string may be a secret, or cannot be written that way.
    ///
    /// - Parameter isPublic: whether the line may be shown, by the bytes before it and its own text.
    static func lines(
        for fault: TOMLError,
        in bytes: [UInt8],
        isPublic: (_ header: String, _ line: String) -> Bool
    ) -> [String] {
        guard fault.code == .badEscape, fault.range.lowerBound < bytes.count else { return [] }
        let start = bytes[..<fault.range.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        let line = String(text.drop { $0 == " " || $0 == "\t" })
        let header = bytes[..<start].split(separator: 0x0A).last { $0.first { $0 != 0x20 } == UInt8(ascii: "[") }
        guard isPublic(header.map { String(decoding: $0, as: UTF8.self) } ?? "", line) else { return [] }
        // With both kinds of quotes, or a quote escaped, there is no telling where a string ends.
        guard !line.contains("'"), !line.contains("\\\""), !line.contains("\"\"\""), !line.contains("#") else {
            return []
        }
        return [String(line.map { $0 == "\"" ? "'" : $0 }).replacingDoubledBackslashes]
    }
}

extension String {
    /// Somebody who escaped one backslash of a path may have escaped others as they should be.
    fileprivate var replacingDoubledBackslashes: String {
        var result = ""
        var isAfterBackslash = false
        for character in self {
            if character == "\\", isAfterBackslash {
                isAfterBackslash = false
                continue
            }
            isAfterBackslash = character == "\\"
            result.append(character)
        }
        return result
    }
}
