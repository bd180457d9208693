import Foundation
import OCI
import RegistryTesting
import Testing

/// `copy` and its companions, with TLS and passwords on both sides.
@Suite("copy", .timeLimit(.minutes(5)))
struct CopyCommandTests {
    private static let urlsAllowed = #"validation: {manifests: {urls: {allow: ["^https://base\\.example/"]}}}"#

    /// A registries.yaml with the logins of both, and Docker Hub mirrored by the first.
    private func file(
        _ docker: DockerRegistry,
        _ served: ServedRegistry,
        in directory: TemporaryDirectory
    ) throws
        -> String
    {
        let login = """
              "\(served.host)":
                auth: {username: "\(ServedRegistry.user)", password: "\(ServedRegistry.password)"}
                tls: {ca_file: "\(served.caFile)"}

            """
        return try directory.write(
            RegistriesYAML.mirror("https://\(docker.host)")
                + RegistriesYAML.configs(docker.host, caFile: docker.caFile) + login,
            to: "registries.yaml"
        )
    }

    private func withBoth(
        more: String = "",
        _ body: (DockerRegistry, ServedRegistry, _ registries: String, TemporaryDirectory) async throws -> Void
    ) async throws {
        try await withDockerRegistry(more: more) { docker in
            try await withServedRegistry { served in
                try await withTemporaryDirectory { directory in
                    try await body(docker, served, try file(docker, served, in: directory), directory)
                }
            }
        }
    }

    @Test("an index goes from docker-registry by a mirror to serve and back; skopeo finds the same bytes everywhere")
    func thereAndBack() async throws {
        try await withBoth { docker, served, registries, directory in
            let image = SampleImage.multiPlatform()
            try await docker.push(image, as: "mirror/team/app:1")
            let there = try await Windlass.run(
                [
                    "copy", "docker.io/team/app:1", "\(served.host)/kept/app:V1", "--registries", registries, "-o",
                    "json",
                ]
            )
            try #require(there.status == 0, "\(there.stderr)")
            let report = try there.json
            #expect(report["digest"]?.string == image.digest.description)
            #expect(report["blobsMounted"]?.integer == 0)
            #expect(report["manifests"]?.integer == Int64(image.manifests.count))
            #expect(try await served.wholeDigest(of: "kept/app:V1") == image.digest)

            let back = try await Windlass.run(
                ["copy", "\(served.host)/kept/app:V1", "\(docker.host)/again/app:2", "--registries", registries]
            )
            try #require(back.status == 0, "\(back.stderr)")
            #expect(back.stdout.contains(image.digest.description))
            #expect(try await docker.raw("again/app:2") == image.root.bytes)
            for manifest in image.manifests {
                #expect(try await docker.raw("again/app@\(manifest.digest)") == manifest.bytes)
            }

            let mounted = try await Windlass.run(
                [
                    "copy", "\(docker.host)/again/app:2", "\(docker.host)/third/app:2", "--registries", registries,
                    "-o",
                    "json",
                ]
            )
            try #require(mounted.status == 0, "\(mounted.stderr)")
            #expect(try mounted.json["blobsCopied"]?.integer == 0)
            #expect(try mounted.json["blobsMounted"]?.integer == Int64(Set(image.blobs.map(\.digest)).count))
            #expect(try await docker.raw("third/app:2") == image.root.bytes)
        }
    }

