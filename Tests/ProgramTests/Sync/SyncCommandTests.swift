import Foundation
import OCI
import RegistryTesting
import Testing

/// `sync` and `verify-copy`, from a registry that fails as it is told to into docker-registry with TLS and a password.
@Suite("sync", .serialized, .timeLimit(.minutes(5)))
struct SyncCommandTests {
    private struct Scene {
        let source: TestRegistry
        let docker: DockerRegistry
        let directory: TemporaryDirectory
        /// The source by itself and as the mirror of Docker Hub, the destination with its login.
        let registries: String

        func run(_ arguments: String...) async throws -> ChildProcess.Ending {
            try await Windlass.run(arguments + ["--registries", registries])
        }

        /// The bytes of all those names at the destination, read by one curl.
        func stored(_ names: [String]) async throws -> [[UInt8]] {
            var lines = [
                "silent", "fail", "cacert = \"\(docker.caFile)\"", "user = \"puller:correct horse\"",
                "header = \"Accept: \(MediaType.manifestAccept.joined(separator: ", "))\"",
            ]
            for (number, name) in names.enumerated() {
                let parts = name.split(separator: ":")
                lines.append("url = \"https://\(docker.host)/v2/\(parts[0])/manifests/\(parts[1])\"")
                lines.append("output = \"\(directory("stored-\(number)"))\"")
            }
            let path = try directory.write(lines.joined(separator: "\n"), to: "curl")
            try await ChildProcess.run(.curl, ["--config", path])
            return names.indices.map { number in
                Array(FileManager.default.contents(atPath: directory("stored-\(number)")) ?? Data())
            }
        }
    }

    private func withScene(_ body: (Scene) async throws -> Void) async throws {
        try await withDockerRegistry { docker in
            try await withTestPeer(try await TestRegistry()) { source in
                try await withTemporaryDirectory { directory in
                    let registries = try directory.write(
                        RegistriesYAML.itself(source.origin)
                            + "  docker.io:\n    endpoint: [\"\(source.origin)\"]\n"
                            + RegistriesYAML.configs(docker.host, caFile: docker.caFile),
                        to: "registries.yaml"
                    )
                    try await body(
                        Scene(source: source, docker: docker, directory: directory, registries: registries)
                    )
                }
            }
        }
    }

    @Test("of 300 images three fail; the report says which, and the next run copies just those")
    func threeHundred() async throws {
        try await withScene { scene in
            let names = (0..<300).map { "team/app-\($0)" }
            var images: [SampleImage] = []
            for (number, name) in names.enumerated() {
                // Few layers, and a configuration each: most of what images have they share.
                let linux = SampleImage.linux(variant: "n\(number)", layers: [300], seed: UInt64(20 * (number % 10)))
                let windows = SampleImage.windows(version: "10.0.20348.\(number)", layers: [300])
                let image = number % 30 == 0 ? SampleImage(indexOf: [linux, windows]) : linux
                images.append(image)
                scene.source.add(image, repository: name, tag: "1")
            }
            let faults: [(number: Int, fault: Fault, code: String)] = [
                (17, .status(404), "not-found"), (130, .status(403), "auth-denied"),
                (299, .flippedByte(at: 7), "digest-mismatch"),
            ]
            for (number, fault, _) in faults {
                let configuration = try #require(images[number].configuration).digest.description
                scene.source.inject(fault, on: .blob(configuration))
            }
            let list = try scene.directory.write(
                "# images\n" + names.map { "\(scene.source.host)/\($0):1\n" }.joined(),
                to: "images.txt"
            )
            let reportPath = scene.directory("report.json")
            let arguments = [
                "sync", "--images", list, "--to", "\(scene.docker.host)/mirror", "--report", reportPath, "--jobs", "12",
            ]

            let first = try await Windlass.run(arguments + ["-o", "json", "--registries", scene.registries])
            #expect(first.status == 11, "\(first.stderr.suffix(2_000))")
            let report = try first.json
            #expect(try JSON(parsing: Array(FileManager.default.contents(atPath: reportPath) ?? Data())) == report)
            #expect(report["summary"]?["images"]?.integer == 300)
            #expect(report["summary"]?["copied"]?.integer == 297)
            #expect(report["summary"]?["failed"]?.integer == 3)
            let failed = (report["images"]?.array ?? []).filter { $0["status"]?.string == "failed" }
            #expect(failed.map { $0["source"]?.string } == faults.map { "\(scene.source.host)/\(names[$0.number]):1" })
            #expect(failed.map { $0["error"]?["code"]?.string } == faults.map(\.code))
            #expect(first.errorLines.count == 3)

            scene.source.removeFaults()
            scene.source.server.clearLog()
            let second = try await Windlass.run(arguments + ["--registries", scene.registries])
            #expect(second.status == 0, "\(second.stderr)")
            #expect(second.stdout.split(separator: "\n").count { $0.hasSuffix(": unchanged") } == 297)
            let again = try JSON(parsing: Array(FileManager.default.contents(atPath: reportPath) ?? Data()))
            #expect(again["summary"]?["copied"]?.integer == 3)
            #expect(again["summary"]?["unchanged"]?.integer == 297)
            let asked = Set(
                scene.source.requests(.blob()).compactMap { $0.path.split(separator: "/").dropFirst(2).first }
            )
            #expect(asked == Set(faults.map { Substring("app-\($0.number)") }))

            let stored = try await scene.stored(names.map { "mirror/\($0):1" })
            #expect(stored == images.map(\.root.bytes))
            for number in [0, 17, 299] {
                #expect(try await scene.docker.raw("mirror/\(names[number]):1") == images[number].root.bytes)
            }
        }
    }

