import Foundation
import OCI
import RegistryTesting
import Testing

/// `load --to REGISTRY[/PREFIX]`
@Suite("A load into a registry", .timeLimit(.minutes(5)))
struct RegistryLoadTests {
    private static let images = [
        ("docker.io/rancher/app:v1", SampleImage.linux(layers: [90_000, 400], seed: 1)),
        ("quay.io/team/multi:1", .multiPlatform()), ("docker.io/library/tool:2", .windows(version: "10.0.20348.1")),
    ]

    /// An archive of images, compressed or not.
    private func archive(
        _ images: [(String, SampleImage)],
        _ file: String,
        in directory: TemporaryDirectory
    ) async throws -> String {
        for (number, (name, image)) in images.enumerated() {
            let layout = directory("\(file)-\(number)")
            try LayoutWriter.write(image, tag: "a", to: layout)
            let copy = try await Windlass.run("copy", "oci:\(layout):a", "oci:\(directory(file + "-all")):\(name)")
            try #require(copy.status == 0, "\(copy.stderr)")
        }
        let path = directory(file)
        let save = try await Windlass.run("save", "--from", "oci:\(directory(file + "-all"))", "--to", path)
        try #require(save.status == 0, "\(save.stderr)")
        return path
    }

    @Test(
        "puts each image below the prefix as its own repository, bytes as they are, and sends nothing twice",
        arguments: ["all.tar", "all.tar.zst"],
        [(prefix: "", option: ""), ("air/gap", ""), ("air", "--keep-registry")]
    )
    func all(_ file: String, _ place: (prefix: String, option: String)) async throws {
        try await withTestPeer(TestRegistry()) { registry in
            try await withTemporaryDirectory { directory in
                let path = try await archive(Self.images, file, in: directory)
                let to = registry.host + (place.prefix.isEmpty ? "" : "/" + place.prefix)
                let arguments = ["load", path, "--to", to, "-o", "json"] + (place.option.isEmpty ? [] : [place.option])
                let load = try await Windlass.run(arguments)
                try #require(load.status == 0, "\(load.stderr)")
                for ((name, image), outcome) in zip(Self.images, try load.outcomes) {
                    let own =
                        place.option.isEmpty ? name.split(separator: "/").dropFirst().joined(separator: "/") : name
                    let full = (place.prefix.isEmpty ? "" : place.prefix + "/") + own
                    let parts = full.split(separator: ":").map(String.init)
                    #expect(outcome["source"]?.string == name)
                    #expect(outcome["destination"]?.string == "\(registry.host)/\(full)")
                    #expect(outcome["digest"]?.string == image.digest.description)
                    #expect(registry.manifest(parts[1], repository: parts[0])?.bytes == image.root.bytes)
                    for blob in image.blobs { #expect(registry.contains(blob.digest, repository: parts[0])) }
                }
                registry.server.clearLog()
                let again = try await Windlass.run(arguments)
                #expect(again.status == 0)
                #expect(registry.requests(.upload).isEmpty)
            }
        }
    }

    @Test("one image that cannot go does not stop the others: 11, and what is wrong")
    func partly() async throws {
        try await withTestPeer(TestRegistry()) { registry in
            try await withTemporaryDirectory { directory in
                let other = SampleImage.linux(layers: [77], seed: 9)
                let images = [("docker.io/team/app:1", Self.images[0].1), ("quay.io/team/app:1", other)]
                let path = try await archive(images, "a.tar", in: directory)
                let load = try await Windlass.run(
                    "load",
                    path,
                    directory("none.tar"),
                    "--to",
                    registry.host,
                    "-o",
                    "json"
                )
                #expect(load.status == 11, "\(load.stderr)")
                let codes = try load.outcomes.map { $0["error"]?["code"]?.string }
                #expect(codes == [nil, "name-taken", "not-found"])
                let first = registry.manifest("1", repository: "team/app")
                #expect(images.contains { $0.1.digest == first?.digest })
                let apart = try await Windlass.run("load", path, "--to", registry.host, "--keep-registry")
                #expect(apart.status == 0, "\(apart.stderr)")
                #expect(registry.manifest("1", repository: "quay.io/team/app")?.digest == other.digest)

                for arguments in [
                    ["--to", "nowhere"], ["--to", "oci:"], ["--to", registry.host + "/UPPER"],
                    ["--to", "oci:\(directory("x"))", "--keep-registry"], ["--to", registry.host, "--jobs", "0"],
                ] {
                    #expect(try await Windlass.run(["load", path] + arguments).status == 64, "\(arguments)")
                }
            }
        }
    }

    @Test("a docker archive of skopeo's is pushed as it would be loaded", arguments: [SampleImage.unpackable()])
    func dockerArchive(_ image: SampleImage) async throws {
        try await withTestPeer(TestRegistry()) { registry in
            try await withTemporaryDirectory { directory in
                try LayoutWriter.write(image, tag: "a", to: directory("layout"))
                let archive = "docker-archive:\(directory("d.tar")):quay.io/team/app:7"
                let from = "oci:\(directory("layout")):a"
                try await ChildProcess.run(.skopeo, ["copy", "--quiet", "--insecure-policy", from, archive])
                let loaded = try await Windlass.run(
                    "load",
                    directory("d.tar"),
                    "--to",
                    "oci:\(directory("o"))",
                    "-o",
                    "json"
                )
                let pushed = try await Windlass.run("load", directory("d.tar"), "--to", registry.host, "-o", "json")
                try #require(pushed.status == 0, "\(pushed.stderr)")
                let digest = try #require(try loaded.outcomes.first?["digest"]?.string)
                #expect(try pushed.outcomes.first?["digest"]?.string == digest)
                #expect(registry.manifest("7", repository: "team/app")?.digest.description == digest)
            }
        }
    }
}
