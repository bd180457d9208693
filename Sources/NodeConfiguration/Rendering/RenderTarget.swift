/// The node for which files are written.
package struct RenderTarget: Sendable {
    /// Its system.
    package var system: NodeSystem
    /// Its containerd.
    package var version: ContainerdVersion
    /// Whose containerd.
    package var flavor: ServiceFlavor
    /// The version of K3s or RKE2, where it is known.
    package var serviceVersion: ServiceVersion?
    /// The directory on the node that the files of containerd live in.
    package var directory: String
    /// Public root certificates, PEM, to stand beside a CA where containerd would otherwise trust that CA alone.
    package var publicRoots: [UInt8]?

    /// A node from its parts; its files live where that system has them unless `directory` says otherwise.
    package init(
        system: NodeSystem,
        version: ContainerdVersion,
        flavor: ServiceFlavor = .stock,
        serviceVersion: ServiceVersion? = nil,
        directory: String? = nil,
        publicRoots: [UInt8]? = nil
    ) {
        self.system = system
        self.version = version
        self.flavor = flavor
        self.serviceVersion = serviceVersion
        self.directory = directory ?? NodeLayout(flavor, on: system).configurationDirectory
        self.publicRoots = publicRoots
    }

    /// Where its directories of hosts live.
    package var hostsDirectory: String { system.path(directory, "certs.d") }

    /// Whether its containerd knows rewrites.
    package var knowsRewrites: Bool { flavor != .stock || version.isK3sBuild }

    /// Whether a CA in hosts.toml takes the place of the system's roots (until containerd 2.3, on Windows).
    package var authoritiesReplaceRoots: Bool { system == .windows && version.mayPrecede(2, 3) }
}

/// A file for a node.
package struct RenderedFile: Hashable, Sendable {
    /// Where it is in the rendered tree, its components joined by `/`.
    package var path: String
    /// Where it belongs on the node.
    package var destination: String
    /// What is in it.
    package var bytes: [UInt8]
    /// Whether there is a secret in it: then only its owner may read it.
    package var isSecret: Bool

    /// A file from its parts.
    package init(path: String, destination: String, bytes: [UInt8], isSecret: Bool = false) {
        self.path = path
        self.destination = destination
        self.bytes = bytes
        self.isSecret = isSecret
    }

    /// `0600` or `0644`.
    package var mode: String { isSecret ? "0600" : "0644" }
}
