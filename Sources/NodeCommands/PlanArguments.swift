public import ArgumentParser
package import OCI
package import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Flavour: ExpressibleByArgument {}

/// The options of every command that makes a plan.
package struct PlanArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The registries.yaml to read.",
            discussion: "Default: the first of /etc/rancher/rke2/registries.yaml and /etc/rancher/k3s/registries.yaml.",
            valueName: "file"
        )
    )
    package var registries: String?

    @Flag(help: "Accept what K3s and RKE2 accept: complaints become warnings.")
    package var lenient = false

    @Flag(help: "Leave the registry's own endpoint out, as K3s's --disable-default-registry-endpoint.")
    package var disableDefaultEndpoint = false

    @Option(
        help: ArgumentHelp(
            "The embedded registry on the node (K3s 127.0.0.1:6443, RKE2 127.0.0.1:9345).",
            valueName: "host:port"
        )
    )
    package var embeddedRegistry: String?

    @Option(
        help: ArgumentHelp(
            "K3s's system-default-registry, put before images that name no registry.",
            valueName: "host[:port][/path]"
        )
    )
    package var systemDefaultRegistry: String?

    package init() {}
}

extension PlanArguments {
    /// The file in force and what it says.
    package struct Loaded: Sendable {
        /// nil where no file was named and none of the defaults exists.
        package let path: String?
        package let configuration: RegistriesConfiguration
    }

    /// Reads the configuration.
    ///
    /// - Throws: ``CommandFailure`` with exit code 12 when the file is broken, or named and not there.
    package func load(for flavour: Flavour) throws(CommandFailure) -> Loaded {
        guard let path = registries ?? Self.defaultPaths.first(where: FileManager.default.fileExists) else {
            return Loaded(path: nil, configuration: RegistriesConfiguration())
        }
        let bytes = try RegistriesFile.read(path)
        do {
            let strictness: RegistriesConfiguration.Strictness =
                lenient || flavour != .windlass ? .lenient : .strict
            let configuration = try RegistriesConfiguration(parsing: bytes, strictness: strictness)
            return Loaded(path: path, configuration: configuration)
        } catch {
            throw CommandFailure(refusing: path, complaints: error.complaints)
        }
    }

    /// The planner for a node.
    package func planner(
        _ configuration: RegistriesConfiguration,
        flavour: Flavour,
        node: Node
    ) throws(CommandFailure) -> Planner {
        var embedded: String?
        if let text = embeddedRegistry {
            guard let host = try? RegistryHost(parsing: text) else {
                throw CommandFailure(.usage, code: "usage", "--embedded-registry \"\(text)\" is not host:port")
            }
            embedded = host.description
        }
        return Planner(
            configuration,
            options: PlanOptions(
                flavour: flavour,
                node: node,
                disableDefaultEndpoint: disableDefaultEndpoint,
                embeddedRegistry: embedded
            )
        )
    }

    /// The image that `text` stands for, system-default-registry put before it where it names no registry.
    package func image(_ text: String) throws(CommandFailure) -> ImageReference {
        do {
            let image = try ImageReference(parsing: text)
            guard let prefix = systemDefaultRegistry, !prefix.isEmpty else { return image }
            let first = text.prefix { $0 != "/" }
            let namesRegistry =
                text.contains("/") && image.registry.description.lowercased() == first.lowercased()
                || first == "index.docker.io"
            guard !namesRegistry, !text.hasPrefix(prefix + "/") else { return image }
            return try ImageReference(parsing: prefix + "/" + text)
        } catch {
            throw CommandFailure(
                .usage,
                code: error.code.rawValue,
                "\"\(text)\" is not an image reference" + (error.detail.map { " (\($0))" } ?? "")
            )
        }
    }

    private static var defaultPaths: [String] {
        #if os(Windows)
        ["C:\\etc\\rancher\\rke2\\registries.yaml", "C:\\etc\\rancher\\k3s\\registries.yaml"]
        #else
        ["/etc/rancher/rke2/registries.yaml", "/etc/rancher/k3s/registries.yaml"]
        #endif
    }
}

extension CommandFailure {
    /// All complaints about a file, the first one in the message.
    init(refusing path: String, complaints: [Complaint]) {
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
