import OCI
import RegistryTesting

extension SeededCase {
    /// Manifests that are not there, or not what they should be.
    static let manifests: [SeededCase] = [
        SeededCase("a tag that is not there", "fault 21", "not-found", at: "manifest") { scene in
            CheckSetup(try await scene.registry(image: nil))
        },
        manifestCase("a repository that one may not read", "fault 20", "auth-denied", .denied),
        manifestCase(
            "a rate limit on manifests",
            "fault 24, pain 41",
            "rate-limited",
            .tooManyRequests(retryAfter: "86400")
        ),
        manifestCase("trouble with manifests alone", "fault 27", "server-error", .status(500)),
        manifestCase("a web page for a manifest", "fault 43", "not-a-registry", .portalPage),
        manifestCase("a manifest that never ends", "fault 36", "manifest-too-large", .hugeBody(size: 1 << 30)),
        manifestCase("a manifest that stops half-way", "fault 37", "no-progress", .stall(afterBodyBytes: 20)),
        manifestCase(
            "an image of the first schema",
            "fault 44",
            "media-type-unsupported",
            .changing { response, _ in
                response.headers["Content-Type"] = "application/vnd.docker.distribution.manifest.v1+prettyjws"
                response.body = "{\"schemaVersion\":1,\"name\":\"app\",\"tag\":\"1\",\"fsLayers\":[],\"history\":[]}"
                response.headers["Docker-Content-Digest"] = nil
            }
        ),
        manifestCase(
            "a manifest that is no JSON",
            "fault 44",
            "json-syntax",
            .changing { response, _ in
                response.body = "not a manifest"
                response.headers["Docker-Content-Digest"] = nil
            }
        ),
        SeededCase("other bytes than those of the digest", "fault 39", "digest-mismatch", at: "manifest") { scene in
            let registry = try await scene.registry(faults: [always(.flippedByte(at: 20), on: .manifest())])
            return CheckSetup(registry).with(\.images, ["\(registry.host)/app@\(SampleImage.linux().digest)"])
        },
        SeededCase(
            "a digest in the header that is another",
            "fault 42",
            "digest-header-wrong",
            at: "manifest",
            "warning"
        ) {
            scene in
            let other = SampleImage.linux(seed: 77)
            let fault = always(.contentDigest(other.digest.description), on: .manifest("1"))
            let registry = try await scene.registry(faults: [fault])
            // An image of yesterday, which containerd would take.
            registry.add(other, repository: "app")
            return CheckSetup(registry).with(\.availableAt, 1)
        },
        SeededCase("HEAD is not allowed", "fault 41, pain 48", "head-refused", at: "manifest") { scene in
            let fault = always(.status(403), on: .manifest(), method: "HEAD")
            return CheckSetup(try await scene.registry(faults: [fault]))
        },
    ]

    private static func manifestCase(
        _ description: String,
        _ source: String,
        _ code: String,
        _ fault: Fault
    ) -> SeededCase {
        SeededCase(description, source, code, at: "manifest") { scene in
            CheckSetup(try await scene.registry(faults: [always(fault, on: .manifest())])).with(\.availableAt, 0)
        }
    }

    /// Images without anything for a node, or with something else than one thinks.
    static let platforms: [SeededCase] = [
        platformCase("nothing for this architecture", "pain 12", node: "linux/s390x", SampleImage.multiPlatform()),
        platformCase(
            "nothing for this build of Windows",
            "pain 12",
            node: "windows/amd64:10.0.19045.1",
            .multiPlatform()
        ),
        platformCase(
            "an image of 2022 for Windows 11 25H2",
            "W-17",
            node: "windows/amd64:10.0.26200",
            SampleImage(indexOf: [.windows(version: "10.0.20348.2762")])
        ),
        platformCase("a Linux image for a Windows node", "pain 12", node: "windows/amd64:10.0.20348", .linux()),
        SeededCase("containerd's text order", "W-11", "platform-text-order", at: "platform", "warning") { scene in
            let versions = ["10.0.20348.999", "10.0.20348.3091"]
            let children = versions.enumerated().map { SampleImage.windows(version: $1, seed: 50 + UInt64($0)) }
            let registry = try await scene.registry(image: SampleImage(indexOf: children))
            return CheckSetup(named: registry).with(\.nodes, ["windows/amd64:10.0.20348"]).with(\.availableAt, 1)
        },
        SeededCase("an index whose child is gone", "fault 21, pain 38", "child-not-found", at: "manifest") { scene in
            let child = SampleImage.linux()
            let registry = try await scene.registry(image: SampleImage(indexOf: [child]))
            registry.remove(child.digest, repository: "app")
            return CheckSetup(registry)
        },
    ]

    private static func platformCase(
        _ description: String,
        _ source: String,
        node: String,
        _ image: SampleImage
    ) -> SeededCase {
        SeededCase(description, source, "no-matching-platform", at: "platform") { scene in
            CheckSetup(named: try await scene.registry(image: image)).with(\.nodes, [node])
        }
    }

