import Foundation
import OCI
import RegistryTesting
import Testing

/// nginx, docker-registry and our own `serve`, ill and well: what a person reads, word for word.
@Suite("A check of real servers", .enabled(if: getuid() == 0), .timeLimit(.minutes(3)))
struct RealPeerTests {
    private static let host = "\(CheckScene.registryName):5443"

    /// nginx and what is wrong with it.
    struct NginxCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var chain: CertificateWorkshop.Chain?
        var content = Nginx.Content.registry
        var demandsCertificate = false
        /// Whether the endpoint is `http://`.
        var isPlain = false
        /// The first finding, word for word.
        var text: String
    }

    static let nginxCases: [NginxCase] = []

    @Test("nginx: the first finding, word for word", arguments: nginxCases)
    func nginx(_ nginx: NginxCase) async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let workshop = try await CertificateWorkshop(in: scene.directory, name: CheckScene.registryName)
                _ = try await scene.nginx(
                    chain: nginx.chain.map(workshop.files),
                    nginx.content,
                    clientAuthority: nginx.demandsCertificate ? workshop.root : nil
                )
                var yaml = FileText.configs(Self.host, tls: "ca_file: \(workshop.root)")
                if nginx.isPlain { yaml = FileText.mirror(Self.host, ["http://\(Self.host)"]) }
                let setup = CheckSetup(yaml, image: "\(Self.host)/app:1")
                    .with(\.arguments, ["--disable-default-endpoint"])
                try await expect(nginx.text, setup, in: scene)
            }
        }
    }

    @Test("nginx: an expired certificate, word for word")
    func expired() async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let identity = try scene.authority.issue(
                    names: [CheckScene.registryName],
                    addresses: [],
                    validity: .expired
                )
                let files = try identity.write(toDirectory: scene.directory.path, name: "expired")
                _ = try await scene.nginx(chain: files, .registry)
                let setup = CheckSetup(FileText.configs(Self.host, tls: scene.trust), image: "\(Self.host)/app:1")
                try await expect(
                    """
                    """,
                    setup,
                    in: scene
                )
            }
        }
    }

    @Test("docker-registry behind a token server that the file does not name, word for word")
    func foreignRealm() async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let tokens = try await DistributionTokenServer(
                    authority: scene.authority,
                    user: CheckScene.user,
                    password: scene.canary.secret
                )
                let server = scene.keep(tokens.server)
                let registry = try await DockerRegistry(
                    in: scene.directory,
                    authority: scene.authority,
                    authentication: .token(tokens)
                )
                _ = scene.keep(registry) { $0.stop() }
                // The realm is `localhost`; by the address the registry is another host.
                let host = registry.host.replacing("localhost", with: "127.0.0.1")
                let yaml =
                    FileText.mirror(host, ["https://\(host)"])
                    + FileText.configs(host, auth: scene.login, tls: scene.trust)
                let setup = CheckSetup(yaml, image: "\(host)/app:1")
                    .with(\.arguments, ["--disable-default-endpoint"])
                try await expect(
                    """
                    """,
                    setup,
                    in: scene
                )
                #expect(scene.canary.sightings(in: [server]).isEmpty)
            }
        }
    }

    @Test("docker-registry with TLS and a password is well")
    func dockerRegistry() async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let registry = try await DockerRegistry(
                    in: scene.directory,
                    authority: scene.authority,
                    authentication: .password(user: CheckScene.user, password: scene.canary.secret)
                )
                _ = scene.keep(registry) { $0.stop() }
                try await registry.push(.linux(), as: "app:1")
                try await expectHealthy(registry.host, auth: scene.login, in: scene)
            }
        }
    }

    @Test("docker-registry with tokens is well")
    func dockerRegistryWithTokens() async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let tokens = try await DistributionTokenServer(
                    authority: scene.authority,
                    user: CheckScene.user,
                    password: scene.canary.secret
                )
                _ = scene.keep(tokens.server)
                let registry = try await DockerRegistry(
                    in: scene.directory,
                    authority: scene.authority,
                    authentication: .token(tokens)
                )
                _ = scene.keep(registry) { $0.stop() }
                try await registry.push(.linux(), as: "app:1")
                try await expectHealthy(registry.host, auth: scene.login, in: scene)
            }
        }
    }

    @Test("our own registry is well")
    func ownRegistry() async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let registry = try await ServedRegistry(in: scene.directory)
                _ = scene.keep(registry) { $0.stop() }
                #expect(try await registry.refusal(of: .multiPlatform(), as: "app:1") == nil)
                let auth = "username: \(ServedRegistry.user), password: \"\(ServedRegistry.password)\""
                try await expectHealthy(registry.host, auth: auth, caFile: registry.caFile, in: scene)
            }
        }
    }

    private func expect(
        _ text: String,
        _ setup: CheckSetup,
        in scene: CheckScene,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let run = try await CheckRun(setup, in: scene)
        let report = try run.report(hiding: scene.canary, sourceLocation: sourceLocation)
        let first = try #require(report.findings.first, sourceLocation: sourceLocation)
        #expect(first.text(in: scene) == text, sourceLocation: sourceLocation)
        #expect(report.falseBlame.isEmpty, "\(report.outline)", sourceLocation: sourceLocation)
        #expect(report.unrooted(besides: []).isEmpty, "\(report.outline)", sourceLocation: sourceLocation)
    }

    private func expectHealthy(
        _ host: String,
        auth: String,
        caFile: String? = nil,
        in scene: CheckScene,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let tls = caFile.map { "ca_file: \"\($0)\"" } ?? scene.trust
        let yaml = FileText.mirror(host, ["https://\(host)"]) + FileText.configs(host, auth: auth, tls: tls)
        let setup = CheckSetup(yaml, image: "\(host)/app:1").with(\.arguments, ["--disable-default-endpoint"])
        let run = try await CheckRun(setup, in: scene)
        let report = try run.report(hiding: scene.canary, sourceLocation: sourceLocation)
        #expect(report.findings.isEmpty, "\(report.outline)", sourceLocation: sourceLocation)
        #expect(report.availableAt == 1, sourceLocation: sourceLocation)
    }
}