    @Test(
        "a plan selects tags and finds names backwards, and a node with the file finds the image",
        arguments: ["linux/amd64", "windows/amd64:10.0.20348"]
    )
    func plan(_ node: String) async throws {
        try await withScene { scene in
            let image = SampleImage.multiPlatform()
            for tag in ["v1.9.0", "v1.10.0", "v1.10.1-rc1", "latest"] {
                scene.source.add(image, repository: "team/app", tag: tag)
            }
            let nodes = try scene.directory.write(
                RegistriesYAML.mirror("https://\(scene.docker.host)/v2/project")
                    + RegistriesYAML.configs(scene.docker.host, caFile: scene.docker.caFile),
                to: "nodes.yaml"
            )
            let plan = try scene.directory.write(
                """
                sources:
                  - repository: team/app
                    tags: {range: ">=1.9", newest: 1}
                destinations:
                  - registry: \(scene.docker.host)
                    for_registries: nodes.yaml
                limits: {jobs: 4, per_host: 2, max_rate: 50MiB}

                """,
                to: "plan.yaml"
            )
            let planned = try await scene.run("sync", plan, "--dry-run", "-o", "json")
            try #require(planned.status == 0, "\(planned.stderr)")
            #expect(try planned.json["images"]?.array?.map { $0["status"]?.string } == ["would-copy"])
            #expect(try planned.json["summary"]?["blobsCopied"]?.integer == Int64(Set(image.blobs.map(\.digest)).count))

            let synced = try await scene.run("sync", plan, "--verify", "--node", node, "-o", "json")
            try #require(synced.status == 0, "\(synced.stderr)")
            let target = try synced.json["images"]?.array?.first?["destination"]?.string
            #expect(target == "\(scene.docker.host)/project/mirror/team/app:v1.10.0")
            #expect(try await scene.docker.raw("project/mirror/team/app:v1.10.0") == image.root.bytes)

            let pulled = try await Windlass.run(
                "pull",
                "team/app:v1.10.0",
                "--to",
                "oci:\(scene.directory("layout"))",
                "--platform",
                node,
                "--registries",
                nodes,
                "-o",
                "json"
            )
            try #require(pulled.status == 0, "\(pulled.stderr)")
            let chosen = try synced.json["verification"]?["images"]?.array?.first?["nodes"]?.array?.first
            #expect(try pulled.outcomes.first?["digest"] == chosen?["windlass"])
        }
    }

