import NodeConfiguration
import Registries
import Testing

/// A config.toml, or a template of one, and what is to be said about it.
struct LintCase: CustomTestStringConvertible, Sendable {
    var name: String
    var file = "config.toml"
    var bytes: [UInt8]
    var target = LintTarget()
    /// `line:column severity code` of all findings that are fatal or errors, and of some others.
    var expected: [String]

    init(
        _ name: String,
        file: String = "config.toml",
        _ text: String,
        _ target: LintTarget = LintTarget(),
        _ expected: String...
    ) {
        self.init(name, file: file, bytes: Array(text.utf8), target, expected: expected)
    }

    init(
        _ name: String,
        file: String = "config.toml",
        bytes: [UInt8],
        _ target: LintTarget = LintTarget(),
        expected: [String]
    ) {
        self.name = name
        self.file = file
        self.bytes = bytes
        self.target = target
        self.expected = expected
    }

    var testDescription: String { name }

    var findings: [Finding] { ConfigurationLint(file: file, bytes: bytes, target: target).findings() }
}

extension Finding {
    /// `line:column severity code`
    var summary: String {
        let place = position.map { "\($0.line):\($0.column)" } ?? "-"
        return "\(place) \(severity.rawValue) \(code.rawValue)"
    }

    /// All that a finding says, to look for secrets in it.
    var everything: String {
        ([file, place, subject, detail ?? "", versions ?? ""] + correction).joined(separator: "\n")
    }
}

extension LintTarget {
    static let windows = LintTarget(system: .windows)
    static let linux = LintTarget(system: .linux)

    static func containerd(_ version: String, _ system: NodeSystem? = nil, _ flavor: ServiceFlavor? = nil) -> LintTarget
    {
        LintTarget(system: system, version: ContainerdVersion(parsing: version), flavor: flavor)
    }
}

/// Names that many cases use.
enum Lines {
    static let version1Registry = "plugins.cri.registry"
    static let version2Registry = #"plugins."io.containerd.grpc.v1.cri".registry"#
    static let version3Registry = #"plugins."io.containerd.cri.v1.images".registry"#
}
