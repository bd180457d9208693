import Foundation
import OCI
import RegistryTesting
import Testing

/// A registry that is killed, crowded and tidied up while it works.
@Suite("serve, under stress", .serialized, .timeLimit(.minutes(10)))
struct EnduranceTests {
    @Test("killed at 40 random moments of pushes, every accepted manifest is whole")
    func killed() async throws {
        try await withTemporaryDirectory { directory in
            var accepted: [String: OCI.Digest] = [:]
            for round in 0..<40 {
                let registry = try await ServedRegistry(in: directory, number: round)
                try await withThrowingTaskGroup(of: (name: String, digest: OCI.Digest)?.self) { group in
                    for writer in 0..<2 {
                        let image = SampleImage.linux(layers: [2_000_000, 90_000], seed: UInt64(round * 2 + writer))
                        let name = "killed/app\(writer):\(round)"
                        group.addTask {
                            try await registry.refusal(of: image, as: name) == nil ? (name, image.digest) : nil
                        }
                    }
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0..<400)))
                    try await registry.kill()
                    for try await push in group { push.map { accepted[$0.name] = $0.digest } }
                }
            }
            let registry = try await ServedRegistry(in: directory, number: 40)
            defer { registry.stop() }
            #expect(!accepted.isEmpty, "no push came through: the moments are badly chosen")
            for (name, digest) in accepted {
                #expect(try await registry.wholeDigest(of: name) == digest, "\(name)")
            }
        }
    }

    @Test("50 clients push and pull the same images at once, and nothing is lost")
    func crowded() async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            let images = [SampleImage.multiPlatform(), .linux(layers: [500_000, 20_000], seed: 77)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<50 {
                    group.addTask {
                        let image = images[client % 2]
                        #expect(try await registry.refusal(of: image, as: "crowd/app\(client % 2):\(client)") == nil)
                        let digest = try await registry.wholeDigest(of: "crowd/app\(client % 2):\(client)")
                        #expect(digest == image.digest)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("garbage goes while pushes go on, and nothing that was accepted goes with it")
    func collected() async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            let storage = registry.directory("storage")
            let images = (0..<6).map { SampleImage.linux(layers: [300_000, 1_000], seed: UInt64($0)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, image) in images.enumerated() {
                    group.addTask { () async throws in
                        #expect(try await registry.refusal(of: image, as: "kept/app\(number):1") == nil)
                    }
                }
                for _ in 0..<10 {
                    let ending = try await Windlass.run("registry", "gc", "--storage", storage, "--grace", "60")
                    #expect(ending.status == 0, "\(ending.stderr)")
                }
                try await group.waitForAll()
            }
            for (number, image) in images.enumerated() {
                #expect(try await registry.wholeDigest(of: "kept/app\(number):1") == image.digest)
            }
            let report = try await Windlass.run(
                "registry",
                "gc",
                "--storage",
                storage,
                "--grace",
                "0",
                "--dry-run",
                "-o",
                "json"
            )
            #expect(try report.json["removedBlobs"]?.integer == 0)
            #expect(try report.json["manifests"]?.integer == 6)
        }
    }
}
