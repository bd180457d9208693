/// A tag that reads as a version: `1.36`, `v1.31.2-rke2r1`, `10.0.20348.2700`.
///
/// Ordered as semver.org 2.0.0 §11 has it, with a `v` before it or not, and with two to four numbers, where those that
/// are not written are zero.
public struct TagVersion: Hashable, Sendable, Comparable {
    /// The numbers, always four.
    public let numbers: [Int]
    /// What follows the first hyphen, at its dots; empty for a release.
    public let prerelease: [String]

    /// Nil for what is no version: a name such as `latest`, and a number alone, which may be a date or a build.
    public init?(_ tag: String) {
        guard let (numbers, rest) = Self.numbers(in: tag[...]), numbers.count >= 2 else { return nil }
        guard !rest.isEmpty else {
            self.init(numbers: numbers)
            return
        }
        guard rest.first == "-" else { return nil }
        let identifiers = rest.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !identifiers.contains("") else { return nil }
        self.init(numbers: numbers, prerelease: identifiers)
    }

    init(numbers: [Int], prerelease: [String] = []) {
        self.numbers = numbers + Array(repeating: 0, count: max(0, Self.maximumCount - numbers.count))
        self.prerelease = prerelease
    }

    private static let maximumCount = 4

    /// The numbers that a version begins with, and what follows them.
    static func numbers(in text: Substring) -> (numbers: [Int], rest: Substring)? {
        var rest = text.first == "v" || text.first == "V" ? text.dropFirst() : text
        var numbers: [Int] = []
        while true {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits), numbers.count < maximumCount else { return nil }
            numbers.append(number)
            rest = rest.dropFirst(digits.count)
            guard rest.first == "." else { return (numbers, rest) }
            rest = rest.dropFirst()
        }
    }

    /// A pre-release comes before its release.
    public static func < (left: TagVersion, right: TagVersion) -> Bool {
        guard left.numbers == right.numbers else { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        guard !left.prerelease.isEmpty, !right.prerelease.isEmpty else {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (one, other) in zip(left.prerelease, right.prerelease) where one != other {
            switch (Int(one), Int(other)) {
            case (let one?, let other?): return one < other
            case (nil, nil): return one.utf8.lexicographicallyPrecedes(other.utf8)
            // Numbers come before words.
            case (let number, _): return number != nil
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}
