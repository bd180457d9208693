import NodeConfiguration
package import OCI
package import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension PlanArguments {
    /// What is in force: the file, and the settings beside it.
    package struct Loaded: Sendable {
        /// The registries.yaml; nil where none was named and none of the defaults exists.
        package let path: String?
        /// What it says.
        package let configuration: RegistriesConfiguration
        /// The service's own files, where a root has them.
        let service: ServiceFiles?
        private let disableDefaultEndpoint: Bool
        private let embeddedRegistry: String?
        private let systemDefaultRegistry: String?
        private let arguments: PlanArguments

        init(
            path: String?,
            configuration: RegistriesConfiguration,
            service: ServiceFiles?,
            arguments: PlanArguments
        ) throws(CommandFailure) {
            self.path = path
            self.configuration = configuration
            self.service = service
            self.arguments = arguments
            let settings = service?.configuration
            disableDefaultEndpoint =
                arguments.disableDefaultEndpoint ?? settings?.disableDefaultEndpoint?.value ?? false
            systemDefaultRegistry = arguments.systemDefaultRegistry ?? settings?.systemDefaultRegistry?.value
            guard let text = arguments.embeddedRegistry else {
                let isOn = settings?.embeddedRegistry?.value ?? false
                embeddedRegistry = isOn ? service?.layout.embeddedRegistry : nil
                return
            }
            guard text.isEmpty || (try? RegistryHost(parsing: text)) != nil else {
                throw CommandFailure(.usage, code: "usage", "--embedded-registry \"\(text)\" is not host:port")
            }
            embeddedRegistry = text.isEmpty ? nil : try? RegistryHost(parsing: text).description
        }

        /// The planner for a node.
        package func planner(flavour: Flavour, node: Node) -> Planner {
            Planner(
                configuration,
                options: PlanOptions(
                    flavour: flavour,
                    node: node,
                    disableDefaultEndpoint: disableDefaultEndpoint,
                    embeddedRegistry: embeddedRegistry
                )
            )
        }

        /// The image that `text` stands for, system-default-registry put before it where it names no registry.
        package func image(_ text: String) throws(CommandFailure) -> ImageReference {
            let image: ImageReference
            do {
                image = try ImageReference(parsing: text)
            } catch {
                let rule = error.detail.map { " (\($0))" } ?? ""
                let hint = text.contains("://") ? "; a pod names it without what stands before ://" : ""
                throw CommandFailure(
                    .usage,
                    code: error.code.rawValue,
                    "\"\(text)\" is not an image reference" + rule + hint
                )
            }
            guard let prefix = systemDefaultRegistry, !prefix.isEmpty else { return image }
            let first = text.prefix { $0 != "/" }
            let namesRegistry =
                text.contains("/") && image.registry.description.lowercased() == first.lowercased()
                || first == "index.docker.io"
            guard !namesRegistry, !text.hasPrefix(prefix + "/") else { return image }
            guard let prefixed = try? ImageReference(parsing: prefix + "/" + text) else {
                throw CommandFailure(
                    .usage,
                    code: "system-default-registry-invalid",
                    "system-default-registry \"\(withoutUserInfo(prefix))\" is not host[:port][/path], without a scheme"
                )
            }
            return prefixed
        }

        /// The same to be run, with certificate files where they are on this machine: below a root the file names those
        /// of the node.
        ///
        /// - Throws: exit code 12 with `masked-secrets` for a file that `collect` left without its secrets.
        package func withLocalFiles() throws(CommandFailure) -> Loaded {
            let configs = configuration.configs
            guard !configs.keys.contains(where: { configs[$0]?.auth?.isMasked == true }) else {
                throw CommandFailure(
                    .invalidConfiguration,
                    code: "masked-secrets",
                    "secrets are masked in \(path ?? "registries.yaml"), as collect leaves them, and the mask would be "
                        + "sent: name the node's own file with --registries"
                )
            }
            guard let root = service?.root else { return self }
            var local = configuration
            for key in configuration.configs.keys {
                guard var host = configuration.configs[key], let tls = host.tls else { continue }
                host.tls?.caFile = tls.caFile.map(root.localPath)
                host.tls?.certFile = tls.certFile.map(root.localPath)
                host.tls?.keyFile = tls.keyFile.map(root.localPath)
                local.configs.set(key, to: Located(host, at: configuration.configs.position(of: key)))
            }
            return try Loaded(path: path, configuration: local, service: service, arguments: arguments)
        }

        /// The same without the credentials that `collect` masked, and the hosts that those were for.
        package func withoutMaskedSecrets() throws(CommandFailure) -> (loaded: Loaded, hosts: Set<String>) {
            var rest = configuration
            let masked = configuration.configs.keys.filter { configuration.configs[$0]?.auth?.isMasked == true }
            for key in masked {
                guard var host = configuration.configs[key] else { continue }
                host.auth = nil
                rest.configs.set(key, to: Located(host, at: configuration.configs.position(of: key)))
            }
            let loaded = try Loaded(path: path, configuration: rest, service: service, arguments: arguments)
            return (loaded, Set(masked))
        }

        /// Which files these settings come from, a line each, for the person at the terminal.
        package var remarks: [String] {
            (service?.remarks ?? [])
                + ["registries.yaml: " + printable(path ?? "none, so every registry is asked itself")]
        }
    }

    /// `--node`, by default the one that `--root` is of, or this machine.
    package func node(_ argument: String?) throws(CommandFailure) -> Node {
        try Node(argument: argument ?? root.flatMap(NodeRoot.node(of:)))
    }

    /// Reads the configuration of a node.
    ///
    /// - Throws: ``CommandFailure`` with exit code 12 when a file is broken, or named and not there.
    package func load(for flavour: Flavour, on node: Node) throws(CommandFailure) -> Loaded {
        let (service, path) = try source(on: node)
        guard let path else {
            return try Loaded(path: nil, configuration: RegistriesConfiguration(), service: service, arguments: self)
        }
        return try load(try RegistriesFile.read(path), as: path, for: flavour, below: service)
    }

    func load(
        _ bytes: [UInt8],
        as path: String,
        for flavour: Flavour,
        below service: ServiceFiles?
    ) throws(CommandFailure) -> Loaded {
        let configuration: RegistriesConfiguration
        do {
            let strictness: RegistriesConfiguration.Strictness =
                lenient || flavour != .windlass ? .lenient : .strict
            configuration = try RegistriesConfiguration(parsing: bytes, strictness: strictness)
        } catch {
            throw CommandFailure(refusing: path, complaints: error.complaints)
        }
        return try Loaded(path: path, configuration: configuration, service: service, arguments: self)
    }

    /// The service's own files, and which registries.yaml is in force; nil for none.
    func source(on node: Node) throws(CommandFailure) -> (service: ServiceFiles?, registries: String?) {
        let service = try service(of: node)
        let found = root == nil ? Self.defaultPaths.first(where: isThere) : nil
        return (service, registries ?? service?.registries ?? found)
    }

    private func service(of node: Node) throws(CommandFailure) -> ServiceFiles? {
        guard let root else { return nil }
        if let service = try ServiceFiles(below: NodeRoot(root, on: NodeSystem(of: node))) { return service }
        guard FileManager.default.fileExists(atPath: root) else {
            throw CommandFailure(.invalidConfiguration, code: "root-not-found", "--root \(root) does not exist")
        }
        throw CommandFailure(
            .invalidConfiguration,
            code: "root-without-service",
            "--root \(root) has nothing in etc/rancher/rke2 and etc/rancher/k3s; name the file with --registries instead"
        )
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) || isHidden(path) }

    /// Where registries.yaml is on a node, first the one that counts.
    static var defaultPaths: [String] {
        #if os(Windows)
        ["C:\\etc\\rancher\\rke2\\registries.yaml", "C:\\etc\\rancher\\k3s\\registries.yaml"]
        #else
        ["/etc/rancher/rke2/registries.yaml", "/etc/rancher/k3s/registries.yaml"]
        #endif
    }
}

extension CommandFailure {
    /// All complaints about a file, the first one in the message.
    package init(refusing path: String, complaints: [Complaint]) {
        let first = complaints.first
        let place = first?.position.map { ":\($0.line):\($0.column)" } ?? ""
        self.init(
            .invalidConfiguration,
            code: first?.code.rawValue ?? "configuration-invalid",
            "\(path)\(place): \(first?.words ?? "cannot be read")",
            details: complaints.dropFirst().map { "\(path):\($0.line)" },
            line: first?.position?.line,
            column: first?.position?.column
        )
    }
}
