import NodeConfiguration
import RegistryTesting

extension HealthyCase {
    static let all: [HealthyCase] = [
        HealthyCase("plain HTTP on loopback") { CheckSetup(try await $0.registry()) },
        HealthyCase("an index for every platform, for Linux") { scene in
            CheckSetup(try await scene.registry(image: .multiPlatform()))
        },
        HealthyCase("an index for every platform, for two builds of Windows and for Linux") { scene in
            let nodes = ["windows/amd64:10.0.17763", "windows/amd64:10.0.20348", "linux/amd64"]
            return CheckSetup(named: try await scene.registry(image: .multiPlatform())).with(\.nodes, nodes)
        },
        HealthyCase("an index in an index") { CheckSetup(try await $0.registry(image: .nestedIndex(depth: 2))) },
        HealthyCase("an image by its digest, in Docker's format") { scene in
            let image = SampleImage.linux(format: .docker)
            let registry = try await scene.registry(image: image)
            return CheckSetup(registry).with(\.images, ["\(registry.host)/app@\(image.digest)"])
        },
        HealthyCase("TLS with a CA of one's own") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            return CheckSetup(registry, scene.settings(registry))
        },
        HealthyCase("TLS and a password") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: scene.password)
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        HealthyCase("a client certificate") { scene in
            let registry = try await scene.registry(tls: try scene.tls(demanding: scene.authority))
            let (cert, key) = try scene.authority.issueClient().write(toDirectory: scene.directory.path, name: "node")
            let tls = "\(scene.trust), cert_file: \(cert), key_file: \(key)"
            return CheckSetup(registry, FileText.configs(CheckSetup.host(registry), tls: tls))
        },
        HealthyCase("a token server of the registry's own") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: .bearer(scene.issuer))
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        HealthyCase("tokens for everybody") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: .bearer(TestTokenIssuer()))
            return CheckSetup(registry, scene.settings(registry))
        },
        HealthyCase("a token server elsewhere, which the file names") { scene in
            let identity = try scene.authority.issue(names: ["login.example"], addresses: [])
            scene.name("login.example", .addresses(["127.0.0.1"]))
            let tokens = scene.keep(
                try await TestTokenServer(issuer: scene.issuer, tls: TestTLS(identity: identity))
            )
            let origin = "https://login.example:\(tokens.server.port)"
            let registry = try await scene.registry(
                tls: try scene.tls(),
                authentication: .bearer(tokens.issuer, realm: "\(origin)/token")
            )
            let auth = "\(scene.login), realms: [\"\(origin)\"]"
            let yaml =
                scene.settings(registry, auth: auth)
                + FileText.settings("login.example:\(tokens.server.port)", tls: scene.trust)
            return CheckSetup(registry, yaml)
        },
        HealthyCase("a mirror that has it, and the registry itself behind it") { scene in
            let mirror = try await scene.registry()
            let live = try await scene.registry()
            let yaml = FileText.mirror("hub.test", [mirror.origin, live.origin])
            return CheckSetup(yaml, image: "hub.test/app:1", endpoint: "\(mirror.origin)/v2")
                .with(\.arguments, ["--disable-default-endpoint"])
        },
        HealthyCase("a rewrite to a project") { scene in
            let mirror = try await scene.registry(repository: "proxy/hub/app")
            let yaml = FileText.mirror("hub.test", [mirror.origin], rewrites: ["(.*)": "proxy/hub/$1"])
            return CheckSetup(yaml, image: "hub.test/app:1", endpoint: "\(mirror.origin)/v2")
                .with(\.arguments, ["--disable-default-endpoint"])
        },
        HealthyCase("a proxy that wants a login, and gets it") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            // The registry's name stands for an address that nobody has: only the proxy knows the way.
            scene.name(CheckScene.registryName, .addresses(["127.0.0.99"]))
            let routes = [CheckSetup.host(registry): registry.host]
            let proxy = scene.keep(
                try await TestProxy(configuration: .init(credentials: "node:open-sesame", routes: routes))
            )
            return CheckSetup(registry, scene.settings(registry))
                .with(\.environment, ["HTTPS_PROXY": "http://node:open-sesame@\(proxy.host)"])
        },
        HealthyCase("layers on a host of their own") { scene in
            let image = SampleImage.linux()
            scene.name("storage.test", .addresses(["127.0.0.1"]))
            let store = try await TestRegistry(tls: try scene.tls(names: ["storage.test"]))
            store.add(image, repository: "app", tag: "1")
            let origin = "https://storage.test:\(scene.keep(store).port)"
            let registry = try await scene.registry(tls: try scene.tls(), image: image)
            registry.inject(.redirect(toOrigin: origin), on: .blob())
            let settings = FileText.settings("storage.test:\(store.port)", tls: scene.trust)
            return CheckSetup(registry, scene.settings(registry) + settings)
        },
        HealthyCase("a name server that fails once", remarks: ["unsteady"]) { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            scene.name(CheckScene.registryName, .first(1, .failure, then: .addresses(["127.0.0.1"])))
            return CheckSetup(registry, scene.settings(registry)).with(\.resolverOptions, "timeout:1 attempts:3")
        },
        HealthyCase("a long answer of the name server, which comes by TCP") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            scene.name(CheckScene.registryName, .truncated(overTCP: .addresses(["127.0.0.1"])))
            return CheckSetup(registry, scene.settings(registry))
        },
        HealthyCase("trouble that passes", remarks: ["unsteady"]) { scene in
            let registry = try await scene.registry()
            registry.inject(.status(503), on: .manifest(), .first(1))
            return CheckSetup(registry)
        },
        HealthyCase("a connection that is reset once", remarks: ["unsteady"]) { scene in
            CheckSetup(try await scene.registry(connections: { $0 == 1 ? .reset : .serve }))
        },
        HealthyCase("a layer that fails once", remarks: ["unsteady"]) { scene in
            let registry = try await scene.registry()
            registry.inject(.status(503), on: .blob(), .first(1))
            return CheckSetup(registry)
        },
        HealthyCase("a token server that fails once", remarks: ["unsteady"]) { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: .bearer(scene.issuer))
            registry.inject(.status(503), on: .token, .first(1), beforeAuthentication: true)
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        HealthyCase("a token server that takes no POST") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), authentication: .bearer(scene.issuer))
            registry.inject(.status(405), on: .token, method: "POST", beforeAuthentication: true)
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        HealthyCase("tokens that do not say how long they are good for") { scene in
            let issuer = scene.issuer
            issuer.update { ($0.expiresIn, $0.fields) = (nil, [.accessToken]) }
            let registry = try await scene.registry(tls: try scene.tls(), authentication: .bearer(issuer))
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
        },
        HealthyCase("a rate limit that is over in a second", remarks: ["unsteady"]) { scene in
            let registry = try await scene.registry()
            registry.inject(.tooManyRequests(retryAfter: "1"), on: .manifest(), .first(1))
            return CheckSetup(registry)
        },
        HealthyCase("HTTP/1.0") { scene in
            let registry = try await scene.registry()
            registry.inject(.http10, on: .any)
            return CheckSetup(registry)
        },
        HealthyCase("answers without lengths") { scene in
            let registry = try await scene.registry()
            registry.inject(.chunked(), on: .manifest())
            registry.inject(.untilClose, on: .ping)
            return CheckSetup(registry)
        },
        HealthyCase("a HEAD without a digest") { scene in
            let registry = try await scene.registry()
            registry.inject(.contentDigest(nil), on: .manifest())
            return CheckSetup(registry)
        },
        HealthyCase("a file with Windows line ends and a mark of UTF-8") { scene in
            let registry = try await scene.registry()
            let yaml = FileText.mirror(registry.host, [registry.origin]).replacing("\n", with: "\r\n")
            return CheckSetup(registry, "\u{feff}" + yaml)
        },
        nodeCase("the files of an RKE2 node on Linux", .linux, "1.7.20"),
        nodeCase("the files of an RKE2 node with containerd 2", .linux, "2.0.5"),
        nodeCase("the files of an RKE2 node on Windows", .windows, "1.7.20"),
    ]

    private static func nodeCase(_ description: String, _ system: NodeSystem, _ containerd: String) -> HealthyCase {
        HealthyCase(description) { scene in
            try await SeededCase.nodeCase(description, "", "", system, containerd, hasEndpoint: true) { _ in }.setUp(
                scene
            )
        }
    }
}
