import Foundation
import OCI
import RegistryTesting
import Testing

/// `save` and `load`, with skopeo, containerd and sha256sum as witnesses.
@Suite("Archives and other programs", .timeLimit(.minutes(5)))
struct ArchiveProgramTests {
    static let image = SampleImage.unpackable()
    static let index = SampleImage(
        indexOf: [
            .unpackable(files: ["indexed.txt": "hello\n"]),
            .windows(version: "10.0.20348.2762", layers: [30_000]),
            .windows(version: "10.0.26100.2033", layers: [30_000]),
        ]
    )

    /// Runs `save` of `app:1` and `multi:1` of a registry into a file.
    private func withSaved(
        _ file: String,
        _ options: [String],
        _ body: (TemporaryDirectory, _ file: String, _ names: [String]) async throws -> Void
    ) async throws {
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(Self.image, repository: "app", tag: "1")
            registry.add(Self.index, repository: "multi", tag: "1")
            try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
                let yaml = try directory.write(RegistriesYAML.itself(registry.origin), to: "registries.yaml")
                let names = ["app", "multi"].map { "\(registry.host)/\($0):1" }
                let to = directory(file)
                let ending = try await Windlass.run(["save"] + names + ["--to", to, "--registries", yaml] + options)
                try #require(ending.status == 0, "\(ending.stderr)")
                #expect(!FileManager.default.fileExists(atPath: to + ".pulled"))
                try await body(directory, to, names)
            }
        }
    }

    private func digestReadBySkopeo(_ place: String, _ more: String...) async throws -> Digest {
        let arguments = ["inspect", "--raw"] + more + [place]
        return Digest(sha256: try await ChildProcess.run(.skopeo, arguments).stdoutBytes)
    }

    /// The output of a `ctr` that has to succeed.
    @discardableResult
    private func ctr(_ containerd: Containerd, _ arguments: String...) async throws -> String {
        let ending = try await containerd.ctr(arguments)
        guard ending.status == 0 else {
            throw ChildProcess.Failure(command: "ctr " + arguments.joined(separator: " "), ending: ending)
        }
        return ending.stdout
    }

    @Test("skopeo reads what is saved from a registry, in both forms; sha256sum finds it sound")
    func skopeo() async throws {
        try await withSaved("all.tar", ["--platform", "all"]) { directory, file, names in
            #expect(try await digestReadBySkopeo("oci-archive:\(file):\(names[0])") == Self.image.digest)
            #expect(try await digestReadBySkopeo("oci-archive:\(file):\(names[1])") == Self.index.digest)
            let docker = try await ChildProcess.run(
                .skopeo,
                ["inspect", "--config", "docker-archive:\(file):\(names[0])"]
            )
            #expect(try JSON(parsing: docker.stdoutBytes)["os"]?.string == "linux")
            // sha256sum looks for the name in the working directory.
            let check = #"cd "$1" && sha256sum -c all.tar.sha256"#
            try await withTemporaryDirectory { (output: TemporaryDirectory) async throws in
                let shell = ["-c", check, "sh", directory.path]
                let ending = try await ChildProcess("/bin/sh", shell, output: output).ending()
                #expect(ending.status == 0 && ending.stdout == "all.tar: OK\n", "\(ending.stderr)")
            }
        }
    }

    @Test(
        "containerd 1.6 imports it, compressed or not, and what containerd exports is loaded",
        .enabled(if: getuid() == 0),
        arguments: ["all.tar", "all.tar.gz", "all.tar.zst"]
    )
    func containerd(_ name: String) async throws {
        try await withSaved(name, ["--platform", "all"]) { directory, file, names in
            let configuration = try directory.write(Containerd.configuration, to: "config.toml")
            try await withContainerd(configuration: configuration) { containerd in
                // containerd's importer takes a plain stream; K3s and RKE2 decompress before it.
                var plain = file
                if !name.hasSuffix(".tar") {
                    plain = directory("plain.tar")
                    let load = try await Windlass.run("load", file, "--to", "oci:\(directory("again"))")
                    try #require(load.status == 0, "\(load.stderr)")
                    let save = try await Windlass.run("save", "--from", "oci:\(directory("again"))", "--to", plain)
                    try #require(save.status == 0, "\(save.stderr)")
                }
                try await ctr(containerd, "images", "import", "--snapshotter", "native", plain)
                let list = try await ctr(containerd, "images", "ls")
                for (name, image) in zip(names, [Self.image, Self.index]) {
                    let line = list.split(separator: "\n").first { $0.hasPrefix(name + " ") }
                    #expect(line?.contains(image.digest.description) == true, "\(list)")
                }
                let check = try await ctr(containerd, "images", "check", "--snapshotter", "native")
                #expect(check.contains("complete") && !check.contains("incomplete"), "\(check)")

                let exported = directory("exported.tar")
                try await ctr(containerd, "images", "export", exported, names[0])
                let load = try await Windlass.run("load", exported, "--to", "oci:\(directory("loaded"))", "-o", "json")
                #expect(load.status == 0, "\(load.stderr)")
                #expect(try load.outcomes.first?["digest"]?.string == Self.image.digest.description)
                #expect(try load.outcomes.first?["names"]?.array == [.string(names[0])])
            }
        }
    }

    @Test("A docker archive becomes the same manifest as in containerd", .enabled(if: getuid() == 0))
    func dockerArchive() async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            try LayoutWriter.write(Self.image, tag: "app", to: directory("layout"))
            let archive = directory("docker.tar")
            let name = "reg.example/app:1"
            try await ChildProcess.run(
                .skopeo,
                [
                    "copy", "--insecure-policy", "oci:\(directory("layout")):app", "docker-archive:\(archive):\(name)",
                ]
            )
            let load = try await Windlass.run("load", archive, "--to", "oci:\(directory("loaded"))", "-o", "json")
            try #require(load.status == 0, "\(load.stderr)")
            let digest = try #require(try load.outcomes.first?["digest"]?.string)
            #expect(try load.outcomes.first?["names"]?.array == [.string(name)])
            #expect(try await PulledLayout(path: directory("loaded")).digestReadBySkopeo().description == digest)
            PulledLayout(path: directory("loaded")).expectClean()

            let configuration = try directory.write(Containerd.configuration, to: "config.toml")
            try await withContainerd(configuration: configuration) { containerd in
                try await ctr(containerd, "images", "import", "--snapshotter", "native", archive)
                let list = try await ctr(containerd, "images", "ls")
                #expect(list.contains(digest), "\(list)")
            }
        }
    }

    @Test("load brings an archive into containerd as ctr does", .enabled(if: getuid() == 0))
    func intoContainerd() async throws {
        try await withSaved("all.tar.zst", ["--platform", "all"]) { directory, file, names in
            let configuration = try directory.write(Containerd.configuration, to: "config.toml")
            try await withContainerd(configuration: configuration) { containerd in
                let load = try await Windlass.run(
                    "load",
                    file,
                    "--to",
                    "containerd",
                    "--address",
                    containerd.directory("socket"),
                    "--snapshotter",
                    "native"
                )
                try #require(load.status == 0, "\(load.stderr)")
                let list = try await ctr(containerd, "images", "ls")
                for (name, image) in zip(names, [Self.image, Self.index]) {
                    let line = list.split(separator: "\n").first { $0.hasPrefix(name + " ") }
                    #expect(line?.contains(image.digest.description) == true, "\(list)")
                }
                let check = try await ctr(containerd, "images", "check", "--snapshotter", "native")
                #expect(check.contains("complete") && !check.contains("incomplete"), "\(check)")
            }
        }
    }

    @Test("extract takes an image from archives first, then from where its name leads")
    func extraction() async throws {
        let local = SampleImage.unpackable(files: ["hello.txt": "from the archive\n"])
        try await withTestPeer(TestRegistry()) { registry in
            registry.add(Self.image, repository: "app", tag: "1")
            registry.add(Self.index, repository: "multi", tag: "1")
            try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
                let yaml = try directory.write(RegistriesYAML.itself(registry.origin), to: "registries.yaml")
                let app = "\(registry.host)/app:1"
                try LayoutWriter.write(local, tag: app, to: directory("layout"))
                let images = directory("images")
                try FileManager.default.createDirectory(atPath: images + "/deeper", withIntermediateDirectories: true)
                let save = try await Windlass.run(
                    "save",
                    app,
                    "--from",
                    "oci:\(directory("layout"))",
                    "--to",
                    "\(images)/deeper/app.tar.gz"
                )
                try #require(save.status == 0, "\(save.stderr)")
                let cases: [(image: String, file: String, text: String)] = [
                    ("oci:\(directory("layout"))", "hello.txt", "from the archive\n"),
                    (app, "hello.txt", "from the archive\n"),
                    ("\(registry.host)/multi:1", "indexed.txt", "hello\n"),
                ]
                for (number, expected) in cases.enumerated() {
                    let out = directory("out\(number)")
                    let ending = try await Windlass.run(
                        "extract",
                        expected.image,
                        out,
                        "/\(expected.file):\(out)-one",
                        "--images-dir",
                        images,
                        "--registries",
                        yaml,
                        "--node",
                        "linux/amd64",
                        "-o",
                        "json"
                    )
                    try #require(ending.status == 0, "\(ending.stderr)")
                    #expect(try ending.json["files"]?.integer == 1)
                    #expect(try String(contentsOfFile: out + "-one", encoding: .utf8) == expected.text)
                }
                let none = try await Windlass.run(
                    "extract",
                    "oci:\(directory("layout"))",
                    directory("x"),
                    "--node",
                    "windows/amd64:10.0.20348"
                )
                #expect(none.status == 9, "\(none.stderr)")
            }
        }
    }

    @Test("A full disk is said with 10, and leaves neither archive nor remains", .enabled(if: getuid() == 0))
    func fullDisk() async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            try LayoutWriter.write(.linux(layers: [4_000_000]), tag: "app", to: directory("layout"))
            try await withSmallDisk(bytes: 1_000_000) { disk in
                let ending = try await Windlass.run(
                    "save",
                    "--from",
                    "oci:\(directory("layout"))",
                    "--to",
                    disk("a.tar"),
                    "-o",
                    "json"
                )
                #expect(ending.status == 10, "\(ending.stderr)")
                #expect(try ending.json["error"]?["code"]?.string == "disk-full")
                #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
            }
        }
    }

    @Test("Loads that fail in part end with 11, of nothing with the code of what is wrong")
    func exits() async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            try LayoutWriter.write(Self.image, tag: "app", to: directory("layout"))
            let good = directory("good.tar")
            let save = try await Windlass.run("save", "--from", "oci:\(directory("layout"))", "--to", good)
            try #require(save.status == 0, "\(save.stderr)")
            let bad = try directory.write("no archive", to: "bad.tar")
            let to = "oci:\(directory("to"))"
            for (files, status) in [([good], 0), ([good, bad], 11), ([bad], 8), ([directory("none")], 3)]
                as [([String], Int32)]
            {
                let ending = try await Windlass.run(["load"] + files + ["--to", to])
                #expect(ending.status == status, "\(ending.stderr)")
            }
            for arguments in [
                ["--compression", "zstd:23"], ["--compression", "lz4"], ["--part-size", "1KiB"],
                ["--part-size", "4 X"],
            ] {
                let ending = try await Windlass.run(["save", "--from", to, "--to", directory("x.tar")] + arguments)
                #expect(ending.status == 64, "\(arguments)")
            }
            let missing = try await Windlass.run("save", "nowhere", "--from", to, "--to", directory("x.tar"))
            #expect(missing.status == 3, "\(missing.stderr)")
        }
    }
}
