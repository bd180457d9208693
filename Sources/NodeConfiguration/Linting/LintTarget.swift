/// The node whose files are looked at, as far as it is known.
package struct LintTarget: Hashable, Sendable {
    /// Its system; nil where nothing tells.
    package var system: NodeSystem?
    /// Its containerd; nil where only the files' own versions tell.
    package var version: ContainerdVersion?
    /// Whose containerd.
    package var flavor: ServiceFlavor?
    /// The version of the config.toml that goes with its other files; nil where none is at hand.
    var configVersion: Int?

    /// A node from its parts; nothing is known by default.
    package init(system: NodeSystem? = nil, version: ContainerdVersion? = nil, flavor: ServiceFlavor? = nil) {
        self.system = system
        self.version = version
        self.flavor = flavor
    }

    /// Whether containerd is, or may be, the build of K3s and RKE2; nil where nothing tells.
    package var isK3sBuild: Bool? {
        if version?.isK3sBuild == true { return true }
        return flavor.map { $0 != .stock }
    }
}
