import NodeConfiguration
import OCI
import Registries
import Testing

/// A rendering of some YAML for one node, with what the tests ask of it.
struct RenderedNode {
    let target: RenderTarget
    let planner: Planner
    let rendering: NodeRendering
    private let files: NodeFilesPlan

    init(
        _ yaml: String,
        on system: NodeSystem,
        containerd: ContainerdVersion = ContainerdVersion(2, 1),
        flavor: ServiceFlavor = .stock,
        serviceVersion: String? = nil,
        disableDefaultEndpoint: Bool = false,
        certificates: [String: [UInt8]] = [:],
        publicRoots: [UInt8]? = nil,
        base: String? = nil
    ) throws {
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .lenient)
        try self.init(
            configuration,
            target: RenderTarget(
                system: system,
                version: containerd,
                flavor: flavor,
                serviceVersion: serviceVersion.flatMap { ServiceVersion(parsing: $0) },
                publicRoots: publicRoots
            ),
            disableDefaultEndpoint: disableDefaultEndpoint,
            certificates: certificates,
            base: base
        )
    }

    init(
        _ configuration: RegistriesConfiguration,
        target: RenderTarget,
        disableDefaultEndpoint: Bool = false,
        certificates: [String: [UInt8]] = [:],
        base: String? = nil
    ) throws {
        self.target = target
        planner = Planner(
            configuration,
            options: PlanOptions(
                node: try Node(parsing: "\(target.system.rawValue)/amd64"),
                disableDefaultEndpoint: disableDefaultEndpoint
            )
        )
        rendering = try NodeRendering(
            planner,
            for: target,
            certificates: certificates,
            base: base.map { Array($0.utf8) }
        )
        files = NodeFilesPlan(rendering, planner: planner, target: target)
    }

    var paths: [String] { rendering.files.map(\.path) }

    func text(_ path: String) throws -> String {
        let file = try #require(rendering.files.first { $0.path == path }, "no \(path) in \(paths)")
        return String(decoding: file.bytes, as: UTF8.self)
    }

    func document(_ path: String) throws -> TOMLDocument {
        try TOMLDocument(bytes: Array(text(path).utf8))
    }

    func hosts(_ directory: String) throws -> HostsFile {
        HostsFile(try document("certs.d/\(directory)/hosts.toml"))
    }

    /// The path of config.toml or of the drop-in.
    var configuration: String { paths.contains("config.toml") ? "config.toml" : "conf.d/windlass.toml" }

    func settings() throws -> ContainerdSettings { ContainerdSettings(try document(configuration)) }

    var codes: Set<String> { Set(rendering.warnings.map(\.code.rawValue)) }

    /// What is planned and what the files lead to, for an image.
    func requests(_ image: String) throws -> (planned: [NodeRequest], found: [NodeRequest]) {
        let image = try ImageReference(parsing: image)
        return (planner.plan(for: image).endpoints.map { NodeRequest($0) }, files.requests(for: image))
    }
}
