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
        /// Whether the file names another CA than the one that signed.
        var namesOtherCA = false
        /// Whether the endpoint is `http://`.
        var isPlain = false
        /// The first finding, word for word.
        var text: String
    }

    static let nginxCases: [NginxCase] = [
        NginxCase(
            testDescription: "a chain without its middle",
            chain: .leafAlone,
            text: """
                error tls-missing-intermediate at tls
                cause: registry.test:PORT leaves out the certificate of 'Corp Issuing 3, Corp', which signed its own
                fix: the registry's server must send the whole chain (with nginx: append the intermediate to ssl_certificate)
                authority: Corp Issuing 3, Corp
                certificate: registry.test, issued by "Corp Issuing 3, Corp", names registry.test, valid TIME to TIME
                sha256: HEX
                shown: 1 certificate
                trusted: DIR/workshop/root.pem and the system's roots
                """
        ),
        NginxCase(
            testDescription: "the middle of another authority",
            chain: .foreignMiddle,
            text: """
                error tls-missing-intermediate at tls
                cause: registry.test:PORT leaves out the certificate of 'Corp Issuing 3, Corp', which signed its own
                fix: the registry's server must send the whole chain (with nginx: append the intermediate to ssl_certificate)
                authority: Corp Issuing 3, Corp
                certificate: registry.test, issued by "Corp Issuing 3, Corp", names registry.test, valid TIME to TIME
                sha256: HEX
                shown: 2 certificates
                trusted: DIR/workshop/root.pem and the system's roots
                """
        ),
        NginxCase(
            testDescription: "a chain of another authority than the file's",
            chain: .whole,
            namesOtherCA: true,
            text: """
                error tls-unknown-ca at tls
                cause: nodes trust only DIR/ca.pem and the system's roots, the chain of registry.test:PORT ends in 'Corp Root 2, Corp'
                fix: add the PEM of 'Corp Root 2, Corp' to tls.ca_file under configs."registry.test:PORT"
                authority: Corp Root 2, Corp
                certificate: registry.test, issued by "Corp Issuing 3, Corp", names registry.test, valid TIME to TIME
                sha256: HEX
                shown: 2 certificates
                trusted: DIR/ca.pem and the system's roots
                """
        ),
        NginxCase(
            testDescription: "a client certificate is demanded",
            chain: .whole,
            demandsCertificate: true,
            text: """
                error tls-client-certificate at tls
                cause: registry.test:PORT demands a client certificate, and registries.yaml has none for it
                fix: name cert_file and key_file under configs."registry.test:PORT".tls
                url: https://registry.test:PORT/v2/app/manifests/1
                status: 400
                detail: 400 No required SSL certificate was sent
                """
        ),
        NginxCase(
            testDescription: "plain HTTP on the TLS port",
            chain: .whole,
            isPlain: true,
            text: """
                error https-to-http at ping
                cause: registry.test:PORT speaks https where http was asked for
                fix: write the endpoint as https://registry.test:PORT
                url: http://registry.test:PORT/v2/
                status: 400
                contentType: text/html
                """
        ),
        NginxCase(
            testDescription: "TLS on the plain port",
            chain: nil,
            text: """
                error http-to-https at tls
                cause: registry.test:PORT speaks plain http where https was expected
                fix: write the endpoint as http://registry.test:PORT, or have the registry speak TLS on that port
                url: https://registry.test:PORT/
                """
        ),
        NginxCase(
            testDescription: "a captive portal that leads to its login",
            chain: nil,
            content: .loginRedirect,
            isPlain: true,
            text: """
                error captive-portal at ping
                cause: somebody on the way to registry.test:PORT answers in its place and leads to http://portal.test:5443/login: "Guest network"
                fix: sign in at that portal, or have the network let the nodes through to registry.test:PORT
                redirectsTo: http://portal.test:5443/login
                url: http://portal.test:5443/login
                status: 200
                contentType: text/html
                title: Guest network
                """
        ),
        NginxCase(
            testDescription: "a captive portal that answers itself",
            chain: nil,
            content: .loginPage,
            isPlain: true,
            text: """
                error not-a-registry at ping
                cause: registry.test:PORT answers, but not as a registry (status 200): "Guest network"
                fix: check host and port in mirrors."registry.test:PORT".endpoint: a login page, a portal or another service is there
                url: http://registry.test:PORT/v2/
                status: 200
                contentType: text/html
                title: Guest network
                """
        ),
    ]

    @Test("nginx: the first finding, word for word", arguments: nginxCases)
    func nginx(_ nginx: NginxCase) async throws {
        try await CheckRun.turnstile.pass {
            try await withCheckScene { scene in
                let workshop = try await CertificateWorkshop(in: scene.directory, name: CheckScene.registryName)
                let server = try await scene.nginx(
                    chain: nginx.chain.map(workshop.files),
                    nginx.content,
                    clientAuthority: nginx.demandsCertificate ? workshop.root : nil
                )
                scene.name("portal.test", .addresses([server.address]))
                var yaml = FileText.configs(
                    Self.host,
                    tls: "ca_file: \(nginx.namesOtherCA ? scene.caFile : workshop.root)"
                )
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
                    error tls-expired at tls
                    cause: the certificate of registry.test:PORT has expired on TIME
                    fix: renew it on the registry; if it should still be valid, check this machine's clock
                    certificate: registry.test, issued by "Test Authority", names registry.test, valid TIME to TIME
                    sha256: HEX
                    since: TIME
                    shown: 1 certificate
                    trusted: DIR/ca.pem and the system's roots
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
                    error realm-foreign at challenge
                    cause: 127.0.0.1:PORT sends token requests to https://localhost:PORT, which is not known to belong to it: no secret was sent
                    fix: if that server is yours, add under configs."127.0.0.1:PORT".auth:  realms: ["https://localhost:PORT"]
                    status: 401
                    detail: https://localhost:PORT/token
                    realm: https://localhost:PORT
                    rule: address
                    realmsEntry: https://localhost:PORT
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
        let wrong = report.findings.filter { $0.severity != "info" }
        #expect(wrong.isEmpty, "\(report.outline)", sourceLocation: sourceLocation)
        #expect(report.availableAt == 1, sourceLocation: sourceLocation)
    }
}
