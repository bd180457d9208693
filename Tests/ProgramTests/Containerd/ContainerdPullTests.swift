import Foundation
import OCI
import RegistryTesting
import Testing

/// `pull --to containerd`, with Debian's containerd on the other side.
@Suite("A pull into containerd", .enabled(if: getuid() == 0), .timeLimit(.minutes(5)))
struct ContainerdPullTests {
    @Test("brings an image that is complete, that the CRI service knows, and that runs")
    func runs() async throws {
        let layout = try await RootFileSystem.layout.value
        try await withDockerRegistry(user: "puller", password: "correct horse") { registry in
            try await registry.push(layout: layout, as: "rootfs:1")
            try await withContainerd { containerd in
                let name = "\(registry.host)/rootfs:1"
                let yaml = RegistriesYAML.configs(registry.host, caFile: registry.caFile)
                let first = try await containerd.pull([name], by: yaml)
                try #require(first.status == 0, "\(first.stderr)")
                let digest = try #require(try first.outcomes.first?["digest"]?.string)

                let check = try await containerd.table(
                    ["images", "check", "--snapshotter", "native"],
                    in: "k8s.io"
                )
                #expect(check.count == 3)
                #expect(check.allSatisfy { $0.contains("complete (3/3)") && $0.hasSuffix("true") }, "\(check)")
                let status = try #require(try await containerd.criStatus([name]).first)
                #expect(status.id?.hasPrefix("sha256:") == true)
                #expect(status.digests == ["\(registry.host)/rootfs@\(digest)"])
                let arguments = ["run", "--rm", "--snapshotter", "native", name, "windlass", "/bin/echo", "a line"]
                let run = try await containerd.ctr(arguments)
                #expect(run.stdout == "a line\n", "\(run.stderr)")

                // No lease stays, and what a collection leaves is what the image needs, once.
                #expect(try await containerd.ctr(["leases", "list", "--quiet"]).stdout == "")
                try await containerd.collect()
                let contents = try await containerd.contents()
                #expect(contents.count == 4 && Set(contents).count == 4, "\(contents)")

                let second = try await containerd.pull([name], by: yaml)
                #expect(try second.outcomes.first?["bytesDownloaded"]?.integer == 0)
            }
        }
    }

    @Test("leaves the records, labels and snapshots that containerd's own client leaves")
    func asContainerd() async throws {
        try await withTestPeer(TestRegistry()) { registry in
            let image = SampleImage(indexOf: [
                .unpackable(files: ["a": "1"]), .unpackable(files: ["b": "2"], architecture: "arm64"),
            ])
            registry.add(image, repository: "team/app", tag: "1")
            let name = "\(registry.host)/team/app:1"
            try await withContainerd { containerd in
                let ours = try await containerd.pull(
                    [name],
                    by: RegistriesYAML.itself(registry.origin),
                    ["--namespace", "ours"]
                )
                try #require(ours.status == 0, "\(ours.stderr)")
                let theirs = try await containerd.ctr(
                    ["images", "pull", "--plain-http", "--snapshotter", "native", name],
                    namespace: "theirs"
                )
                try #require(theirs.status == 0, "\(theirs.stderr)")
                for list in [
                    ["content", "list"], ["images", "list"], ["snapshots", "--snapshotter", "native", "list"],
                ] {
                    let lists = try await [containerd.table(list, in: "ours"), containerd.table(list, in: "theirs")]
                    #expect(lists[0] == lists[1], "\(list)")
                    #expect(!lists[0].isEmpty)
                }
            }
        }
    }

    @Test("of an image for Windows keeps its bytes, and unpacks nothing")
    func windows() async throws {
        try await withTestPeer(TestRegistry()) { registry in
            let image = SampleImage.multiPlatform()
            registry.add(image, repository: "app", tag: "1")
            try await withContainerd { containerd in
                let name = "\(registry.host)/app:1"
                let pull = try await containerd.pull(
                    [name],
                    by: RegistriesYAML.itself(registry.origin),
                    ["--node", "windows/amd64:10.0.20348"]
                )
                try #require(pull.status == 0, "\(pull.stderr)")
                let child = try #require(try pull.outcomes.first?["digest"]?.string)
                let check = try await containerd.ctr(["images", "list", "name==\(name)"]).stdout
                #expect(check.contains(image.digest.description))
                #expect(try await containerd.contents().contains(child))
                let snapshots = ["snapshots", "--snapshotter", "native", "list"]
                #expect(try await containerd.table(snapshots, in: "k8s.io").isEmpty)
            }
        }
    }

