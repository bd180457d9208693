import ContentStore
import ImageTransfer
public import Logging
import NIOPosix
import NodeConfiguration
import OCI
import Registries
import RegistryClient
public import RegistryServer

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The whole promise on one machine, without a network: a private registry with a CA and a password of its own, one
/// registries.yaml, and the same pull as a Linux node and as Windows nodes.
public struct Demonstration: Sendable {
    /// The hosts that pull: one Linux, and Windows Server 2019, 2022 and 2025.
    static let nodes = [
        "linux/amd64", "windows/amd64:10.0.17763", "windows/amd64:10.0.20348", "windows/amd64:10.0.26100",
    ]
    private static let prefix = "mirror"
    private static let user = "node"

    private let files: DemonstrationFiles
    private let address: ListenAddress
    private let version: String
    private let logger: Logger

    /// - Parameters:
    ///   - directory: an empty directory, or one to make.
    ///   - address: where the registry listens; port 0 takes a free one.
    ///   - version: the program's, as the registry tells it.
    ///   - logger: the registry's.
    public init(directory: String, address: ListenAddress, version: String, logger: Logger) {
        files = DemonstrationFiles(directory: directory)
        self.address = address
        self.version = version
        self.logger = logger
    }

    /// Does it all; the registry runs for as long.
    ///
    /// - Throws: `RegistryServerError`, `ContentStoreError`, and what the making of certificates throws. A pull that
    ///   fails is no error: it is in the report.
    public func run() async throws -> DemonstrationReport {
        let directory = try Directory(creating: files.directory, mode: 0o700)
        let password = Self.password()
        try prepare(directory, password: password)
        let disk = NIOThreadPool(numberOfThreads: 2)
        disk.start()
        let passwords = NIOThreadPool(numberOfThreads: 2)
        passwords.start()
        let report: DemonstrationReport
        do {
            let storage = try DiskStorage(path: files.storage, readers: disk, writers: disk)
            try await SampleImages(under: Self.prefix).store(in: storage)
            report = try await withRegistry(over: storage, passwords: passwords) { registry in
                try await pulls(from: registry, password: password, directory)
            }
        } catch {
            try await disk.shutdownGracefully()
            try await passwords.shutdownGracefully()
            throw error
        }
        try await disk.shutdownGracefully()
        try await passwords.shutdownGracefully()
        return report
    }

    // MARK: - the registry

    private func prepare(_ directory: Directory, password: String) throws {
        let authority = try DemoAuthority(server: "localhost", address: [127, 0, 0, 1], now: Date())
        guard let hash = PasswordHash(password: password) else {
            throw RegistryServerError(.passwordFileInvalid, subject: files.passwords)
        }
        try directory.write(authority.authorityPEM, to: "ca.pem", isSecret: false)
        try directory.write(authority.certificatePEM, to: "registry.crt", isSecret: false)
        try directory.write(authority.keyPEM, to: "registry.key", isSecret: true)
        try directory.write(hash.entry(for: Self.user), to: "htpasswd", isSecret: true)
    }

