import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite("The next endpoint is asked")
    struct FailoverTests {
        private let image = SampleImage.linux(architecture: "amd64", layers: [50_000], seed: 6)

        private func withMirrors(
            _ faults: [FaultRule],
            noProgress: Duration = .seconds(20),
            _ body: (TestRegistry, TestRegistry, PullPlan, RegistryClient, LeapingClock) async throws -> Void
        ) async throws {
            try await withTestPeer(try await TestRegistry(faults: faults)) { mirror in
                mirror.add(image, repository: Scene.repository, tag: "1.0")
                try await withTestPeer(try await TestRegistry()) { upstream in
                    upstream.add(image, repository: Scene.repository, tag: "1.0")
                    let clock = LeapingClock()
                    let plan = try Scene.plan(Scene.endpoint(mirror), Scene.endpoint(upstream))
                    try await Scene.withClient(.quick(clock: clock, noProgress: noProgress)) { client in
                        try await body(mirror, upstream, plan, client, clock)
                    }
                }
            }
        }

        @Test(
            "for a manifest",
            arguments: [
                (Fault.status(404), "not-found", 1), (.denied, "auth-denied", 1), (.status(500), "server-error", 2),
                (.status(503), "server-error", 2), (.portalPage, "not-a-registry", 1), (.body("{"), "json-syntax", 1),
                (.hugeBody(size: 4_393_217), "manifest-too-large", 1), (.noAnswer(.reset), "network-error", 5),
                (.noAnswer(.stall), "no-progress", 2), (.redirectLoop, "redirect-loop", 1),
                (.redirect(to: "file:///etc/passwd"), "redirect-refused", 1),
                (.redirect(to: "http://169.254.169.254/latest"), "redirect-refused", 1),
                (.redirect(to: "http://0.0.0.0:1/x"), "redirect-refused", 1),
                (.tooManyRequests(retryAfter: "86400"), "rate-limited", 1), (.status(418), "unexpected-status", 1),
                (.mediaType("application/vnd.docker.distribution.manifest.v1+json"), "media-type-unsupported", 1),
                (.header("Content-Encoding", "gzip"), "content-encoded", 1),
            ]
        )
        func manifest(_ fault: Fault, _ code: String, _ tries: Int) async throws {
            let noProgress: Duration = code == "no-progress" ? .milliseconds(500) : .seconds(20)
            let rule = FaultRule(fault, on: .any, .always)
            try await withMirrors([rule], noProgress: noProgress) { mirror, _, plan, client, clock in
                let manifest = try await client.manifest(for: plan)
                #expect(manifest.endpoint == 1)
                #expect(manifest.digest == image.digest)
                #expect(manifest.bytes == image.root.bytes)
                #expect(manifest.attempts.map { $0.code?.rawValue } == Array(repeating: code, count: tries) + [nil])
                #expect(manifest.attempts.first?.endpoint == mirror.origin + "/v2")
                #expect(clock.now.offset < .seconds(2))
            }
        }

        @Test(
            "for a blob",
            arguments: [
                (Fault.status(404), "not-found"), (.flippedByte(at: 20_000), "digest-mismatch"),
                (.portalPage, "not-a-registry"),
                (.status(503), "server-error"), (.hugeBody(size: 1), "size-mismatch"), (.denied, "auth-denied"),
            ]
        )
        func blob(_ fault: Fault, _ code: String) async throws {
            try await withMirrors([FaultRule(fault, on: .blob(), .always)]) { _, upstream, plan, client, _ in
                let blob = image.layers[0]
                let destination = MemoryDestination(blob)
                let transfer = try await client.blob(blob.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(transfer.endpoint == 1)
                #expect(upstream.requests.count == 1)
                #expect(transfer.attempts.first?.code?.rawValue == code)
                #expect(transfer.attempts.last?.code == nil)
            }
        }

        @Test("with the bytes that the first one gave")
        func continues() async throws {
            let fault = Fault { context in
                var response = context.response
                response.interruptions = [.init(.afterBody(20_000), .reset)]
                return context.request.headers["Range"] == nil ? response : TestResponse(status: 404)
            }
            try await withMirrors([FaultRule(fault, on: .blob(), .always)]) { _, upstream, plan, client, _ in
                let blob = image.layers[0]
                let destination = MemoryDestination(blob)
                let transfer = try await client.blob(blob.descriptor, for: plan, into: destination)
                #expect(transfer.bytesDownloaded == blob.size)
                #expect(upstream.requests.first?.headers["Range"]?.hasPrefix("bytes=") == true)
            }
        }

        @Test("and gets to send all of it when the first one's part was wrong")
        func mixedSources() async throws {
            let fault = Fault { context in
                var response = context.response
                response.body = response.body.flippingByte(at: 10)
                response.interruptions = [.init(.afterBody(20_000), .close)]
                return context.request.headers["Range"] == nil ? response : TestResponse(status: 404)
            }
            try await withMirrors([FaultRule(fault, on: .blob(), .always)]) { _, upstream, plan, client, _ in
                let blob = image.layers[0]
                let destination = MemoryDestination(blob)
                try await client.blob(blob.descriptor, for: plan, into: destination)
                #expect(destination.isFinished)
                #expect(upstream.requests.count == 2)
            }
        }

        @Test("only then: a later one that cannot be used does not show")
        func laterEndpointsAreLeftAlone() async throws {
            try await withTestPeer(try await TestRegistry()) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let broken = Scene.endpoint("https://r.example", tls: TLSSettings(caFile: "/nowhere/ca.pem"))
                let plan = try Scene.plan(Scene.endpoint(registry), broken)
                let blob = image.layers[0]
                try await Scene.withClient { client in
                    let manifest = try await client.manifest(for: plan)
                    let transfer = try await client.blob(blob.descriptor, for: plan, into: MemoryDestination(blob))
                    #expect(manifest.attempts.count == 1)
                    #expect(transfer.attempts.count == 1)
                }
            }
        }

        @Test("starting with the one that had the manifest")
        func preferred() async throws {
            try await withMirrors([]) { mirror, upstream, plan, client, _ in
                let blob = image.layers[0]
                try await client.blob(blob.descriptor, for: plan, preferring: 1, into: MemoryDestination(blob))
                #expect(mirror.requests.isEmpty)
                #expect(upstream.requests.count == 1)
                upstream.remove(blob.digest, repository: Scene.repository)
                let transfer = try await client.blob(
                    blob.descriptor,
                    for: plan,
                    preferring: 1,
                    into: MemoryDestination(blob)
                )
                #expect(transfer.endpoint == 0)
            }
        }

        @Test("when a pinned manifest is another one")
        func pinned() async throws {
            let other = SampleImage.linux(architecture: "arm64", layers: [10], seed: 9)
            try await withMirrors([FaultRule(.body(other.root.body), on: .manifest(), .always)]) {
                _,
                _,
                plan,
                client,
                _ in
                let pinned = try await client.manifest(for: plan, digest: image.digest)
                #expect(pinned.endpoint == 1)
                #expect(pinned.attempts.first?.code == .digestMismatch)
            }
        }

        @Test("and all endpoints are in the error when none has it")
        func allFail() async throws {
            try await withMirrors([FaultRule(.status(404), on: .any, .always)]) { mirror, upstream, plan, client, _ in
                upstream.removeTag("1.0", repository: Scene.repository)
                let error = await clientError { _ = try await client.manifest(for: plan) }
                #expect(error?.code == .notFound)
                #expect(error?.endpoint == mirror.origin + "/v2")
                #expect(error?.attempts.map(\.endpoint) == [mirror.origin + "/v2", upstream.origin + "/v2"])
                #expect(error?.attempts.map(\.status) == [404, 404])
            }
        }

        @Test("at once when nobody listens, or nobody answers", arguments: [true, false])
        func unreachable(_ isRefusing: Bool) async throws {
            let nowhere = try isRefusing ? UnreachableEndpoint.refusing() : .blackHole()
            defer { withExtendedLifetime(nowhere) {} }
            try await withTestPeer(try await TestRegistry()) { registry in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                var configuration = RegistryClientConfiguration.quick()
                configuration.connectTimeout = .milliseconds(500)
                let plan = try Scene.plan(Scene.endpoint("http://\(nowhere.host)"), Scene.endpoint(registry))
                try await Scene.withClient(configuration) { client in
                    let manifest = try await client.manifest(for: plan)
                    #expect(manifest.endpoint == 1)
                    #expect(
                        manifest.attempts.dropLast().allSatisfy {
                            $0.code == (isRefusing ? .connectRefused : .connectTimeout)
                        }
                    )
                    #expect(manifest.attempts.count == (isRefusing ? 3 : 2))
                }
            }
        }

        @Test("and where there is none, the only one is tried five times")
        func alone() async throws {
            let nowhere = try UnreachableEndpoint.refusing()
            defer { withExtendedLifetime(nowhere) {} }
            let plan = try Scene.plan(Scene.endpoint("http://\(nowhere.host)"))
            try await Scene.withClient { client in
                let error = await clientError { _ = try await client.manifest(for: plan) }
                #expect(error?.code == .connectRefused)
                #expect(error?.attempts.count == 5)
            }
        }
    }
}
