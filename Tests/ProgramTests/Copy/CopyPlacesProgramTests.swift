import Foundation
import OCI
import RegistryTesting
import Testing

/// `copy` between all places, with skopeo, containerd and a registry as witnesses.
@Suite("copy between places", .enabled(if: getuid() == 0), .timeLimit(.minutes(5)))
struct CopyPlacesProgramTests {
    enum Place: CaseIterable, Sendable {
        case registry, layout, archive, compressedArchive, containerd
    }

    /// Where a test's images are and go.
    struct Scene: Sendable {
        let registry: TestRegistry
        let containerd: Containerd
        let directory: TemporaryDirectory

        func name(_ place: Place, _ image: String) -> String {
            switch place {
            case .registry: "\(registry.host)/team/\(image):1"
            case .layout: "oci:\(directory(image)):1"
            case .archive: "oci-archive:\(directory(image)).tar:1"
            case .compressedArchive: "oci-archive:\(directory(image)).tar.zst:1"
            case .containerd: "containerd:reg.example/team/\(image):1"
            }
        }

        func run(_ arguments: String...) async throws -> ChildProcess.Ending {
            try await Windlass.run(arguments)
        }

        func copy(_ from: String, _ to: String, _ options: String...) async throws -> ChildProcess.Ending {
            let place = ["--address", containerd.socket, "--snapshotter", "native", "--quiet", "-o", "json"]
            return try await Windlass.run(["copy", from, to] + place + options)
        }
    }

    static let image = SampleImage(
        indexOf: [
            .unpackable(), .windows(version: "10.0.20348.2762", layers: [700_000, 50], seed: 1),
            .windows(version: "10.0.26100.2033", seed: 2),
        ],
        attestations: true
    )

    private func withScene(_ body: (Scene) async throws -> Void) async throws {
        try await withTestPeer(TestRegistry()) { registry in
            try await withContainerd { containerd in
                try await withTemporaryDirectory { directory in
                    try await body(Scene(registry: registry, containerd: containerd, directory: directory))
                }
            }
        }
    }

    /// The files of a layout, by name.
    private static let hex = Set((image.manifests + image.blobs).map(\.digest.hex))