    @Test("that is killed at any moment leaves no image without its content, and the next one goes on")
    func killed() async throws {
        let size: Int64 = 3_000_000
        let image = SampleImage.linux(layers: [size, size, size], seed: 77)
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(image, repository: "app", tag: "1")
            // Slow enough to be hit anywhere.
            registry.inject(.trickle(bytes: 60_000, every: .milliseconds(10)), on: .blob(), .always)
            try await withContainerd { containerd in
                let name = "\(registry.host)/app:1"
                for moment in 0..<20 {
                    let namespace = "n\(moment)"
                    let command = try containerd.command(
                        [name],
                        by: RegistriesYAML.itself(registry.origin),
                        ["--no-unpack", "--namespace", namespace]
                    )
                    let first = try await withTemporaryDirectory { output in
                        let process = try Windlass.start(command, output: output)
                        try await Task.sleep(for: .milliseconds(60 * moment))
                        process.signal(SIGKILL)
                        return await process.ending()
                    }
                    for line in try await containerd.table(["images", "check"], in: namespace) {
                        #expect(line.contains("complete"), "\(moment): \(line)")
                    }
                    let second = try await Windlass.run(command)
                    #expect(second.status == 0, "\(first.status) \(second.stderr)")
                    let check = try await containerd.table(["images", "check"], in: namespace)
                    #expect(check.count == 1 && check[0].contains("complete (4/4)"), "\(moment): \(check)")
                }
            }
        }
    }

    @Test("goes on where an earlier one was stopped")
    func resumed() async throws {
        let half: Int64 = 4_000_000
        let image = SampleImage.linux(layers: [2 * half], seed: 78)
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(image, repository: "app", tag: "1")
            let layer = try #require(image.layers.first)
            registry.inject(.stall(afterBodyBytes: half), on: .blob(layer.digest.description), .first(1))
            try await withContainerd { containerd in
                let command = try containerd.command(
                    ["\(registry.host)/app:1"],
                    by: RegistriesYAML.itself(registry.origin),
                    ["--no-unpack"]
                )
                let first = try await withTemporaryDirectory { output in
                    let process = try Windlass.start(command, output: output)
                    for _ in 0..<3_000 where containerd.ingested() < half {
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    process.signal(SIGTERM)
                    return await process.ending()
                }
                #expect(first.status == 143, "\(first.stderr)")
                try await containerd.collect()
                let second = try await Windlass.run(command)
                try #require(second.status == 0, "\(second.stderr)")
                #expect(registry.requests(.blob(layer.digest.description)).last?.headers["Range"] == "bytes=\(half)-")
            }
        }
    }

    @Test("of bytes that are wrong leaves nothing of them")
    func wrongBytes() async throws {
        let image = SampleImage.linux(layers: [500_000], seed: 79)
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(image, repository: "app", tag: "1")
            let layer = try #require(image.layers.first)
            registry.inject(.flippedByte(at: 1_000), on: .blob(layer.digest.description), .always)
            try await withContainerd { containerd in
                let pull = try await containerd.pull(
                    ["\(registry.host)/app:1"],
                    by: RegistriesYAML.itself(registry.origin),
                    ["--no-unpack"]
                )
                #expect(pull.status == 8, "\(pull.stderr)")
                #expect(try pull.outcomes.first?["error"]?["code"]?.string == "digest-mismatch")
                #expect(containerd.ingested() == 0)
                #expect(try await containerd.table(["images", "check"], in: "k8s.io").isEmpty)
            }
        }
    }

    @Test("of a layer that is not what the configuration says fails, and makes no record")
    func wrongDiffID() async throws {
        let layer = SampleContent(mediaType: MediaType.ociLayer, body: .bytes(SampleTar.archive(of: ["a": "1"])))
        let other = SampleImage.unpackable(files: ["b": "2"])
        var image = SampleImage.unpackable(files: ["a": "1"])
        let manifest = Manifest(config: try #require(other.configuration).descriptor, layers: [layer.descriptor])
        image.root = SampleContent(mediaType: MediaType.ociManifest, body: .bytes(manifest.json.bytes()))
        image.manifests = [image.root]
        image.blobs += other.blobs
        let lying = image
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(lying, repository: "app", tag: "1")
            try await withContainerd { containerd in
                let pull = try await containerd.pull(
                    ["\(registry.host)/app:1"],
                    by: RegistriesYAML.itself(registry.origin)
                )
                #expect(pull.status == 8, "\(pull.stderr)")
                #expect(try pull.outcomes.first?["error"]?["code"]?.string == "diff-mismatch")
                #expect(try await containerd.table(["images", "check"], in: "k8s.io").isEmpty)
            }
        }
    }

    @Test("by two processes at once fetches each layer once")
    func twoProcesses() async throws {
        let image = SampleImage.linux(layers: [2_000_000, 1_000_000], seed: 80)
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(image, repository: "app", tag: "1")
            registry.inject(.trickle(bytes: 60_000, every: .milliseconds(10)), on: .blob(), .always)
            try await withContainerd { containerd in
                let name = "\(registry.host)/app:1"
                async let first = containerd.pull([name], by: RegistriesYAML.itself(registry.origin), ["--no-unpack"])
                async let second = containerd.pull([name], by: RegistriesYAML.itself(registry.origin), ["--no-unpack"])
                let endings = try await [first, second]
                #expect(endings.map(\.status) == [0, 0], "\(endings.map(\.stderr))")
                for layer in image.layers {
                    #expect(registry.requests(.blob(layer.digest.description), method: "GET").count == 1)
                }
            }
        }
    }

    @Test("by the node's own runtime says what that says", arguments: [true, false])
    func byRuntime(isThere: Bool) async throws {
        try await withTestPeer(TestRegistry()) { registry in
            let image = SampleImage.unpackable()
            if isThere { registry.add(image, repository: "app", tag: "1") }
            try await withContainerd { containerd in
                let arguments = ["pull", "\(registry.host)/app:1", "--via-cri", "--address", containerd.socket]
                let pull = try await Windlass.run(arguments + ["-o", "json"])
                let outcome = try #require(try pull.outcomes.first)
                if isThere {
                    #expect(pull.status == 0, "\(pull.stderr)")
                    #expect(outcome["id"]?.string == image.configuration?.digest.description)
                } else {
                    #expect(pull.status == 3, "\(pull.stderr)")
                    #expect(outcome["error"]?["code"]?.string == "not-found")
                }
            }
        }
    }

    @Test("without a containerd says where it looked")
    func noContainerd() async throws {
        try await withTemporaryDirectory { directory in
            let pull = try await Windlass.run("pull", "a:1", "--to", "containerd", "--address", directory("none"))
            #expect(pull.status == 6)
            #expect(pull.stderr.contains("no containerd answers at \(directory("none"))"), "\(pull.stderr)")
        }
    }
}
