import NodeConfiguration
import RegistryTesting

/// The files of an RKE2 node as its service writes them, gathered into a directory; a case spoils one of them.
struct NodeTree: Sendable {
    let system: NodeSystem
    /// The registry, which is plain HTTP.
    let host: String
    /// The version of config.toml: 2 for containerd 1, 3 for containerd 2.
    let version: Int
    /// The table of registries in config.toml.
    let registry: String
    /// config.toml, below the directory of containerd's files.
    var configuration: String
    /// hosts.toml of the registry.
    var hosts: String
    /// The directory of hosts.toml.
    var hostsDirectory: String
    /// Whether Windows PowerShell wrote config.toml.
    var isUTF16 = false

    private let layout: NodeLayout

    init(_ system: NodeSystem, _ host: String, password: String?, version: Int = 2) {
        self.system = system
        self.host = host
        self.version = version
        layout = NodeLayout(.rke2, on: system)
        let plugin = version == 2 ? "io.containerd.grpc.v1.cri" : "io.containerd.cri.v1.images"
        registry = "plugins.\"\(plugin)\".registry"
        configuration = """
            version = \(version)
            [\(registry)]
              config_path = '\(layout.hostsDirectory)'

            """
        if let password {
            configuration += """
                [\(registry).configs."\(host)".auth]
                  username = '\(CheckScene.user)'
                  password = '\(password)'

                """
        }
        hosts = """
            server = "http://\(host)/v2"
            capabilities = ["pull", "resolve", "push"]
            [host]

            """
        hostsDirectory = host.replacing(":", with: "_") + "_"
    }

    /// Writes the tree, with the registries.yaml that the service read.
    ///
    /// - Returns: its directory, for `--root`.
    func write(_ registries: [UInt8], in scene: CheckScene) throws -> String {
        let containerd = "var/lib/rancher/rke2/agent/etc/containerd"
        _ = try scene.write(registries, to: "node/etc/rancher/rke2/registries.yaml")
        let bytes =
            isUTF16
            ? [0xff, 0xfe] + configuration.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
            : Array(configuration.utf8)
        _ = try scene.write(bytes, to: "node/\(containerd)/config.toml")
        _ = try scene.write(hosts.utf8, to: "node/\(containerd)/certs.d/\(hostsDirectory)/hosts.toml")
        return scene.directory("node")
    }
}
