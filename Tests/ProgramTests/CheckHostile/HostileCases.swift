import OCI
import RegistryTesting

extension SeededCase {
    /// What a broken network, or somebody who means ill, answers.
    static let hostile = hostileTokens + hostileStores + hostileWays + hostileContent + hostileHeads

    private static let hostileTokens: [SeededCase] = [
        SeededCase("a token that comes by drops", "", "token-unreachable", at: "token") { scene in
            let drops = always(.trickle(bytes: 1, every: .milliseconds(500)), on: .token)
            let registry = try await scene.registry(
                tls: try scene.tls(),
                authentication: .bearer(scene.issuer, realm: nil),
                faults: [drops]
            )
            return CheckSetup(registry, scene.settings(registry, auth: scene.login))
                .with(\.arguments, ["--timeout", "5"])
        },
        SeededCase("name servers that do not answer for a token server", "", "token-unreachable", at: "token") {
            scene in
            scene.name("auth.registry.test", .silence)
            let registry = try await scene.registry(
                tls: try scene.tls(),
                authentication: .bearer(scene.issuer, realm: "https://auth.registry.test/token")
            )
            return CheckSetup(registry, scene.settings(registry))
                .with(\.resolverOptions, "timeout:30 attempts:3")
        },
    ]

    private static let hostileStores: [SeededCase] = [
        SeededCase("name servers that do not answer for a store", "", "redirect-unreachable", at: "redirect") {
            scene in
            scene.name("store.test", .silence)
            let rule = always(.redirect(toOrigin: "https://store.test"), on: .blob())
            let registry = try await scene.registry(tls: try scene.tls(), faults: [rule])
            return CheckSetup(registry, scene.settings(registry)).with(\.resolverOptions, "timeout:30 attempts:3")
        },
        SeededCase("a store that wants a login", "", "redirect-failed", at: "redirect") { scene in
            let store = scene.keep(
                try await TestServer { _ in
                    TestResponse(status: 401, headers: ["WWW-Authenticate": "Basic realm=\"store\""], body: "")
                }
            )
            return CheckSetup(
                try await scene.registry(faults: [always(.redirect(toOrigin: store.origin), on: .blob())])
            )
        },
    ]

    private static let hostileWays: [SeededCase] = [
        SeededCase("a port that swallows everything, and little time", "", "connect-timeout", at: "connect") { scene in
            let dead = scene.keep(try UnreachableEndpoint.blackHole()) { _ in }
            return CheckSetup("", image: "\(dead.host)/app:1", endpoint: "http://\(dead.host)/v2")
                .with(\.arguments, ["--timeout", "3"])
        },
        SeededCase("a proxy that hangs up", "", "proxy-unreachable", at: "proxy") { scene in
            let proxy = scene.keep(
                try await TestServer(connections: { $0 == 0 ? .serve : .close }) { _ in
                    .init(status: 500, headers: [:], body: "")
                }
            )
            let registry = try await scene.registry(tls: try scene.tls())
            return CheckSetup(registry, scene.settings(registry)).with(\.environment, ["HTTPS_PROXY": proxy.origin])
        },
        SeededCase("a proxy that cannot reach the registry, and says so in http", "", "proxy-refused", at: "proxy") {
            scene in
            var configuration = TestProxy.Configuration()
            configuration.refusals["*"] = TestResponse(
                status: 503,
                headers: ["Content-Type": "text/html", "X-Squid-Error": "ERR_CONNECT_FAIL 111"],
                body: "<title>ERROR: The requested URL could not be retrieved</title>"
            )
            let proxy = scene.keep(try await TestProxy(configuration: configuration))
            let registry = try await scene.registry()
            return CheckSetup(named: registry).with(\.environment, ["HTTP_PROXY": proxy.url])
        },
    ]

    private static let hostileContent: [SeededCase] = [
        SeededCase("an index that is wrong about the size of its child", "", "size-mismatch", at: "manifest") { scene in
            let registry = try await scene.registry()
            let child = SampleImage.linux()
            registry.add(
                manifest: manifest(
                    MediaType.ociIndex,
                    "\"manifests\":[\(descriptor(child.root, size: 5, platform: true))]"
                ),
                repository: "app",
                tag: "1"
            )
            return CheckSetup(registry)
        },
        SeededCase("a layer that should be empty and is not", "", "blob-empty", at: "layers") { scene in
            let registry = try await scene.registry()
            let image = SampleImage.linux()
            guard let configuration = image.configuration, let layer = image.layers.first else { throw NoSuchContent() }
            let layers = "[\(descriptor(layer, size: 0))]"
            registry.add(
                manifest: manifest(
                    MediaType.ociManifest,
                    "\"config\":\(descriptor(configuration, size: configuration.size)),\"layers\":\(layers)"
                ),
                repository: "app",
                tag: "1"
            )
            return CheckSetup(registry)
        },
    ]

    // Each was tried with containerd 1.6, which refuses the image.
    private static let hostileHeads: [SeededCase] = [
        headCase("HEAD says that there is nothing", "head-differs", .contentLength("0")),
        headCase("HEAD says another length", "head-differs", .contentLength("5")),
        headCase("HEAD says that the manifest is a text", "head-differs", .mediaType("text/plain")),
        headCase("HEAD says no type", "head-differs", .mediaType(nil)),
        headCase("HEAD names a digest that is nowhere", "digest-header-wrong", .contentDigest("sha256:\(zeros)")),
        headCase("HEAD names something that is no digest", "digest-header-wrong", .contentDigest("W/\"etag\"")),
        SeededCase("HEAD is not allowed for a digest", "", "head-refused", at: "manifest") { scene in
            let fault = always(.status(403), on: .manifest(), method: "HEAD")
            let registry = try await scene.registry(faults: [fault])
            return CheckSetup(registry).with(\.images, ["\(registry.host)/app@\(SampleImage.linux().digest)"])
        },
        SeededCase("a layer of no bytes", "", "blob-empty", at: "layers") { scene in
            let empty = SampleContent(mediaType: MediaType.ociLayerGzip, body: "")
            let platform = Platform(os: "linux", architecture: "amd64")
            return CheckSetup(try await scene.registry(image: SampleImage(platform: platform, layers: [empty])))
        },
    ]

    private static let zeros = String(repeating: "0", count: 64)

    private static func headCase(_ description: String, _ code: String, _ fault: Fault) -> SeededCase {
        SeededCase(description, "", code, at: "manifest") { scene in
            CheckSetup(try await scene.registry(faults: [always(fault, on: .manifest(), method: "HEAD")]))
        }
    }

    private struct NoSuchContent: Error {}

    private static func manifest(_ mediaType: String, _ members: String) -> SampleContent {
        let text = "{\"schemaVersion\":2,\"mediaType\":\"\(mediaType)\",\(members)}"
        return SampleContent(mediaType: mediaType, body: .text(text))
    }

    private static func descriptor(_ content: SampleContent, size: Int64, platform: Bool = false) -> String {
        let place = platform ? ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}" : ""
        return "{\"mediaType\":\"\(content.mediaType)\",\"digest\":\"\(content.digest)\",\"size\":\(size)\(place)}"
    }
}
