import NIOHTTP1
import NIOPosix
import OCI
import Testing

@testable import RegistryServer

@Suite("Collections beside a busy registry")
struct CollectionStressTests {
    private struct Pushed: Sendable {
        var repository: String
        var tag: String
        var manifest: Sample
        var blobs: [Sample]
    }

    private static let shared = (0..<3).map { Sample(random: 500, seed: 70 + UInt64($0)) }

    /// Pushes images of few layers again and again; what a collection took before the manifest came is pushed again.
    private func push(
        _ scene: RegistryScene,
        worker: Int,
        _ ticks: AsyncStream<Void>.Continuation
    ) async throws -> [Pushed] {
        var random = SeededGenerator(seed: UInt64(worker))
        var accepted: [Pushed] = []
        for round in 0..<15 {
            let config = Sample("{\"worker\":\(worker),\"round\":\(round)}", MediaType.ociConfig)
            let layers = Self.shared.filter { _ in random.chance(60) }
            let manifest = Sample.manifest(config: config, layers: layers.map(\.descriptor))
            let image = Pushed(
                repository: random.pick(["a", "b", "c/d"]),
                tag: "w\(worker)-\(round)",
                manifest: manifest,
                blobs: [config] + layers
            )
            var isAccepted = false
            for _ in 0..<100 where !isAccepted {
                for blob in image.blobs { try await scene.push(blob: blob, to: image.repository) }
                if random.chance(30) { ticks.yield() }
                let answer = try await scene.put(manifest, as: image.tag, in: image.repository)
                #expect(answer.status == 201 || answer.code == "MANIFEST_BLOB_UNKNOWN")
                isAccepted = answer.status == 201
            }
            try #require(isAccepted)
            accepted.append(image)
            if random.chance(40) {
                let gone = accepted.remove(at: Int.random(in: 0..<accepted.count, using: &random))
                let target = "/v2/\(gone.repository)/manifests/\(gone.manifest.digest)"
                let answer = try await scene.send(.DELETE, target)
                // A collection may get between the tag, which goes first, and the manifest.
                #expect(answer.status == 202 || answer.code == "MANIFEST_UNKNOWN")
            }
        }
        return accepted
    }

    @Test("take nothing from a manifest that was accepted", arguments: [false, true])
    func stress(deletesUntagged: Bool) async throws {
        let scene = try RegistryScene()
        let (wishes, ticks) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        async let collections = collect(scene, deletesUntagged, on: wishes)
        let accepted = try await withThrowingTaskGroup(of: [Pushed].self) { group in
            defer { ticks.finish() }
            for worker in 0..<4 { group.addTask { try await push(scene, worker: worker, ticks) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(try await collections > 5)
        _ = try scene.collect(deletesUntagged: deletesUntagged)
        #expect(!accepted.isEmpty)
        for image in accepted {
            let answer = try await scene.send(.GET, "/v2/\(image.repository)/manifests/\(image.tag)")
            #expect(answer.body == image.manifest.bytes)
            for blob in image.blobs {
                let found = try await scene.send(.GET, "/v2/\(image.repository)/blobs/\(blob.digest)")
                #expect(found.body == blob.bytes, "\(blob.digest) of \(image.repository):\(image.tag)")
            }
        }
    }

    /// Collects whenever it is wished, and tells how often.
    private func collect(
        _ scene: RegistryScene,
        _ deletesUntagged: Bool,
        on wishes: AsyncStream<Void>
    ) async throws -> Int {
        var count = 0
        for await _ in wishes {
            try await NIOThreadPool.singleton.runIfActive { _ = try scene.collect(deletesUntagged: deletesUntagged) }
            count += 1
        }
        return count
    }
}
