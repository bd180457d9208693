/// A version of K3s or RKE2, such as `v1.29.13+rke2r1`.
package struct ServiceVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The numbers of Kubernetes.
    package let numbers: [Int]
    private let text: String

    /// Reads `v1.29.13+rke2r1` or `1.29.13`; nil for anything else.
    package init?(parsing text: String) {
        let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = bare.prefix { $0 != "+" && $0 != "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && part.count <= 4
                ? Int(part) : nil
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.numbers = numbers
        self.text = text
    }

    /// The lines of Kubernetes in which the template for Windows was mended, each with its first sound version
    /// (rancher/rke2#7103, k3s-io/k3s#11707). Lines before the first never were, lines after the last always are.
    package static let mendedWindowsTemplates = [[1, 29, 14], [1, 30, 10], [1, 31, 6], [1, 32, 2]]

    /// Whether its template for Windows puts credentials and TLS settings where containerd does not look.
    package var hasBrokenWindowsTemplate: Bool {
        if let mended = Self.mendedWindowsTemplates.first(where: { $0.prefix(2) == numbers.prefix(2) }) {
            return numbers.lexicographicallyPrecedes(mended)
        }
        return numbers.lexicographicallyPrecedes(Self.mendedWindowsTemplates[0])
    }

    /// The containerd that it ships, as far as it matters which templates and tables that reads: containerd 2 came with
    /// v1.31.6 and v1.32.2, and 2.3 with v1.36.2.
    package var containerd: ContainerdVersion {
        if !numbers.lexicographicallyPrecedes([1, 36, 2]) { return ContainerdVersion(2, 3, isK3sBuild: true) }
        let isOld = numbers.lexicographicallyPrecedes([1, 31]) || hasBrokenWindowsTemplate
        return isOld ? ContainerdVersion(1, 7, isK3sBuild: true) : ContainerdVersion(2, 0, isK3sBuild: true)
    }

    /// The first sound version of its line, or of any later one.
    package var mended: String {
        let line = Self.mendedWindowsTemplates.first { $0.prefix(2) == numbers.prefix(2) }
        return "v" + (line ?? Self.mendedWindowsTemplates[0]).map(String.init).joined(separator: ".")
    }

    /// By the numbers.
    package static func < (left: ServiceVersion, right: ServiceVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    /// As it was written.
    package var description: String { text }
}