    @Test("a layout is filled, filtered and pushed", arguments: ["linux/*", "windows/amd64:10.0.20348..10.0.26100"])
    func layout(_ pattern: String) async throws {
        try await withBoth { docker, served, registries, directory in
            let image = SampleImage.multiPlatform()
            try await docker.push(image, as: "mirror/team/app:1")
            let layout = "oci:\(directory("layout")):kept"
            let first = try await Windlass.run(
                ["copy", "docker.io/team/app:1", layout, "--registries", registries, "-o", "json"]
            )
            try #require(first.status == 0, "\(first.stderr)")
            PulledLayout(path: directory("layout")).expectClean()
            let second = try await Windlass.run(
                [
                    "copy", layout, "\(served.host)/some/app:1", "--platform", pattern, "--keep-original",
                    "--registries",
                    registries, "-o", "json",
                ]
            )
            try #require(second.status == 0, "\(second.stderr)")
            let report = try second.json
            #expect(report["sourceDigest"]?.string == image.digest.description)
            #expect(report["digest"] != report["sourceDigest"])
            #expect(report["platforms"]?.array?.count == (pattern == "linux/*" ? 3 : 2))
            #expect(second.stderr.contains("the digest changes"))
            let digest = try await served.wholeDigest(of: "some/app:1")
            #expect(digest?.description == report["digest"]?.string)

            let none = try await Windlass.run(
                ["copy", layout, "\(served.host)/none/app:1", "--platform", "plan9/*", "--registries", registries]
            )
            #expect(none.status == 9)
            #expect(none.stderr.contains("plan9/*"))
        }
    }

    @Test(
        "W-22 foreign layers: docker-registry refuses them by default, takes them where allowed, and takes what is rewritten",
        arguments: [true, false]
    )
    func foreignLayers(_ isAllowed: Bool) async throws {
        let image = SampleImage.windows(
            version: "10.0.17763.6414",
            foreignBase: ["https://base.example/layer"],
            format: .docker
        )
        try await withBoth(more: isAllowed ? Self.urlsAllowed : "") { docker, served, registries, directory in
            let layout = directory("source")
            try LayoutWriter.write(image, tag: "source", to: layout)
            let target = "\(docker.host)/windows/app:1"
            let kept = try await Windlass.run(["copy", "oci:\(layout):source", target, "--registries", registries])
            if isAllowed {
                try #require(kept.status == 0, "\(kept.stderr)")
                #expect(kept.stderr.contains("containerd dials base.example first"))
                #expect(try await docker.raw("windows/app:1") == image.root.bytes)
            } else {
                #expect(kept.status == 1)
                #expect(kept.stderr.contains("[urls-refused]"))
                #expect(kept.stderr.contains("validation.manifests.urls.allow"))
                #expect(kept.stderr.contains("--rewrite-foreign"))
            }
            let rewritten = try await Windlass.run(
                [
                    "copy", "oci:\(layout):source", "\(docker.host)/windows/app:2", "--rewrite-foreign", "--registries",
                    registries, "-o", "json",
                ]
            )
            try #require(rewritten.status == 0, "\(rewritten.stderr)")
            #expect(rewritten.stderr.contains("the digest changes"))
            let stored = try JSON(parsing: try await docker.raw("windows/app:2"))
            #expect(stored["layers"]?.array?.allSatisfy { $0["urls"] == nil } == true)
            #expect(stored["layers"]?.array?.first?["digest"]?.string == image.layers[0].digest.description)
        }
    }

    @Test("what cannot be done says why, with an exit code of its own")
    func failures() async throws {
        try await withBoth { docker, served, registries, directory in
            try await docker.push(.linux(), as: "mirror/team/app:1")
            let target = "\(served.host)/app:1"
            let cases: [([String], Int32)] = [
                (["copy", "docker.io/team/none:1", target], 3),
                (["copy", "docker.io/team/app:1", "127.0.0.1:1/app:1"], 6),
                (["copy", "oci:\(directory("none"))", target], 3),
                (["copy", "docker.io/team/app:1", target + "@sha256:" + String(repeating: "0", count: 64)], 64),
                (["copy", "docker.io/team/app:1", target, "--platform", "x"], 64),
                (["digest", "docker.io/team/none:1"], 3), (["ls", "docker.io/team/none"], 3),
                (["tag", "\(served.host)/none:1", "2"], 3), (["delete", "\(served.host)/none:1"], 3),
                (["delete", "\(served.host)/none"], 64), (["delete", "oci:\(directory("none")):x"], 3),
            ]
            for (arguments, status) in cases {
                let ending = try await Windlass.run(arguments + ["--registries", registries])
                #expect(ending.status == status, "\(arguments): \(ending.stderr)")
                #expect(!ending.stderr.contains("correct horse"))
            }
        }
    }