    @Test("from every place to every other all bytes arrive", arguments: Place.allCases)
    func everywhere(_ from: Place) async throws {
        try await withScene { scene in
            scene.registry.add(Self.image, repository: "team/source", tag: "1")
            let source = scene.name(from, "source")
            if from != .registry {
                let filled = try await scene.copy(scene.name(.registry, "source"), source)
                try #require(filled.status == 0, "\(filled.stderr)")
            }
            for to in Place.allCases {
                let target = scene.name(to, "copy")
                let ending = try await scene.copy(source, target)
                try #require(ending.status == 0, "\(to): \(ending.stderr)")
                #expect(try ending.json["digest"]?.string == Self.image.digest.description)
                try await expectWhole(at: to, scene)
                let digest = try await scene.run("digest", target, "--address", scene.containerd.socket)
                #expect(digest.stdout == "\(Self.image.digest)\n", "\(digest.stderr)")
                let raw = try await scene.run("manifest", target, "--address", scene.containerd.socket)
                #expect(raw.stdoutBytes == Self.image.root.bytes)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: scene.directory.path)
            #expect(!left.contains { $0.hasSuffix(".pulled") }, "\(left)")
        }
    }

    /// Looks at a copy with other programs' eyes.
    private func expectWhole(at place: Place, _ scene: Scene) async throws {
        let check = PulledLayout(path: scene.directory("check-\(place)"))
        switch place {
        case .registry:
            for content in Self.image.manifests {
                let stored = scene.registry.manifest(content.digest.description, repository: "team/copy")
                #expect(stored?.bytes == content.bytes)
            }
            for blob in Self.image.blobs {
                #expect(scene.registry.contains(blob.digest, repository: "team/copy"))
            }
        case .layout:
            let layout = PulledLayout(path: scene.directory("copy"))
            layout.expectClean(blobs: Self.hex)
            #expect(try await layout.digestReadBySkopeo(tag: "1") == Self.image.digest)
        case .archive:
            try await ChildProcess.run(
                .skopeo,
                [
                    "--insecure-policy", "copy", "--quiet", "--all", "--preserve-digests",
                    scene.name(.archive, "copy"), "oci:\(check.path):1",
                ]
            )
            #expect(check.blobs == Self.hex)
        case .compressedArchive:
            let load = try await scene.run("load", scene.directory("copy.tar.zst"), "--to", "oci:\(check.path)")
            #expect(load.status == 0, "\(load.stderr)")
            check.expectClean(blobs: Self.hex)
        case .containerd:
            let name = "reg.example/team/copy:1"
            let list = try await scene.containerd.ctr(["images", "list", "name==\(name)"]).stdout
            #expect(list.contains(Self.image.digest.description), "\(list)")
            let complete = try await scene.containerd.ctr(["images", "check", "--snapshotter", "native"]).stdout
            #expect(complete.contains("complete") && !complete.contains("incomplete"), "\(complete)")
            try await scene.containerd.collect()
            let contents = Set(try await scene.containerd.contents())
            #expect(contents.isSuperset(of: Self.hex.map { "sha256:" + $0 }))
            #expect(try await scene.containerd.ctr(["leases", "list", "--quiet"]).stdout == "")
        }
    }

    @Test("a docker-archive has one image; skopeo reads ours, and we read skopeo's")
    func dockerArchive() async throws {
        try await withScene { scene in
            scene.registry.add(Self.image, repository: "team/source", tag: "1")
            let file = scene.directory("docker.tar")
            let target = "docker-archive:\(file):reg.example/app:2"
            let several = try await scene.copy(scene.name(.registry, "source"), target)
            #expect(several.status == 9, "\(several.stderr)")
            #expect(several.stderr.contains("--platform windows/amd64:10.0.20348.2762"))
            #expect(!FileManager.default.fileExists(atPath: file))

            let one = try await scene.copy(
                scene.name(.registry, "source"),
                target,
                "--platform",
                "windows/amd64:10.0.20348"
            )
            try #require(one.status == 0, "\(one.stderr)")
            let config = try await ChildProcess.run(.skopeo, ["inspect", "--config", "--raw", target])
            #expect(try JSON(parsing: config.stdoutBytes)["os.version"]?.string == "10.0.20348.2762")

            let image = SampleImage.unpackable()
            try LayoutWriter.write(image, tag: "1", to: scene.directory("layout"))
            let theirs = "docker-archive:\(scene.directory("theirs.tar")):reg.example/app:3"
            let from = "oci:\(scene.directory("layout")):1"
            try await ChildProcess.run(.skopeo, ["copy", "--quiet", "--insecure-policy", from, theirs])
            let back = try await scene.copy(theirs, scene.name(.registry, "back"))
            try #require(back.status == 0, "\(back.stderr)")
            let digest = try #require(try back.json["digest"]?.string)
            #expect(scene.registry.manifest("1", repository: "team/back")?.digest.description == digest)
            let imported = try await scene.containerd.ctr(
                ["images", "import", "--snapshotter", "native", scene.directory("theirs.tar")]
            )
            #expect(imported.status == 0, "\(imported.stderr)")
            // The manifest is the one that containerd makes of it.
            let list = try await scene.containerd.ctr(["images", "list", "name==reg.example/app:3"]).stdout
            #expect(list.contains(digest), "\(list)")
        }
    }

    @Test("of a containerd that has one platform, that one is copied and saved")
    func partial() async throws {
        try await withScene { scene in
            scene.registry.add(Self.image, repository: "team/source", tag: "1")
            let name = "\(scene.registry.host)/team/source:1"
            let pull = try await scene.containerd.pull(
                [name],
                by: RegistriesYAML.itself(scene.registry.origin),
                ["--node", "windows/amd64:10.0.20348"]
            )
            try #require(pull.status == 0, "\(pull.stderr)")
            let target = scene.name(.registry, "copy")
            let refused = try await scene.copy("containerd:\(name)", target)
            #expect(refused.status == 3)
            #expect(refused.stderr.contains("[image-incomplete]"), "\(refused.stderr)")
            let option = "--platform windows/amd64:10.0.20348.2762"
            #expect(refused.stderr.contains(option), "\(refused.stderr)")

            let words = option.split(separator: " ").map(String.init)
            let ending = try await scene.copy("containerd:\(name)", target, words[0], words[1])
            try #require(ending.status == 0, "\(ending.stderr)")
            #expect(try ending.json["platforms"]?.array == [.string("windows/amd64:10.0.20348.2762")])

            let file = scene.directory("saved.tar")
            let save = try await scene.run(
                "save",
                name,
                "--from",
                "containerd",
                "--address",
                scene.containerd.socket,
                "--to",
                file,
                "-o",
                "json"
            )
            try #require(save.status == 0, "\(save.stderr)")
            let saved = try #require(try save.json["images"]?.array?.first)
            #expect(saved["name"]?.string == name)
            #expect(saved["digest"]?.string == Self.image.digest.description)
            #expect(saved["platforms"]?.array?.count == 1)
            #expect(!FileManager.default.fileExists(atPath: file + ".pulled"))
            let digest = try await scene.run("ls", "oci-archive:\(file)", "--digests")
            #expect(digest.stdout == "\(name) \(Self.image.digest)\n")
            let all = try await scene.run(
                "save",
                "--from",
                "containerd",
                "--address",
                scene.containerd.socket,
                "--to",
                scene.directory("all.tar")
            )
            #expect(all.status == 0 && all.stdout.contains(name), "\(all.stderr)")
        }
    }

    @Test("what is wrong with a place is told, with an exit code of its own")
    func failures() async throws {
        try await withScene { scene in
            let images = [SampleImage.linux(layers: [50], seed: 1), .linux(layers: [60], seed: 2)]
            for (number, image) in images.enumerated() {
                try LayoutWriter.write(image, tag: "one", to: scene.directory("layout\(number)"))
                let copied = try await scene.copy(
                    "oci:\(scene.directory("layout\(number)")):one",
                    "oci:\(scene.directory("both")):reg.example/\(number):same"
                )
                try #require(copied.status == 0, "\(copied.stderr)")
            }
            let archive = scene.directory("both.tar")
            let save = try await scene.run("save", "--from", "oci:\(scene.directory("both"))", "--to", archive)
            try #require(save.status == 0, "\(save.stderr)")
            let text = try scene.directory.write("no archive", to: "text.tar")
            let target = scene.name(.registry, "copy")
            let cases: [(from: String, to: String, status: Int32, code: String)] = [
                ("oci-archive:\(scene.directory("none.tar"))", target, 3, "not-found"),
                ("oci-archive:\(archive):none", target, 3, "reference-not-found"),
                ("oci-archive:\(archive):same", target, 10, "reference-ambiguous"),
                ("docker-archive:\(archive)", target, 10, "reference-ambiguous"),
                ("oci-archive:\(text)", target, 8, "archive-truncated"),
                ("oci-archive:\(archive):reg.example/1:same", "docker-archive:x.tar:A B", 64, "reference-invalid"),
                ("containerd:none", target, 3, "reference-not-found"),
                ("oci-archive:\(archive):reg.example/1:same", "containerd:A B", 64, "reference-invalid"),
                // Below a file.
                ("oci-archive:\(archive):reg.example/1:same", "oci-archive:\(text)/a.tar", 10, "layout-invalid"),
            ]
            for (from, to, status, code) in cases {
                let ending = try await scene.copy(from, to)
                #expect(ending.status == status, "\(from) \(to): \(ending.stderr)")
                #expect((ending.stderr + ending.stdout).contains(code), "\(from) \(to): \(ending.stderr)")
            }
            let file = scene.directory("new.tar")
            let none = try await scene.copy(scene.name(.registry, "none"), "oci-archive:\(file)")
            #expect(none.status == 3, "\(none.stderr)")
            let unsaved = try await scene.run(
                "save",
                "none",
                "--from",
                "containerd",
                "--address",
                scene.containerd.socket,
                "--to",
                file
            )
            #expect(unsaved.status == 3, "\(unsaved.stderr)")
            let left = try FileManager.default.contentsOfDirectory(atPath: scene.directory.path)
            #expect(!left.contains { $0.hasPrefix("new.tar") }, "\(left)")
            for arguments in [
                ["delete", "oci-archive:\(archive)"], ["tag", "containerd:x", "y"], ["ls", "containerd:x"],
                ["copy", "oci-archive:", target], ["copy", target, "containerd:x@sha256:0"],
            ] {
                #expect(try await Windlass.run(arguments).status == 64, "\(arguments)")
            }
        }
    }
}
