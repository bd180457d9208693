/// Whose containerd a node runs.
package enum ServiceFlavor: String, CaseIterable, Hashable, Sendable {
    /// containerd as its project releases it, configured by its own files alone.
    case stock
    /// K3s, which writes containerd's files from registries.yaml when it starts.
    case k3s
    /// RKE2, which does the same.
    case rke2
}

/// Where the files of a node are.
package struct NodeLayout: Hashable, Sendable {
    /// Whose containerd.
    package let flavor: ServiceFlavor
    /// On which system.
    package let system: NodeSystem

    /// The layout of such a node.
    package init(_ flavor: ServiceFlavor, on system: NodeSystem) {
        self.flavor = flavor
        self.system = system
    }

    /// The directory of containerd's config.toml, and of a service's templates.
    package var configurationDirectory: String {
        switch (flavor, system) {
        case (.stock, .linux): "/etc/containerd"
        case (.stock, .windows): "C:\\Program Files\\containerd"
        default: below(dataDirectory, "agent", "etc", "containerd")
        }
    }

    /// containerd's config.toml.
    package var configurationFile: String { below(configurationDirectory, "config.toml") }

    /// The directory of hosts directories; stock containerd on Windows has no default, and this is what we choose.
    package var hostsDirectory: String { below(configurationDirectory, "certs.d") }

    /// The services' own directory of data; nil for stock containerd.
    package var dataDirectory: String {
        system == .windows ? "C:\\var\\lib\\rancher\\\(flavor.rawValue)" : "/var/lib/rancher/\(flavor.rawValue)"
    }

    /// The directory of the service's config.yaml and of registries.yaml.
    package var serviceDirectory: String {
        system == .windows ? "C:\\etc\\rancher\\\(flavor.rawValue)" : "/etc/rancher/\(flavor.rawValue)"
    }

    /// The service's registries.yaml.
    package var registriesFile: String { below(serviceDirectory, "registries.yaml") }

    /// The service's config.yaml; the directory of its further files has the same name with `.d` behind it.
    package var serviceConfigurationFile: String { below(serviceDirectory, "config.yaml") }

    /// `host:port` at which the service's embedded registry answers on the node itself.
    package var embeddedRegistry: String { flavor == .rke2 ? "127.0.0.1:9345" : "127.0.0.1:6443" }

    /// The service that reads config.toml when it starts, in words where its name depends on what the node is.
    package var service: String {
        switch flavor {
        case .stock: "containerd"
        case .k3s: system == .windows ? "k3s" : "k3s-agent (on a server k3s)"
        case .rke2: system == .windows ? "rke2" : "rke2-agent (on a server rke2-server)"
        }
    }

    private func below(_ directory: String, _ components: String...) -> String {
        components.reduce(directory, system.path)
    }
}