    /// Layers that do not come, or not whole.
    static let layers: [SeededCase] = [
        SeededCase("a layer that is not there", "fault 22", "blob-not-found", at: "layers") { scene in
            let image = SampleImage.linux()
            let registry = try await scene.registry(image: image)
            registry.remove(image.layers[1].digest, repository: "app")
            return CheckSetup(registry).with(\.availableAt, 0)
        },
        SeededCase("a configuration that is not there", "fault 22", "blob-not-found", at: "platform") { scene in
            let image = SampleImage.linux()
            let registry = try await scene.registry(image: image)
            if let configuration = image.configuration { registry.remove(configuration.digest, repository: "app") }
            return CheckSetup(registry)
        },
        SeededCase("a layer shorter than its descriptor says", "fault 36", "size-mismatch", at: "layers") { scene in
            let image = SampleImage.linux()
            let registry = try await scene.registry(image: image)
            let short = Fault { context in
                let bytes = Array(image.layers[1].bytes.dropLast(100))
                let range = context.request.headers["Range"]?.split { $0 == "=" || $0 == "-" }.last.flatMap { Int($0) }
                let whole = TestResponse(status: 200, body: .bytes(bytes))
                guard let range, range > 0 else { return whole }
                let error = TestResponse(status: 416, headers: ["Content-Range": "bytes */\(bytes.count)"])
                return range >= bytes.count ? error : whole
            }
            registry.inject(short, on: .blob(image.layers[1].digest.description))
            return CheckSetup(registry)
        },
        SeededCase("a registry that takes no ranges", "fault 33", "range-ignored", at: "layers", "warning") { scene in
            let registry = try await scene.registry(image: .linux(layers: [2 << 20]))
            registry.inject(.ignoreRange, on: .blob())
            return CheckSetup(registry).with(\.availableAt, 1)
        },
        layerCase("layers that stop half-way", "fault 37", "no-progress", .stall(afterBodyBytes: 0)),
        layerCase("layers that are broken off", "fault 32", "network-error", .reset(afterBodyBytes: 0)),
        layerCase("layers that one may not read", "fault 20", "auth-denied", .denied),
        layerCase("a web page for a layer", "fault 43", "not-a-registry", .portalPage),
        layerCase("trouble with layers alone", "fault 27", "server-error", .status(503)),
        SeededCase("a foreign layer, which can be had", "W-22, pain 34", "foreign-layer", at: "layers", "info") {
            scene in
            let plain = SampleImage.windows(version: "10.0.20348.2700")
            let layer = plain.layers[0]
            let server = scene.keep(try await TestServer { _ in TestResponse(status: 200, body: layer.body) })
            return try await foreign("\(server.origin)/base", scene).with(\.availableAt, 1)
        },
        SeededCase("a foreign layer, which cannot be had", "W-22, pain 34", "foreign-layer-unreachable", at: "layers") {
            scene in
            let dead = scene.keep(try UnreachableEndpoint.refusing()) { _ in }
            return try await foreign("http://\(dead.host)/base", scene)
        },
    ]

    private static func layerCase(
        _ description: String,
        _ source: String,
        _ code: String,
        _ fault: Fault
    ) -> SeededCase {
        SeededCase(description, source, code, at: "layers") { scene in
            let image = SampleImage.linux()
            let registry = try await scene.registry(image: image)
            for layer in image.layers {
                registry.inject(fault, on: .blob(layer.digest.description), beforeAuthentication: true)
            }
            return CheckSetup(registry)
        }
    }

    private static func foreign(_ url: String, _ scene: CheckScene) async throws -> CheckSetup {
        let image = SampleImage.windows(version: "10.0.20348.2700", foreignBase: [url])
        return CheckSetup(named: try await scene.registry(image: image))
            .with(\.nodes, ["windows/amd64:10.0.20348"])
    }

    /// Blobs that are elsewhere.
    static let redirects: [SeededCase] = [
        redirectCase("a redirect without an end", "fault 29", "redirect-loop") { _ in (.redirectLoop, nil) },
        redirectCase("a redirect to a file", "fault 29", "redirect-refused") { _ in
            (.redirect(to: "file:///etc/passwd"), nil)
        },
        redirectCase("a redirect to the cloud's metadata", "fault 29", "redirect-refused") { _ in
            (.redirect(to: "http://169.254.169.254/latest/meta-data/"), nil)
        },
        redirectCase("a store that is gone", "pain 13", "redirect-unreachable") { scene in
            let dead = scene.keep(try UnreachableEndpoint.refusing()) { _ in }
            return (.redirect(toOrigin: "https://\(CheckScene.registryName):\(dead.port)"), nil)
        },
        redirectCase("a store whose name does not exist", "pain 13", "redirect-unreachable") { _ in
            (.redirect(toOrigin: "https://storage.registry.test"), nil)
        },
        redirectCase("a store with a CA of its own", "pain 13, 30", "redirect-unreachable") { scene in
            let other = try TestCertificateAuthority(name: "Storage Authority")
            scene.name("storage.test", .addresses(["127.0.0.1"]))
            let store = scene.keep(
                try await TestServer(tls: try scene.tls(names: ["storage.test"], of: other)) { _ in
                    TestResponse(status: 200)
                }
            )
            return (.redirect(toOrigin: "https://storage.test:\(store.port)"), "storage.test:\(store.port)")
        },
        redirectCase("a store that does not have it", "pain 13", "redirect-failed") { scene in
            scene.name("storage.test", .addresses(["127.0.0.1"]))
            let store = scene.keep(
                try await TestServer(tls: try scene.tls(names: ["storage.test"])) { _ in TestResponse(status: 404) }
            )
            return (.redirect(toOrigin: "https://storage.test:\(store.port)"), "storage.test:\(store.port)")
        },
    ]

    private static func redirectCase(
        _ description: String,
        _ source: String,
        _ code: String,
        fault: @escaping @Sendable (CheckScene) async throws -> (fault: Fault, store: String?)
    ) -> SeededCase {
        SeededCase(description, source, code, at: "redirect") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            let (fault, store) = try await fault(scene)
            registry.inject(fault, on: .blob())
            let settings = store.map { FileText.settings($0, tls: scene.trust) } ?? ""
            return CheckSetup(registry, scene.settings(registry) + settings)
        }
    }
}
