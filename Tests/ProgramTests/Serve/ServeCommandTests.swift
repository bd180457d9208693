import Foundation
import OCI
import RegistryTesting
import Testing

/// What `serve` says to those who start it wrongly.
@Suite("serve, started wrongly", .timeLimit(.minutes(2)))
struct ServeCommandTests {
    @Test(
        "an address that others reach needs a password file or --anonymous",
        arguments: ["0.0.0.0:0", "[::]:0", ":0"]
    )
    func unguarded(address: String) async throws {
        try await withTemporaryDirectory { directory in
            let ending = try await Windlass.run(
                "serve",
                "--storage",
                directory("storage"),
                "--listen",
                address,
                "-o",
                "json"
            )
            #expect(ending.status == 64)
            #expect(try ending.json["error"]?["code"]?.string == "address-unguarded")
            #expect(ending.stderr.contains("--htpasswd"))
        }
    }

    @Test(
        "a password file of anything but bcrypt is refused with the line, without what stands in it",
        arguments: ["user:{SHA}Ys23Ag/5IOWqZCw9QGaVDdHwH00=", "user:plain-text", "user:$apr1$x$y", "no colon"]
    )
    func passwordFile(line: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = try directory.write("# users\n\(line)\n", to: "htpasswd")
            let ending = try await Windlass.run(
                "serve",
                "--storage",
                directory("storage"),
                "--listen",
                "127.0.0.1:0",
                "--htpasswd",
                file,
                "-o",
                "json"
            )
            #expect(ending.status == 12)
            #expect(try ending.json["error"]?["code"]?.string == "htpasswd-invalid")
            #expect(ending.stderr.contains("line-2"))
            #expect(!ending.stderr.contains(line))
        }
    }

    @Test("a directory with something else in it is left alone")
    func foreignDirectory() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("mine", to: "file")
            let ending = try await Windlass.run("serve", "--storage", directory.path, "--listen", "127.0.0.1:0")
            #expect(ending.status == 10)
            #expect(ending.stderr.contains("[storage-foreign]"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["file"])
        }
    }

    @Test("a second server on the same storage may read and not write")
    func second() async throws {
        try await withServedRegistry { (registry: ServedRegistry) async throws in
            let storage = registry.directory("storage")
            let ending = try await Windlass.run("serve", "--storage", storage, "--listen", "127.0.0.1:0")
            #expect(ending.status == 10)
            #expect(ending.stderr.contains("[storage-in-use]"))
            #expect(try await registry.refusal(of: .linux(), as: "shared:1") == nil)
            let reader = try await ServedRegistry(in: registry.directory, number: 1, ["--read-only"])
            defer { reader.stop() }
            #expect(try await reader.wholeDigest(of: "shared:1") == SampleImage.linux().digest)
            #expect(try await reader.refusal(of: .linux(seed: 2), as: "shared:2") != nil)
        }
    }

    @Test("certificate and key that do not belong together are refused")
    func wrongKey() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try TestCertificateAuthority()
            let one = try authority.issue().write(toDirectory: directory.path, name: "one")
            let other = try authority.issue().write(toDirectory: directory.path, name: "other")
            let ending = try await Windlass.run(
                "serve",
                "--storage",
                directory("storage"),
                "--listen",
                "127.0.0.1:0",
                "--tls-cert",
                one.certificate,
                "--tls-key",
                other.key
            )
            #expect(ending.status == 5)
            #expect(ending.stderr.contains("[tls-invalid]"))
        }
    }

    @Test("an ordinary user can serve, and be asked")
    func ordinaryUser() async throws {
        let path = try Tool.setpriv.path
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            for folder in ["", "store"] {
                let place = folder.isEmpty ? directory.path : directory(folder)
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                #expect(chown(place, 65_534, 65_534) == 0)
            }
            let process = try PeerProcess(
                path: path,
                [
                    "--reuid", "65534", "--regid", "65534", "--clear-groups", Windlass.path, "serve",
                    "--storage", directory("store"), "--listen", "127.0.0.1:0",
                ],
                log: directory("log")
            )
            defer { process.stop() }
            let port = try #require(Int(try await process.logged("http://127.0.0.1:")))
            for _ in 0..<3 {
                #expect(try exchange(port: port, "/v2/", headers: ["Connection: close"]).response.status == 200)
            }
        }
    }

    @Test("no log, whatever the level, has the password in it")
    func secrets() async throws {
        try await withServedRegistry(["--log-level", "trace", "--log-format", "json"]) {
            (registry: ServedRegistry) async throws in
            #expect(try await registry.refusal(of: .linux(), as: "app:1") == nil)
            let pair = "\(ServedRegistry.user):\(ServedRegistry.password)"
            for secret in [ServedRegistry.password, Data(pair.utf8).base64EncodedString()] {
                #expect(!registry.log.contains(secret))
            }
            #expect(registry.log.contains(#""message":"manifest pushed""#))
        }
    }
}