    @Test("verify-copy says what is missing and which node finds nothing, each with its exit code")
    func verification() async throws {
        try await withScene { scene in
            let whole = SampleImage.multiPlatform()
            let linux = SampleImage.linux(seed: 77)
            try await scene.docker.push(whole, as: "m/team/whole:1")
            try await scene.docker.push(linux, as: "m/team/linux:1")
            let nodes = try scene.directory.write(
                #"""
                {"kind": "List", "items": [
                  {"metadata": {"name": "lin-1"}, "status": {"nodeInfo": {"operatingSystem": "linux", "architecture": "amd64"}}},
                  {"metadata": {"name": "win-1"}, "status": {"nodeInfo": {"operatingSystem": "windows",
                    "architecture": "amd64", "kernelVersion": "10.0.20348.2700"}}}
                ]}
                """#,
                to: "nodes.json"
            )
            func verify(_ images: String..., more: [String] = []) async throws -> ChildProcess.Ending {
                let list = try scene.directory.write(images.map { "team/\($0):1\n" }.joined(), to: "images.txt")
                let arguments = ["verify-copy", "--images", list, "--to", "\(scene.docker.host)/m", "-o", "json"]
                return try await Windlass.run(arguments + more + ["--registries", scene.registries])
            }
            let well = try await verify("whole", "linux", more: ["--full"])
            #expect(well.status == 0, "\(well.stderr)")
            let both = try await verify("whole", "linux", more: ["--nodes", nodes])
            #expect(both.status == 11)
            let rows = try both.json["images"]?.array?.map { $0["nodes"]?.array ?? [] } ?? []
            #expect(rows.first?.map { $0["names"]?.array?.first?.string } == ["lin-1", "win-1"])
            let windows = whole.manifests.first { $0.digest.description == rows.first?.last?["containerd"]?.string }
            #expect(windows != nil)
            #expect(rows.last?.last?["containerd"] == .null)
            let text = try await verify("linux", more: ["--nodes", nodes, "-o", "text"])
            #expect(text.status == 9)
            // A line for the image, one for each of its nodes, one for each node, and the table.
            #expect(text.stdout.split(separator: "\n").count == 7, "\(text.stdout)")
            #expect(try await verify("absent").status == 3)

            let layer = try #require(linux.layers.first).digest
            try FileManager.default.removeItem(at: scene.docker.storedBlob(layer))
            let missing = try await verify("linux")
            #expect(missing.status == 3)
            #expect(
                try missing.json["images"]?.array?.first?["defects"]?.array?.first?["digest"]?.string
                    == layer.description
            )
            #expect(try await verify("whole", "linux").status == 11)
            try Data("spoilt".utf8).write(to: scene.docker.storedBlob(layer))
            #expect(try await verify("linux").status == 3)
            #expect(try await verify("linux", more: ["--full"]).status == 8)
        }
    }

    @Test("a run that is interrupted reports what it has, and the next one goes on")
    func interrupted() async throws {
        try await withScene { scene in
            let images = (0..<3).map { SampleImage.linux(layers: [200_000], seed: UInt64(500 + $0)) }
            for (number, image) in images.enumerated() {
                scene.source.add(image, repository: "team/app-\(number)", tag: "1")
            }
            let layer = try #require(images[1].layers.first).digest.description
            scene.source.inject(.stall(afterBodyBytes: 100_000), on: .blob(layer), .first(1))
            let list = try scene.directory.write((0..<3).map { "team/app-\($0):1\n" }.joined(), to: "images.txt")
            let report = scene.directory("report.json")
            let command = [
                "sync", "--images", list, "--to", scene.docker.host, "--jobs", "1", "--report", report, "--registries",
                scene.registries,
            ]
            func statuses() throws -> [String?] {
                let json = try JSON(parsing: Array(FileManager.default.contents(atPath: report) ?? Data()))
                return json["images"]?.array?.map { $0["error"]?["code"]?.string ?? $0["status"]?.string } ?? []
            }
            let first = try await withTemporaryDirectory { output in
                let process = try Windlass.start(command, output: output)
                try await eventually("the second image is on its way") { !scene.source.requests(.blob(layer)).isEmpty }
                process.signal(SIGINT)
                return await process.ending()
            }
            #expect(first.status == 130, "\(first.stderr)")
            #expect(try statuses() == ["copied", "cancelled", "cancelled"])
            let second = try await Windlass.run(command)
            #expect(second.status == 0, "\(second.stderr)")
            #expect(try statuses() == ["unchanged", "copied", "copied"])
            for number in 0..<3 {
                #expect(try await scene.docker.raw("team/app-\(number):1") == images[number].root.bytes)
            }
        }
    }

    @Test("the parts of a list are the whole, whatever its order")
    func shards() async throws {
        try await withScene { scene in
            let names = (0..<9).map { "team/app-\($0)" }
            for name in names + ["team/more"] { scene.source.add(.linux(), repository: name, tag: "1") }
            func part(_ shard: String, of names: [String]) async throws -> Set<String> {
                let list = try scene.directory.write(names.map { "\($0):1\n" }.joined(), to: "images.txt")
                let ending = try await scene.run(
                    "sync",
                    "--images",
                    list,
                    "--to",
                    scene.docker.host,
                    "--dry-run",
                    "--shard",
                    shard,
                    "-o",
                    "json"
                )
                #expect(ending.status == 0, "\(ending.stderr)")
                return Set(try ending.json["images"]?.array?.compactMap { $0["source"]?.string } ?? [])
            }
            let first = try await part("1/2", of: names)
            let second = try await part("2/2", of: names)
            #expect(first.union(second) == Set(names.map { "docker.io/\($0):1" }))
            #expect(first.isDisjoint(with: second))
            #expect(
                try await part("1/2", of: names.reversed() + ["team/more"]).subtracting(["docker.io/team/more:1"])
                    == first
            )
        }
    }

    @Test("what cannot be run says why, where the plan says it")
    func refusals() async throws {
        try await withTemporaryDirectory { directory in
            let plan = try directory.write(
                "sources: [{image: a:1}]\ndestinations: [{registry: r.example/x}]\n",
                to: "p.yaml"
            )
            let broken = try await Windlass.run("sync", plan, "-o", "json")
            #expect(broken.status == 12)
            #expect(try broken.json["error"]?["line"]?.integer == 2)
            #expect(broken.stderr.contains("p.yaml:2:27"))
            let list = try directory.write("a:1\nUPPER:1\n", to: "images.txt")
            let bad = try await Windlass.run("sync", "--images", list, "--to", "r.example")
            #expect(bad.status == 12)
            #expect(bad.stderr.contains("images.txt:2"))
            for arguments in [
                ["sync"], ["sync", plan, "--images", list], ["sync", "--images", list],
                ["sync", "--images", list, "--to", "r.example", "--shard", "3/2"],
                ["sync", "--images", list, "--to", "r.example", "--max-rate", "1K"],
                ["sync", "--images", list, "--to", "r.example", "--jobs", "0"],
                ["sync", "--images", list, "--to", "r.example/p", "--for-registries", plan],
                ["sync", plan, "--node", "linux/amd64"],
            ] {
                #expect(try await Windlass.run(arguments).status == 64, "\(arguments)")
            }
        }
    }
}
