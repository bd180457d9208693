import NIOHTTP1
import NIOPosix
import OCI
import Synchronization
import Testing

@testable import RegistryServer

@Suite("What refers to a blob")
struct ReferenceLockTests {
    private final class Flag: Sendable {
        private let value = Atomic<Bool>(false)

        var isSet: Bool { value.load(ordering: .acquiring) }

        func set() { value.store(true, ordering: .releasing) }
    }

    enum Reference: CaseIterable, Sendable {
        case manifest
        case upload
        case mount
    }

    private let scene: RegistryScene
    private let image = SampleLayers("image")

    init() async throws {
        scene = try RegistryScene()
        try await scene.push(image.config, image.layer)
    }

    @Test("is not made while a collection looks for the last time", arguments: Reference.allCases)
    func waits(reference: Reference) async throws {
        let store = try DiskStore(path: scene.store, isWriter: false)
        let (held, answered) = (Flag(), Flag())
        async let wasAnsweredWhileHeld = NIOThreadPool.singleton.runIfActive {
            try store.withReferencesStopped {
                held.set()
                let end = ContinuousClock.now + .milliseconds(100)
                while !answered.isSet, ContinuousClock.now < end {}
                return answered.isSet
            }
        }
        while !held.isSet { await Task.yield() }
        let answer =
            switch reference {
            case .manifest: try await scene.put(image.manifest, as: "v1")
            case .upload:
                try await scene.send(
                    .POST,
                    "/v2/b/blobs/uploads/?digest=\(image.layer.digest)",
                    body: image.layer.bytes
                )
            case .mount: try await scene.send(.POST, "/v2/b/blobs/uploads/?mount=\(image.layer.digest)&from=a")
            }
        answered.set()
        #expect(answer.status == 201)
        #expect(try await !wasAnsweredWhileHeld)
    }
}
