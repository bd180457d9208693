/// A set of platforms, as somebody writes it who wants more than one: what ``PlatformSelector`` takes, `*` in the
/// place of an architecture, and a range in the place of an OS version.
///
/// `linux/*`, `windows/amd64:10.0.20348..10.0.26100`, `windows/amd64:..20348`. Both ends of a range belong to it, with
/// every revision of the build that they name.
public struct PlatformPattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it was written.
    public let description: String
    /// Nil for every architecture of ``os``.
    private let selector: PlatformSelector?
    private let os: String
    private let range: VersionRange?

    /// Every platform.
    public static let all = PlatformPattern(description: "all", selector: .all, os: "", range: nil)

    private init(description: String, selector: PlatformSelector?, os: String, range: VersionRange?) {
        self.description = description
        self.selector = selector
        self.os = os
        self.range = range
    }

    /// Reads a pattern.
    ///
    /// - Throws: `platform-invalid`.
    public init(parsing text: String) throws(OCIError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let version = parts.count == 2 ? parts[1] : ""
        let isRange = version.contains("..")
        let path = parts[0]
        if path.hasSuffix("/*") {
            let os = path.dropLast(2)
            guard PlatformSpecifier.isName(os) else { throw Self.invalid(text, "os") }
            guard version.isEmpty || isRange else { throw Self.invalid(text, "os-version") }
            self.init(
                description: text,
                selector: nil,
                os: os.asciiLowercased,
                range: isRange ? try VersionRange(version, os: String(os), of: text) : nil
            )
        } else if isRange {
            let os = String(path.prefix { $0 != "/" })
            self.init(
                description: text,
                selector: try PlatformSelector(parsing: String(path)),
                os: os,
                range: try VersionRange(version, os: os, of: text)
            )
        } else {
            self.init(description: text, selector: try PlatformSelector(parsing: text), os: "", range: nil)
        }
    }

    /// Whether a child of an index belongs to the set. One without an OS version is in no range.
    public func matches(_ offer: Platform) -> Bool {
        guard selector?.matches(offer) ?? (offer.normalized.os == os) else { return false }
        guard let range else { return true }
        return offer.osVersion.map(range.contains) ?? false
    }

    fileprivate static func invalid(_ text: String, _ rule: String) -> OCIError {
        OCIError(.invalidPlatform, subject: text, detail: rule)
    }
}

/// `10.0.20348..10.0.26100`, either end left out.
private struct VersionRange: Hashable, Sendable {
    private let lower: [Int]
    private let upper: [Int]?

    init(_ version: Substring, os: String, of text: String) throws(OCIError) {
        guard let dots = version.firstRange(of: "..") else { throw PlatformPattern.invalid(text, "os-version") }
        let ends = [version[..<dots.lowerBound], version[dots.upperBound...]]
        var numbers: [[Int]?] = []
        for end in ends {
            guard !end.isEmpty else {
                numbers.append(nil)
                continue
            }
            guard let read = Self.numbers(end) else { throw PlatformPattern.invalid(text, "os-version") }
            guard read.count == 1 else {
                numbers.append(read)
                continue
            }
            guard os.asciiLowercased == "windows" else { throw PlatformPattern.invalid(text, "os-version") }
            numbers.append([10, 0, read[0]])
        }
        guard numbers.contains(where: { $0 != nil }) else { throw PlatformPattern.invalid(text, "os-version") }
        lower = numbers[0] ?? []
        upper = numbers[1]
        if let upper, upper.lexicographicallyPrecedes(lower.prefix(upper.count)) {
            throw PlatformPattern.invalid(text, "empty-range")
        }
    }

    func contains(_ version: String) -> Bool {
        guard let version = Self.numbers(version[...]) else { return false }
        return !version.lexicographicallyPrecedes(lower)
            && upper.map { !$0.lexicographicallyPrecedes(version.prefix($0.count)) } ?? true
    }

    private static func numbers(_ text: Substring) -> [Int]? {
        guard text.utf8.count <= 64, PlatformSpecifier.isDotted(text) else { return nil }
        let numbers = text.split(separator: ".").map { Int($0) }
        return numbers.contains(nil) ? nil : numbers.compactMap(\.self)
    }
}