    @Test(
        "an upload that breaks twice goes on where it broke, if the registry keeps what came",
        arguments: [true, false]
    )
    func broken(_ isServe: Bool) async throws {
        try await withBoth { docker, served, _, directory in
            let image = SampleImage.linux(layers: [9_000_000])
            try LayoutWriter.write(image, tag: "a", to: directory("layout"))
            let place = "registry.test:5000"
            var configuration = TestProxy.Configuration(routes: [place: isServe ? served.host : docker.host])
            configuration.limit = { $0 < 2 ? 4_000_000 : nil }
            let login =
                RegistriesYAML.itself("https://\(place)") + """
                    configs:
                      "\(place)":
                        auth: {username: "\(isServe ? ServedRegistry.user : "puller")", password: "correct horse"}
                        tls: {insecure_skip_verify: true}

                    """
            let registries = try directory.write(login, to: "proxied.yaml")
            try await withTestPeer(try await TestProxy(configuration: configuration)) { proxy in
                let ending = try await Windlass.run(
                    [
                        "copy", "oci:\(directory("layout")):a", "\(place)/app:1", "--jobs", "1", "--registries",
                        registries,
                    ],
                    environment: ["HTTPS_PROXY": proxy.url]
                )
                try #require(ending.status == 0, "\(ending.stderr)")
                #expect(proxy.requests.count >= 3)
                let sent = proxy.received.reduce(0) { $0 + $1.count }
                // The layer once, and not much more: what was on its way when the connection broke. Docker's registry
                // before 3.0 gives up an upload whose stream broke, so there it begins anew.
                #expect(sent < (isServe ? 14_000_000 : 22_000_000), "\(sent) bytes")
            }
            if isServe {
                #expect(try await served.wholeDigest(of: "app:1") == image.digest)
            } else {
                #expect(try await docker.raw("app:1") == image.root.bytes)
            }
        }
    }

    @Test("a password or an authority that is wrong for the destination is told, and nothing is sent")
    func wrongPassword() async throws {
        try await withBoth { docker, served, registries, directory in
            try await docker.push(.linux(), as: "mirror/team/app:1")
            let text = try String(contentsOfFile: registries, encoding: .utf8)
            let wrong = text.replacing("username: \"\(ServedRegistry.user)\"", with: "username: \"stranger\"")
            let file = try directory.write(wrong, to: "wrong.yaml")
            let ending = try await Windlass.run(
                ["copy", "docker.io/team/app:1", "\(served.host)/app:1", "--registries", file]
            )
            #expect(ending.status == 4)
            #expect(ending.stderr.contains(served.host))
            #expect(!ending.stderr.contains("correct horse"))
            let otherCA = text.replacing("ca_file: \"\(served.caFile)\"", with: "ca_file: \"\(docker.caFile)\"")
            let untrusting = try directory.write(otherCA, to: "ca.yaml")
            let refused = try await Windlass.run(
                ["copy", "docker.io/team/app:1", "\(served.host)/app:1", "--registries", untrusting]
            )
            #expect(refused.status == 5, "\(refused.stderr)")
        }
    }

    @Test("a dry run says what the copy will do, and does not do it")
    func dryRun() async throws {
        try await withBoth { docker, served, registries, directory in
            let image = SampleImage.linux(layers: [100_000, 5_000])
            try await docker.push(image, as: "mirror/team/app:1")
            let arguments = ["copy", "docker.io/team/app:1", "\(served.host)/app:1", "--registries", registries]
            let planned = try await Windlass.run(arguments + ["--dry-run", "-o", "json"])
            #expect(try planned.json["blobsCopied"]?.integer == 3)
            #expect(try await served.wholeDigest(of: "app:1") == nil)
            let done = try await Windlass.run(arguments + ["-o", "json"])
            #expect(try done.json["bytesCopied"] == planned.json["bytesCopied"])
            let again = try await Windlass.run(arguments + ["--dry-run"])
            #expect(again.stdout.contains("would copy 0 blobs"))
        }
    }

