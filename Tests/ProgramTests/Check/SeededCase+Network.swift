import RegistryTesting

extension SeededCase {
    /// Names that do not resolve.
    static let names: [SeededCase] = [
        SeededCase("a name that does not exist", "fault 4", "name-not-found", at: "name") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            scene.name(CheckScene.registryName, .missing)
            return CheckSetup(registry, scene.settings(registry)).with(\.availableAt, 0)
        },
        SeededCase("a name without an address", "fault 4", "name-not-found", at: "name") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            scene.name(CheckScene.registryName, .addresses([]))
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a name server in trouble", "fault 5", "name-no-answer", at: "name") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            scene.name(CheckScene.registryName, .failure)
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a name server that is silent", "fault 5", "name-no-answer", at: "name") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            scene.name(CheckScene.registryName, .silence)
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a name server that is silent, and a patient resolver", "fault 5", "name-no-answer", at: "name") {
            scene in
            let registry = try await scene.registry(tls: try scene.tls())
            scene.name(CheckScene.registryName, .silence)
            return CheckSetup(registry, scene.settings(registry)).with(\.resolverOptions, "timeout:5 attempts:2")
        },
        SeededCase("one dead address of two", "fault 6", "address-dead", at: "connect", "warning") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), address: "::1")
            // Nothing listens on that port of the IPv4 address.
            scene.name(CheckScene.registryName, .addresses(["127.0.0.9", "::1"]))
            return CheckSetup(registry, scene.settings(registry)).with(\.availableAt, 1)
        },
    ]

    /// Proxies that do not let anything through.
    static let proxies: [SeededCase] = [
        SeededCase("a proxy that wants a login", "fault 12, pain 13", "proxy-login-required", at: "proxy") { scene in
            let proxy = scene.keep(try await TestProxy(configuration: .init(credentials: "node:secret-of-the-proxy")))
            return try await behind(proxy.url, scene)
        },
        SeededCase("a proxy that does not let the registry through", "fault 12", "proxy-refused", at: "proxy") {
            scene in
            var configuration = TestProxy.Configuration()
            configuration.refusals["*"] = TestResponse(status: 403)
            let proxy = scene.keep(try await TestProxy(configuration: configuration))
            return try await behind(proxy.url, scene)
        },
        SeededCase("a kind of proxy that Go knows and nobody here speaks", "fault 12", "proxy-unsupported", at: "proxy")
        {
            scene in
            try await behind("https://127.0.0.1:3129", scene)
        },
        SeededCase("a proxy that is gone", "fault 12", "proxy-unreachable", at: "proxy") { scene in
            let dead = scene.keep(try UnreachableEndpoint.refusing()) { _ in }
            return try await behind("http://\(dead.host)", scene)
        },
        SeededCase("a proxy whose name does not exist", "fault 12", "proxy-unreachable", at: "proxy") { scene in
            try await behind("http://proxy.test:3128", scene)
        },
    ]

    private static func behind(_ proxy: String, _ scene: CheckScene) async throws -> CheckSetup {
        let registry = try await scene.registry(tls: try scene.tls())
        return CheckSetup(registry, scene.settings(registry)).with(\.environment, ["HTTPS_PROXY": proxy])
    }

    /// Addresses that no connection leads to.
    static let connections: [SeededCase] = [
        SeededCase("a port that nobody listens on", "fault 2", "connect-refused", at: "connect") { scene in
            let dead = scene.keep(try UnreachableEndpoint.refusing()) { _ in }
            return CheckSetup("", image: "\(dead.host)/app:1", endpoint: "http://\(dead.host)/v2")
        },
        SeededCase("a port that swallows everything", "fault 3", "connect-timeout", at: "connect") { scene in
            let dead = scene.keep(try UnreachableEndpoint.blackHole()) { _ in }
            return CheckSetup("", image: "\(dead.host)/app:1", endpoint: "http://\(dead.host)/v2")
        },
        SeededCase("an address that no way leads to", "fault 3", "host-unreachable", at: "connect") { scene in
            let image = "192.0.2.1:5000"
            let yaml = FileText.mirror(image, ["http://\(image)"])
            return CheckSetup(yaml, image: "\(image)/app:1", endpoint: "http://\(image)/v2").with(\.isOffline, true)
                .with(\.arguments, ["--disable-default-endpoint"])
        },
        SeededCase("connections that are reset at once", "fault 30", "network-error", at: "ping") { scene in
            CheckSetup(try await scene.registry(connections: { _ in .reset }))
        },
    ]
}
