import OCI
import RegistryTesting
import Testing

/// docker-registry with real content, one for all tests of a suite.
struct FilledRegistry: Sendable {
    static let user = "puller"
    static let canary = Canary()

    /// What guards it.
    enum Guard: Sendable {
        case password
        case tokens
    }

    /// The registry of the running suite.
    @TaskLocal static var current: FilledRegistry?

    static let windowsVersions = ["10.0.17763.6414", "10.0.20348.2762", "10.0.26100.2033"]
    /// One child a Windows build, all of the same two layers, and last a Linux one.
    static let index = SampleImage(
        indexOf: windowsVersions.map { .windows(version: $0, layers: [300_000, 70_000], seed: 5) }
            + [.linux(layers: [200_000, 1_000], seed: 9)]
    )
    static let children = Array(index.manifests.dropFirst())

    let registry: DockerRegistry
    /// The token server before it, if there is one.
    let tokens: DistributionTokenServer?
    /// The digest of the debootstrap root file system, `rootfs:1`.
    let rootFileSystem: Digest
    /// Where the tests' registries.yaml is: Docker Hub mirrored here, below `mirror/`.
    let registriesPath: String

    fileprivate init(in directory: TemporaryDirectory, behind guardian: Guard) async throws {
        let authority = try TestCertificateAuthority()
        let password = Self.canary.secret
        switch guardian {
        case .password:
            tokens = nil
            registry = try await DockerRegistry(
                in: directory,
                authority: authority,
                authentication: .password(user: Self.user, password: password)
            )
        case .tokens:
            let server = try await DistributionTokenServer(authority: authority, user: Self.user, password: password)
            tokens = server
            registry = try await DockerRegistry(in: directory, authority: authority, authentication: .token(server))
        }
        let layout = try await RootFileSystem.layout.value
        let parts = layout.split(separator: ":").map(String.init)
        rootFileSystem = try await PulledLayout(path: parts[0]).digestReadBySkopeo(tag: parts[1])
        try await registry.push(layout: layout, as: "mirror/library/rootfs:1")
        try await registry.push(Self.index, as: "mirror/library/app:1")
        registriesPath = try directory.write(
            RegistriesYAML.mirror("https://\(registry.host)")
                + RegistriesYAML.configs(registry.host, password: password, caFile: registry.caFile),
            to: "registries.yaml"
        )
    }

    /// Runs `windlass pull` into a new layout with the suite's registries.yaml.
    func pull(_ arguments: String..., to layout: String) async throws -> ChildProcess.Ending {
        let options = ["--to", "oci:\(layout)", "--registries", registriesPath, "-o", "json"]
        let ending = try await Windlass.run(["pull"] + arguments + options)
        expectNoSecret(in: ending)
        return ending
    }

    func expectNoSecret(in ending: ChildProcess.Ending, sourceLocation: SourceLocation = #_sourceLocation) {
        let output = Self.canary.sightings(in: ending.stdoutBytes + Array(ending.stderr.utf8), named: "output")
        #expect(output.isEmpty, sourceLocation: sourceLocation)
    }
}

/// Runs a suite with a registry of its own.
struct FilledRegistryTrait: SuiteTrait, TestScoping {
    var guardian: FilledRegistry.Guard

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let filled = try await FilledRegistry(in: directory, behind: guardian)
            do {
                try await FilledRegistry.$current.withValue(filled) { try await function() }
            } catch {
                await filled.stop()
                throw error
            }
            await filled.stop()
        }
    }
}

extension FilledRegistry {
    fileprivate func stop() async {
        registry.stop()
        await tokens?.server.shutdown()
    }
}

extension Trait where Self == FilledRegistryTrait {
    /// docker-registry with the root file system and a Windows index, in `FilledRegistry.current`.
    static func dockerRegistry(behind guardian: FilledRegistry.Guard) -> Self {
        FilledRegistryTrait(guardian: guardian)
    }
}