    @Test("manifest, digest, ls, tag and delete do what they are called", arguments: [true, false])
    func companions(_ isServe: Bool) async throws {
        try await withBoth { docker, served, registries, directory in
            let image = SampleImage.multiPlatform()
            try await docker.push(image, as: "mirror/team/app:1")
            let host = isServe ? served.host : docker.host
            let name = "\(host)/looked/at"
            func run(_ arguments: String...) async throws -> ChildProcess.Ending {
                try await Windlass.run(arguments + ["--registries", registries])
            }
            #expect(try await run("copy", "docker.io/team/app:1", "\(name):1").status == 0)
            #expect(try await run("manifest", "\(name):1").stdoutBytes == image.root.bytes)
            #expect(try await run("manifest", "docker.io/team/app:1").stdoutBytes == image.root.bytes)
            #expect(try await run("digest", "\(name):1").stdout == "\(image.digest)\n")
            let tagged = try await run("tag", "\(name)@\(image.digest)", "other")
            #expect(tagged.status == 0, "\(tagged.stderr)")
            #expect(try await run("ls", name).stdout == "1\nother\n")
            #expect(try await run("ls", name, "--digests").stdout == "1 \(image.digest)\nother \(image.digest)\n")

            let untagged = try await run("delete", "\(name):other")
            if untagged.status == 0 {
                #expect(try await run("ls", name).stdout == "1\n")
            } else {
                // Docker's registry before 3.0.
                #expect(!isServe)
                #expect(untagged.stderr.contains("[delete-unsupported]"))
                #expect(untagged.stderr.contains("\(name)@\(image.digest)"))
            }
            #expect(try await run("delete", "\(name)@\(image.digest)").status == 0)
            #expect(try await run("digest", "\(name):1").status == 3)
        }
    }

    @Test("where tokens are asked for, one to push and one to mount are got")
    func tokens() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try TestCertificateAuthority()
            let server = try await DistributionTokenServer(authority: authority)
            try await withTestPeer(server.server) { _ in
                let registry = try await DockerRegistry(
                    in: directory,
                    authority: authority,
                    authentication: .token(server)
                )
                defer { registry.stop() }
                let configs = RegistriesYAML.configs(
                    registry.host,
                    user: server.user,
                    password: server.password,
                    caFile: registry.caFile
                )
                let registries = try directory.write(configs, to: "registries.yaml")
                let image = SampleImage.windows(version: "10.0.20348.1")
                try LayoutWriter.write(image, tag: "a", to: directory("layout"))
                let one = "\(registry.host)/team/one:1"
                let pushed = try await Windlass.run(
                    ["copy", "oci:\(directory("layout")):a", one, "--registries", registries]
                )
                try #require(pushed.status == 0, "\(pushed.stderr)")
                let mounted = try await Windlass.run(
                    ["copy", one, "\(registry.host)/team/two:1", "--registries", registries, "-o", "json"]
                )
                try #require(mounted.status == 0, "\(mounted.stderr)")
                #expect(try mounted.json["blobsMounted"]?.integer == 3)
                let scopes = server.server.requests.flatMap { $0.queryValues("scope") }
                #expect(scopes.contains("repository:team/one:pull,push"))
                #expect(scopes.contains("repository:team/two:pull,push"))
                let digest = try await Windlass.run("digest", "\(registry.host)/team/two:1", "--registries", registries)
                #expect(digest.stdout == "\(image.digest)\n")
            }
        }
    }

    @Test("the companions know layouts, too")
    func layoutCompanions() async throws {
        try await withTemporaryDirectory { directory in
            let image = SampleImage.windows(version: "10.0.20348.1")
            try LayoutWriter.write(image, tag: "a", to: directory("layout"))
            let layout = "oci:\(directory("layout"))"
            #expect(try await Windlass.run("tag", layout, "b").status == 0)
            #expect(try await Windlass.run("ls", layout).stdout == "a\nb\n")
            #expect(try await Windlass.run("digest", "\(layout):b").stdout == "\(image.digest)\n")
            #expect(try await Windlass.run("manifest", "\(layout):a").stdoutBytes == image.root.bytes)
            #expect(try await Windlass.run("delete", "\(layout):a").status == 0)
            #expect(try await Windlass.run("ls", layout).stdout == "b\n")
            #expect(try await Windlass.run("delete", "\(layout):a").status == 3)
            #expect(try await Windlass.run("delete", layout).status == 64)
        }
    }
}
