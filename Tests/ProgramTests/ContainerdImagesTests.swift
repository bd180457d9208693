import Foundation
import OCI
import RegistryTesting
import Testing

/// `images`, `remove` and `pull --missing-only` with a containerd.
@Suite(.enabled(if: getuid() == 0), .timeLimit(.minutes(3))) struct ContainerdImagesTests {
    @Test func `Images in containerd are listed, not pulled twice, and removed with their content`() async throws {
        let registry = try await TestRegistry()
        do {
            registry.add(SampleImage.unpackable(), repository: "app", tag: "1")
            try await withTemporaryDirectory { directory in
                try directory.write(RegistriesYAML.itself(registry.origin), to: "registries.yaml")
                let configuration = try directory.write(Containerd.configuration, to: "config.toml")
                try await withContainerd(configuration: configuration) { containerd in
                    try await Self.walk(registry, directory, containerd)
                }
            }
            await registry.shutdown()
        } catch {
            await registry.shutdown()
            throw error
        }
    }

    private static func walk(
        _ registry: TestRegistry,
        _ directory: TemporaryDirectory,
        _ containerd: Containerd
    ) async throws {
        let name = "\(registry.host)/app:1"
        let address = ["--address", containerd.directory("socket")]
        let pull = ["pull", name, "--to", "containerd", "--registries", directory("registries.yaml"), "--missing-only"]
        let options = address + ["--no-unpack", "-o", "json"]
        let first = try await Windlass.run(pull + options)
        #expect(first.status == 0, "\(first.stderr)")
        #expect(try first.outcomes.map { $0["endpoint"]?.isNull } == [false])
        let asked = registry.requests.count
        let second = try await Windlass.run(pull + options)
        #expect(second.status == 0, "\(second.stderr)")
        #expect(try second.outcomes.map { $0["endpoint"]?.isNull } == [true])
        #expect(registry.requests.count == asked)

        let rows = try await Windlass.run(["images", "-o", "json"] + address).json.array ?? []
        #expect(rows.map { $0["name"]?.string } == [name], "the names by digest are the CRI service's own")
        #expect(rows.first?["state"] == "complete")
        #expect(try rows.first?["digest"] == first.outcomes.first?["digest"])

        let removed = try await Windlass.run(["remove", name, "--in", "containerd", "-o", "json"] + address)
        #expect(removed.status == 0, "\(removed.stderr)")
        #expect(try removed.json["contents"]?.isNull == true)
        for kind in ["images", "content"] {
            let left = try await ChildProcess.run(.ctr, address + ["-n", "k8s.io", kind, "ls", "-q"])
            #expect(left.stdout.isEmpty, "\(kind): \(left.stdout)")
        }
        #expect(try await Windlass.run(["remove", name, "--in", "containerd"] + address).status == 3)
    }
}
