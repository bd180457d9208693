import Foundation
import OCI
import RegistryTesting
import Testing

/// Pulls that are stopped in the middle, and the runs after them.
@Suite("Interrupted and simultaneous pulls", .timeLimit(.minutes(2)))
struct InterruptionTests {
    private static let half: Int64 = 4_000_000
    private static let image = SampleImage.linux(layers: [2 * half], seed: 21)

    @Test(
        "a pull that is stopped continues where it was",
        arguments: zip([SIGINT, SIGTERM, SIGKILL], [Int32(130), 143, 137])
    )
    func stopped(by signal: Int32, status: Int32) async throws {
        let layer = try #require(Self.image.layers.first)
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(Self.image, repository: "app", tag: "1")
            registry.inject(.stall(afterBodyBytes: Self.half), on: .blob(layer.digest.description), .first(1))
            try await withTemporaryDirectory { directory in
                let layout = PulledLayout(path: directory("layout"))
                let command = try command(for: registry, layout: layout, in: directory)
                let first = try await withTemporaryDirectory { output in
                    let process = try Windlass.start(command, output: output)
                    try await eventually("half of the layer is on disk") { layout.begunBytes >= Self.half }
                    process.signal(signal)
                    return await process.ending()
                }
                #expect(first.status == status, "\(first.stderr)")
                if signal != SIGKILL {
                    #expect(try first.outcomes.first?["error"]?["code"]?.string == "cancelled")
                    #expect(first.errorLines.count == 1, "\(first.stderr)")
                }
                #expect(!layout.blobs.contains(layer.digest.hex))

                let second = try await Windlass.run(command)
                try #require(second.status == 0, "\(second.stderr)")
                let outcome = try #require(try second.outcomes.first)
                #expect((outcome["bytesDownloaded"]?.integer ?? .max) < layer.size)
                #expect(
                    registry.requests(.blob(layer.digest.description)).last?.headers["Range"] == "bytes=\(Self.half)-"
                )
                layout.expectClean()
                #expect(try await layout.digestReadBySkopeo(tag: "a") == Self.image.digest)
            }
        }
    }

    @Test("two processes that pull one image into one layout fetch each layer once")
    func twoProcesses() async throws {
        let gate = TestGate()
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(Self.image, repository: "app", tag: "1")
            registry.inject(.hold(gate, at: .afterBody(1_000)), on: .blob(), .always)
            try await withTemporaryDirectory { directory in
                let layout = PulledLayout(path: directory("layout"))
                let command = try command(for: registry, layout: layout, in: directory)
                async let first = Windlass.run(command)
                async let second = Windlass.run(command)
                // Both know the manifest before any blob gets through.
                try await eventually("both have asked for the manifest") {
                    registry.requests(.manifest(), method: "GET").count >= 2
                }
                gate.open()
                let endings = try await [first, second]
                #expect(endings.map(\.status) == [0, 0], "\(endings.map(\.stderr))")
                // The configuration is read by each, in memory: it decides whether anything is written at all.
                for layer in Self.image.layers {
                    #expect(registry.requests(.blob(layer.digest.description), method: "GET").count == 1)
                }
                let downloaded = try endings.compactMap { try $0.outcomes.first?["bytesDownloaded"]?.integer }
                let layers = Self.image.layers.reduce(0) { $0 + $1.size }
                let configuration = try #require(Self.image.configuration).size
                #expect(downloaded.reduce(0, +) == layers + 2 * configuration)
                layout.expectClean()
                #expect(try await layout.digestReadBySkopeo(tag: "a") == Self.image.digest)
            }
        }
    }

    @Test("a disk that is too small ends with 10 before a layer is asked for", .enabled(if: getuid() == 0))
    func smallDisk() async throws {
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(Self.image, repository: "app", tag: "1")
            let layer = try #require(Self.image.layers.first)
            try await withSmallDisk(bytes: 2_000_000) { directory in
                let pull = try failingPull(from: registry, in: directory)
                try await pull.expect(exit: 10, code: "disk-full", leaving: nil)
                #expect(registry.requests(.blob(layer.digest.description)).isEmpty)
            }
        }
    }

    @Test("a disk that fills up meanwhile ends with 10, and a rerun completes", .enabled(if: getuid() == 0))
    func fillingDisk() async throws {
        let gate = TestGate()
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(Self.image, repository: "app", tag: "1")
            let layer = try #require(Self.image.layers.first)
            registry.inject(.hold(gate, at: .afterBody(Self.half)), on: .blob(layer.digest.description), .first(1))
            try await withSmallDisk(bytes: 12_000_000) { directory in
                let pull = try failingPull(from: registry, in: directory)
                async let failure = pull.expect(exit: 10, code: "disk-full", leaving: nil)
                await gate.arrivals(atLeast: 1)
                let ballast = try directory.write(String(repeating: "b", count: 6_000_000), to: "ballast")
                gate.open()
                _ = try await failure
                #expect(!PulledLayout(path: pull.layout).blobs.contains(layer.digest.hex))

                try FileManager.default.removeItem(atPath: ballast)
                let command = ["pull", pull.image, "--to", "oci:\(pull.layout)", "-o", "json"] + pull.arguments
                let second = try await Windlass.run(command)
                #expect(second.status == 0, "\(second.stderr)")
                PulledLayout(path: pull.layout).expectClean()
            }
        }
    }

    // MARK: -

    private func command(
        for registry: TestRegistry,
        layout: PulledLayout,
        in directory: TemporaryDirectory
    ) throws -> [String] {
        let pull = try failingPull(from: registry, in: directory)
        return ["pull", pull.image, "--to", "oci:\(layout.path):a", "-o", "json"] + pull.arguments
    }

    private func failingPull(from registry: TestRegistry, in directory: TemporaryDirectory) throws -> FailingPull {
        let yaml = try directory.write(RegistriesYAML.itself(registry.origin), to: "registries.yaml")
        return FailingPull(
            image: "\(registry.host)/app:1",
            arguments: ["--registries", yaml, "--node", "linux/amd64"],
            layout: directory("layout")
        )
    }
}

extension PulledLayout {
    /// The bytes of blobs on their way.
    fileprivate var begunBytes: Int64 {
        let ingests = "\(path)/.windlass/ingests"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: ingests)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(ingests)/\(name)")
            return sum + (attributes?[.size] as? Int64 ?? 0)
        }
    }
}
