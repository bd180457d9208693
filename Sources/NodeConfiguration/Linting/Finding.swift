package import Registries

/// Something wrong with a node's files, or worth knowing, as data; the command line has the words.
package struct Finding: Hashable, Sendable {
    /// A stable name such as `auth-under-configs-auth`; each has a page in `docs/lint.md`.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The name, for machines.
        package let rawValue: String

        /// A code of that name.
        package init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// What the node makes of it, worst first.
    package enum Severity: String, CaseIterable, Hashable, Sendable, Comparable {
        /// containerd or its CRI plugin does not start, or rejects the whole file.
        case fatal
        /// No effect, or a wrong one.
        case error
        /// Likely not what was meant.
        case warning
        /// Worth knowing.
        case info

        /// By rank, the worst first.
        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// What is wrong.
    package var code: Code
    /// How bad it is.
    package var severity: Severity
    /// The file, by the path under which it was given.
    package var file: String
    /// Where in the file; nil where it is about no one place.
    package var position: Position?
    /// The key or table it is about, as one would write it, such as `plugins."x".registry.configs.auth."host"`; empty
    /// for the file itself.
    package var place: String
    /// What it is about: a host, a path, a word. Never a secret.
    package var subject: String
    /// A second fact the code calls for.
    package var detail: String?
    /// The versions of containerd for which it holds, such as `1.5 to 1.7.31`; nil where it holds for the version that
    /// is known, or for all.
    package var versions: String?
    /// Lines that belong in the file instead; empty where there is no one answer.
    package var correction: [String]

    /// A finding from its parts.
    package init(
        _ code: Code,
        _ severity: Severity,
        file: String,
        at position: Position? = nil,
        place: String = "",
        subject: String,
        detail: String? = nil,
        versions: String? = nil,
        correction: [String] = []
    ) {
        self.code = code
        self.severity = severity
        self.file = file
        self.position = position
        self.place = place
        self.subject = subject
        self.detail = detail
        self.versions = versions
        self.correction = correction
    }
}
