import Foundation
import OCI
import RegistryTesting
import Testing

/// `pull --file`, `--missing-only`, `images` and `remove`.
@Suite(.timeLimit(.minutes(3))) struct ImagesTests {
    private static let image = SampleImage.multiPlatform(attestations: false)

    private struct Scene {
        let registry: TestRegistry
        let directory: TemporaryDirectory

        var layout: String { directory("layout") }

        /// Pulls into the layout with a registries.yaml that names the registry's scheme.
        func pull(_ arguments: String...) async throws -> ChildProcess.Ending {
            try await Windlass.run(
                [
                    "pull", "--to", "oci:\(layout)", "--registries", directory("registries.yaml"), "--node",
                    "linux/amd64",
                ]
                    + arguments
            )
        }

        func images(_ arguments: String...) async throws -> ChildProcess.Ending {
            try await Windlass.run(["images", "--in", "oci:\(layout)"] + arguments)
        }

        func remove(_ arguments: String...) async throws -> ChildProcess.Ending {
            try await Windlass.run(["remove", "--in", "oci:\(layout)"] + arguments)
        }
    }

    private static func withScene(_ body: (Scene) async throws -> Void) async throws {
        let registry = try await TestRegistry()
        do {
            for tag in ["1", "2"] { registry.add(image, repository: "app", tag: tag) }
            registry.add(.linux(layers: [2000], seed: 5), repository: "other", tag: "1")
            try await withTemporaryDirectory { directory in
                try directory.write(RegistriesYAML.itself(registry.origin), to: "registries.yaml")
                try await body(Scene(registry: registry, directory: directory))
            }
            await registry.shutdown()
        } catch {
            await registry.shutdown()
            throw error
        }
    }

    @Test func `A list is pulled beside the arguments, and what is there is not asked for again`() async throws {
        try await Self.withScene { scene in
            let host = scene.registry.host
            let list = try scene.directory.write(
                "\u{FEFF}# before all\r\n\r\n  \(host)/app:1 # why\r\n\(host)/app:2\r\n\(host)/app:1\r\n",
                to: "images.txt"
            )
            let first = try await scene.pull("\(host)/app:2", "--file", list, "-o", "json")
            #expect(first.status == 0)
            #expect(try first.outcomes.map { $0["image"]?.string } == ["\(host)/app:2", "\(host)/app:1"])
            try scene.directory.write("\(host)/app:1\n\(host)/other:1\n", to: "more.txt")
            let asked = scene.registry.requests.count
            let second = try await scene.pull("--file", scene.directory("more.txt"), "--missing-only", "-o", "json")
            #expect(second.status == 0)
            #expect(try second.outcomes.map { $0["endpoint"]?.isNull } == [true, false])
            #expect(try second.outcomes[0]["digest"] == first.outcomes[1]["digest"])
            let repositories = scene.registry.requests.dropFirst(asked).map(\.path)
            #expect(!repositories.contains { $0.contains("/app/") })
            // All of it there: nobody is asked, and the registry need not be up.
            let count = scene.registry.requests.count
            let third = try await scene.pull("--file", scene.directory("more.txt"), "--missing-only")
            #expect(third.status == 0)
            #expect(third.stdout.split(separator: "\n").allSatisfy { $0.hasSuffix("was there") })
            #expect(scene.registry.requests.count == count)
        }
    }

    @Test func `A list from standard input is one like any other`() async throws {
        try await Self.withScene { scene in
            let list = try scene.directory.write("\(scene.registry.host)/app:1", to: "images.txt")
            let ending = try await withTemporaryDirectory { output in
                try await ChildProcess(
                    Windlass.path,
                    [
                        "pull", "--file", "-", "--to", "oci:\(scene.layout)", "--registries",
                        scene.directory("registries.yaml"), "--node", "linux/amd64",
                    ],
                    input: list,
                    output: output
                ).ending()
            }
            #expect(ending.status == 0)
            #expect(ending.stdout.contains("/app:1 linux/amd64 sha256:"))
        }
    }

    @Test func `A list with a line that is none is refused with all such lines, before anything is asked`() async throws
    {
        try await Self.withScene { scene in
            let list = try scene.directory.write("\(scene.registry.host)/app:1\nnot one\n\nUP/x/Y\n", to: "images.txt")
            let ending = try await scene.pull("--file", list)
            #expect(ending.status == 12)
            #expect(ending.stderr.contains("\(list):2: \"not one\" is not an image reference"))
            #expect(ending.stderr.contains("\(list):4: "))
            #expect(ending.stderr.contains("[image-list-invalid]"))
            #expect(scene.registry.requests.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: scene.layout))
            let absent = try await scene.pull("--file", scene.directory("none.txt"))
            #expect(absent.status == 12)
            #expect(absent.stderr.contains("[image-list-not-found]"))
            #expect(try await scene.pull().status == 64)
        }
    }

    @Test func `Images are listed with what there is of them`() async throws {
        try await Self.withScene { scene in
            let host = scene.registry.host
            #expect(try await scene.images().status == 3)
            let options = ["--platform", "linux/amd64", "--platform", "windows/amd64:10.0.20348"]
            let ending = try await Windlass.run(
                ["pull", "\(host)/app:1", "--to", "oci:\(scene.layout)", "--registries"]
                    + [scene.directory("registries.yaml")] + options
            )
            #expect(ending.status == 0)
            #expect(try await scene.pull("\(host)/other:1").status == 0)
            let rows = try await scene.images("-o", "json").json.array ?? []
            #expect(rows.count == Self.image.manifests.count)
            #expect(Set(rows.compactMap { $0["name"]?.string }) == ["\(host)/app:1", "\(host)/other:1"])
            let windows = try #require(rows.first { $0["osVersion"]?.string?.hasPrefix("10.0.20348") == true })
            #expect(windows["state"] == "complete")
            #expect(windows["indexDigest"]?.string == Self.image.digest.description)
            #expect(rows.filter { $0["state"] == "absent" }.count == rows.count - 3)
            let table = try await scene.images().stdout.split(separator: "\n")
            #expect(table.count == rows.count + 1)
            #expect(table[0].hasPrefix("IMAGE "))
            #expect(table.filter { $0.hasSuffix("  not here") }.count == rows.count - 3)
            // A blob goes missing.
            let other = try #require(rows.last?["digest"]?.string)
            let one = try await Windlass.run("images", "--in", "oci:\(scene.layout):\(host)/other:1")
            #expect(one.stdout.contains(other))
            #expect(one.stdout.split(separator: "\n").count == 2)
            #expect(try await Windlass.run("images", "--in", "oci:\(scene.layout):none").status == 3)
        }
    }

    @Test func `An image removed takes the content that no other needs`() async throws {
        try await Self.withScene { scene in
            let host = scene.registry.host
            #expect(try await scene.pull("\(host)/app:1", "\(host)/app:2", "\(host)/other:1").status == 0)
            let layout = PulledLayout(path: scene.layout)
            let all = layout.blobs
            let unknown = try await scene.remove("\(host)/app:1", "\(host)/none:1")
            #expect(unknown.status == 3)
            #expect(unknown.stderr.contains("[reference-not-found]"))
            #expect(layout.blobs == all)

            let first = try await scene.remove("\(host)/app:1", "-o", "json")
            #expect(first.status == 0)
            #expect(try first.json["contents"]?.integer == 0)
            #expect(layout.blobs == all, "app:2 is the same image")
            let second = try await scene.remove("\(host)/app:2", "--keep-content")
            #expect(second.status == 0)
            #expect(layout.blobs == all)
            #expect(try await scene.pull("\(host)/app:2").status == 0)
            let third = try await scene.remove("\(host)/app:2")
            #expect(third.status == 0)
            #expect(third.stderr.contains("removed with "))
            #expect(layout.blobs.count < all.count)
            layout.expectClean()
            #expect(try await scene.images("-o", "json").json.array?.map { $0["state"] } == ["complete"])
            // What is left is a layout to others, too.
            let rows = try await scene.images("-o", "json").json.array
            #expect(try await layout.digestReadBySkopeo().description == rows?.first?["digest"]?.string)
        }
    }
}
