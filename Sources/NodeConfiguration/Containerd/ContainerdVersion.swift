/// A version of containerd, as far as it is known, and whose build it is.
package struct ContainerdVersion: Hashable, Sendable, CustomStringConvertible {
    /// `2` of 2.1.4.
    package let major: Int
    /// `1` of 2.1.4.
    package let minor: Int
    /// `4` of 2.1.4; nil where only the line is known.
    package let patch: Int?
    /// Whether it is the build of K3s and RKE2, which knows rewrites.
    package var isK3sBuild: Bool

    /// A version from its parts.
    package init(_ major: Int, _ minor: Int, _ patch: Int? = nil, isK3sBuild: Bool = false) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.isK3sBuild = isK3sBuild
    }

    /// Reads `1.7`, `v2.1.4`, `2.1-k3s1`, `1.7.34-k3s2` or `2.3.4-k3s1.36`; nil for anything else, and for a line
    /// before 1.5, which knows no hosts.toml.
    package init?(parsing text: String) {
        let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = bare.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(numbers.count), numbers.allSatisfy({ (1...4).contains($0.count) }),
            numbers.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let major = Int(numbers[0]), let minor = Int(numbers[1]), major == 1 && minor >= 5 || major == 2
        else { return nil }
        if parts.count == 2, parts[1].isEmpty { return nil }
        self.init(
            major,
            minor,
            numbers.count == 3 ? Int(numbers[2]) : nil,
            isK3sBuild: parts.count == 2 && parts[1].hasPrefix("k3s")
        )
    }

    /// Whether it is that version or a later one; where the patch is not known, whether every one of the line is.
    package func isAtLeast(_ major: Int, _ minor: Int, _ patch: Int = 0) -> Bool {
        (self.major, self.minor, self.patch ?? 0) >= (major, minor, patch)
    }

    /// Whether it may be older than that version, for all that is known.
    package func mayPrecede(_ major: Int, _ minor: Int, _ patch: Int = 0) -> Bool { !isAtLeast(major, minor, patch) }

    /// The newest version of config.toml that it and all of its line read without migration.
    package var configVersion: Int { major == 1 ? 2 : 3 }

    /// The plugin whose table holds the registry settings in a file of ``configVersion``.
    package var registryPlugin: String { CRIPlugin.name(configVersion: configVersion) }

    /// `2.1.4`, with `-k3s` behind it for that build.
    package var description: String {
        "\(major).\(minor)" + (patch.map { ".\($0)" } ?? "") + (isK3sBuild ? "-k3s" : "")
    }
}

/// The plugins of containerd that read registry settings.
package enum CRIPlugin {
    /// In a file of version 1.
    package static let version1 = "cri"
    /// In a file of version 2.
    package static let version2 = "io.containerd.grpc.v1.cri"
    /// In a file of version 3 and 4.
    package static let images = "io.containerd.cri.v1.images"
    /// What `ctr` and the transfer service read in containerd 2.
    package static let transfer = "io.containerd.transfer.v1.local"

    /// The plugin for a file of that version.
    package static func name(configVersion: Int) -> String {
        configVersion >= 3 ? images : configVersion == 2 ? version2 : version1
    }
}
