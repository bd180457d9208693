import OCI
import Registries
import RegistryClient
import RegistryTesting
import Testing

extension ServerTests {
    @Suite("A manifest that is pushed, and lists")
    struct ManifestPushTests {
        private let image = SampleImage.linux()

        private func withRegistry(
            knowsReferrers: Bool = true,
            _ body: (TestRegistry, Endpoint, RegistryClient) async throws -> Void
        ) async throws {
            try await withTestPeer(try await TestRegistry(knowsReferrers: knowsReferrers)) { registry in
                try await Scene.withClient { client in try await body(registry, Scene.endpoint(registry), client) }
            }
        }

        private func put(_ client: RegistryClient, _ endpoint: Endpoint, as reference: String) async throws {
            let root = image.root
            try await client.putManifest(root.bytes, mediaType: root.mediaType, as: reference, at: endpoint)
        }

        @Test("keeps its bytes and its media type", arguments: [true, false])
        func bytes(_ byDigest: Bool) async throws {
            try await withRegistry { registry, endpoint, client in
                let reference = byDigest ? image.digest.description : "2.0"
                try await put(client, endpoint, as: reference)
                let stored = registry.manifest(reference, repository: Scene.repository)
                #expect(stored?.bytes == image.root.bytes)
                #expect(stored?.mediaType == image.root.mediaType)
                let descriptor = try await client.manifestDescriptor(reference, at: endpoint)
                #expect(descriptor == image.root.descriptor)
            }
        }

        @Test("fails where the registry says that it stored something else")
        func otherDigest() async throws {
            try await withRegistry { registry, endpoint, client in
                registry.inject(.contentDigest("sha256:" + String(repeating: "0", count: 64)), on: .manifest())
                let error = await clientError { try await put(client, endpoint, as: "2.0") }
                #expect(error?.code == .digestMismatch)
                #expect(error?.stage == .integrity)
            }
        }

        @Test("is tried again after what passes", arguments: [500, 503, 429])
        func retried(_ status: Int) async throws {
            try await withRegistry { registry, endpoint, client in
                registry.inject(.status(status), on: .manifest(), .first(2), method: "PUT")
                try await put(client, endpoint, as: "2.0")
                #expect(registry.requests(.manifest(), method: "PUT").count == 3)
            }
        }

        @Test("with urls is refused in Docker's words, once", arguments: [500, 400])
        func urls(_ status: Int) async throws {
            let body = #"{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry"}]}"#
            let windows = SampleImage.windows(version: "10.0.17763.1", foreignBase: ["https://base.example/1"])
            try await withRegistry { registry, endpoint, client in
                let fault = Fault.status(status, headers: ["Content-Type": "application/json"], body: .text(body))
                registry.inject(fault, on: .manifest(), method: "PUT")
                let root = windows.root
                let error = await clientError {
                    try await client.putManifest(root.bytes, mediaType: root.mediaType, as: "1", at: endpoint)
                }
                #expect(error?.code == .urlsRefused)
                #expect(registry.requests(.manifest(), method: "PUT").count == 1)
                // The same answer to an image without urls is about its blobs.
                let other = await clientError { try await put(client, endpoint, as: "1") }
                #expect(other?.code != .urlsRefused)
            }
        }

        @Test("is removed, and is then not there")
        func delete() async throws {
            try await withRegistry { registry, endpoint, client in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let first = try await client.deleteManifest(image.digest.description, at: endpoint)
                let second = try await client.deleteManifest(image.digest.description, at: endpoint)
                let blob = try await client.deleteBlob(image.blobs[0].digest, at: endpoint)
                #expect((first, second, blob) == (true, false, true))
                registry.inject(.status(405), on: .manifest(), method: "DELETE")
                let error = await clientError { _ = try await client.deleteManifest("1.0", at: endpoint) }
                #expect(error?.code == .deleteUnsupported)
            }
        }

        @Test("all tags come, page after page")
        func tags() async throws {
            try await withRegistry { registry, endpoint, client in
                let names = (0..<250).map { "t\($0)" }
                for name in names { registry.add(image, repository: Scene.repository, tag: name) }
                registry.inject(
                    Fault { context in
                        var request = context.request
                        if !request.uri.contains("n=") { request.uri += "?n=100" }
                        return context.answer(request)
                    },
                    on: .tags
                )
                let tags = try await client.tags(at: endpoint)
                #expect(tags == names.sorted())
                #expect(registry.requests(.tags).count == 3)
            }
        }

        @Test("a list that repeats itself comes to an end, one that leads away is not followed")
        func badLinks() async throws {
            try await withRegistry { registry, endpoint, client in
                registry.add(image, repository: Scene.repository, tag: "a")
                registry.inject(.header("Link", "</v2/team/app/tags/list>; rel=\"next\""), on: .tags, .first(5))
                let tags = try await client.tags(at: endpoint)
                #expect(tags == ["a"])
                registry.removeFaults()
                registry.inject(.header("Link", "<http://127.0.0.2:1/x>; rel=\"next\""), on: .tags)
                let error = await clientError { _ = try await client.tags(at: endpoint) }
                #expect(error?.code == .redirectRefused)
            }
        }

        @Test("referrers come by the API, and where there is none by the tag", arguments: [true, false])
        func referrers(_ knowsAPI: Bool) async throws {
            try await withRegistry(knowsReferrers: knowsAPI) { registry, endpoint, client in
                registry.add(image, repository: Scene.repository, tag: "1.0")
                let manifest = Manifest(
                    artifactType: "application/vnd.example.signature",
                    config: Descriptor(mediaType: MediaType.ociEmpty, digest: image.blobs[0].digest, size: 2),
                    layers: [],
                    subject: image.root.descriptor
                )
                let signature = SampleContent(mediaType: MediaType.ociManifest, body: .bytes(manifest.json.bytes()))
                registry.add(manifest: signature, repository: Scene.repository)
                let before = try await client.referrers(of: image.digest, at: endpoint)
                #expect(before.map(\.digest) == (knowsAPI ? [signature.digest] : []))
                let index = Index(manifests: [signature.descriptor])
                let list = SampleContent(mediaType: MediaType.ociIndex, body: .bytes(index.json.bytes()))
                registry.add(manifest: list, repository: Scene.repository, tag: "sha256-\(image.digest.hex)")
                let found = try await client.referrers(of: image.digest, at: endpoint)
                #expect(found.map(\.digest) == [signature.digest])
            }
        }
    }
}