    private static func password() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<20).map { _ in letters[Int.random(in: letters.indices)] })
    }

    private func withRegistry<Result: Sendable>(
        over storage: DiskStorage,
        passwords: NIOThreadPool,
        _ body: @escaping @Sendable (ListenAddress) async throws -> Result
    ) async throws -> Result {
        var configuration = RegistryServerConfiguration(address: address, version: version)
        configuration.passwordFile = files.passwords
        configuration.tls = .init(certificatePath: files.certificate, keyPath: files.key)
        let (ready, continuation) = AsyncStream<ListenAddress>.makeStream()
        let server = try RegistryServer(
            configuration: configuration,
            storage: storage,
            passwordPool: passwords,
            logger: logger,
            onReady: { continuation.yield($0.registry) }
        )
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await server.run()
                return nil
            }
            group.addTask {
                for await address in ready { return try await body(address) }
                return nil
            }
            // The first to end with a result is the story; a server that cannot start throws.
            while let result = try await group.next() {
                if let result {
                    group.cancelAll()
                    return result
                }
            }
            throw CancellationError()
        }
    }

    // MARK: - the nodes

    private func pulls(
        from registry: ListenAddress,
        password: String,
        _ directory: Directory
    ) async throws -> DemonstrationReport {
        let host = "localhost:\(registry.port)"
        let yaml = registriesYAML(host: host, password: password)
        try directory.write(yaml, to: "registries.yaml", isSecret: true)
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        var rows: [DemonstrationReport.Row] = []
        for node in Self.nodes {
            let images = ["shop/hello:1.0", "shop/web:1.0"] + (node.hasSuffix("17763") ? ["shop/legacy:1.0"] : [])
            rows += try await pull(images, as: node, configuration, into: files.layout(of: node))
        }
        // As containerd understood what that template wrote: a mirror, and nothing about its host. Operators then
        // imported the CA by hand.
        var refused: [DemonstrationReport.Row] = []
        for tls in [nil, configuration.configs[host]?.tls] {
            var broken = configuration
            broken.configs.set(host, to: Located(.init(auth: nil, tls: tls)))
            refused += try await pull(["shop/hello:1.0"], as: Self.nodes[2], broken, into: files.layout(of: "broken"))
        }
        return DemonstrationReport(
            registryURL: "https://\(host)",
            user: Self.user,
            files: files,
            registriesYAML: registriesYAML(host: host, password: "<secret>"),
            rows: rows,
            brokenTables: BrokenWindowsTemplate.registryTables(for: configuration),
            brokenPulls: refused
        )
    }

    private func registriesYAML(host: String, password: String) -> String {
        """
        mirrors:
          docker.io:
            endpoint:
              - "https://\(host)"
            rewrite:
              "^(.*)$": "\(Self.prefix)/$1"
        configs:
          "\(host)":
            auth:
              username: \(Self.user)
              password: \(password)
            tls:
              ca_file: \(JSON.string(files.authority).serialized())

        """
    }

    private func pull(
        _ images: [String],
        as node: String,
        _ configuration: RegistriesConfiguration,
        into layout: String
    ) async throws -> [DemonstrationReport.Row] {
        let host = try Node(parsing: node)
        // The demo's own registry is all there is: what is not there is not looked for on the internet.
        let options = PlanOptions(node: host, disableDefaultEndpoint: true)
        let planner = Planner(configuration, options: options)
        let requests = try images.map { image in
            let plan = planner.plan(for: try ImageReference(parsing: image))
            return PullRequest(plan: plan, selection: .node(host), name: image)
        }
        let store = try OCILayout(openingOrCreating: layout)
        defer { store.close() }
        let configs = configuration.configs
        let client = RegistryClient(
            configuration: RegistryClientConfiguration(
                userAgent: "windlass/\(version)",
                configuredHost: { name in configs[name].map { ConfiguredHost(tls: $0.tls) } }
            )
        )
        let outcomes = await ImagePull(client: client, destination: LayoutDestination(store), jobs: 4).run(requests)
        try await client.shutdown()
        return outcomes.map { DemonstrationReport.Row($0, node: node, isForeign: $0.image.repository.isLegacy) }
    }
}

extension Repository {
    /// The sample with a foreign layer.
    fileprivate var isLegacy: Bool { description.hasSuffix("/legacy") }
}

extension DemonstrationReport.Row {
    init(_ outcome: PullOutcome, node: String, isForeign: Bool) {
        self.init(
            node: node,
            image: outcome.image.description,
            endpoint: outcome.endpoint,
            osVersion: (try? Platform(parsing: outcome.platform))?.osVersion,
            digest: outcome.digest,
            bytesDownloaded: outcome.bytesDownloaded,
            bytesReused: outcome.bytesReused,
            hasForeignLayer: isForeign,
            error: outcome.error?.code,
            status: outcome.error?.attempts.last?.status
        )
    }
}

extension Directory {
    /// Writes a new file; one with a secret is readable by its owner alone from the start.
    fileprivate func write(_ text: String, to name: String, isSecret: Bool) throws {
        do throws(SystemError) {
            let file = try openForWriting(name, mustBeNew: true, mode: isSecret ? 0o600 : 0o644)
            var text = text
            let error = text.withUTF8 { file.write(UnsafeRawBufferPointer($0), at: 0).error }
            if let error { throw error }
        } catch {
            throw error.writing(fullPath(name))
        }
    }
}
