import OCI
import Testing

@Suite("Image references")
struct ImageReferenceTests {
    private static let hex = DigestTests.sha256
    private static let hex512 = DigestTests.sha512
    private static let identifier = "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a"

    /// Text, and the canonical spelling that distribution/reference gives it.
    static let valid: [(String, String)] = [
        ("busybox", "docker.io/library/busybox:latest"),
        ("busybox:1.36", "docker.io/library/busybox:1.36"),
        ("docker/docker", "docker.io/docker/docker:latest"),
        ("library/debian", "docker.io/library/debian:latest"),
        ("docker.io/docker/docker", "docker.io/docker/docker:latest"),
        ("docker.io/library/debian", "docker.io/library/debian:latest"),
        ("docker.io/debian", "docker.io/library/debian:latest"),
        ("index.docker.io/docker/docker", "docker.io/docker/docker:latest"),
        ("index.docker.io/library/debian", "docker.io/library/debian:latest"),
        ("index.docker.io/debian", "docker.io/library/debian:latest"),
        ("registry-1.docker.io/debian", "registry-1.docker.io/debian:latest"),
        ("127.0.0.1:5000/docker/docker", "127.0.0.1:5000/docker/docker:latest"),
        ("127.0.0.1:5000/debian", "127.0.0.1:5000/debian:latest"),
        ("192.168.0.1", "docker.io/library/192.168.0.1:latest"),
        ("192.168.0.1:80", "docker.io/library/192.168.0.1:80"),
        ("192.168.0.1:8/debian", "192.168.0.1:8/debian:latest"),
        ("[fc00::1]:5000/docker", "[fc00::1]:5000/docker:latest"),
        ("[fc00::1]:5000/docker/docker", "[fc00::1]:5000/docker/docker:latest"),
        ("[fc00:1:2:3:4:5:6:7]:5000/library/debian", "[fc00:1:2:3:4:5:6:7]:5000/library/debian:latest"),
        ("[2001:DB8::1]/repo:tag", "[2001:DB8::1]/repo:tag"),
        ("localhost/foo", "localhost/foo:latest"),
        ("localhost:5000/foo:1", "localhost:5000/foo:1"),
        ("localhost:5000", "docker.io/library/localhost:5000"),
        ("LOCALHOST/foo", "LOCALHOST/foo:latest"),
        ("Docker/docker", "Docker/docker:latest"),
        ("DOCKER/docker", "DOCKER/docker:latest"),
        ("Docker.io/debian", "Docker.io/debian:latest"),
        ("Uppercase/lowercase:tag", "Uppercase/lowercase:tag"),
        ("foo/foo_bar.com:8080", "docker.io/foo/foo_bar.com:8080"),
        ("foo_bar.com:8080", "docker.io/library/foo_bar.com:8080"),
        ("sub-dom1.foo.com/bar/baz/quux:some-long-tag", "sub-dom1.foo.com/bar/baz/quux:some-long-tag"),
        ("b.gcr.io/test.example.com/my-app:test.example.com", "b.gcr.io/test.example.com/my-app:test.example.com"),
        ("xn--n3h.com/myimage:xn--n3h.com", "xn--n3h.com/myimage:xn--n3h.com"),
        ("test.com/repo@sha256:\(hex)", "test.com/repo@sha256:\(hex)"),
        ("test:5000/repo:tag@sha256:\(hex)", "test:5000/repo@sha256:\(hex)"),
        ("xn--7o8h.com/myimage:xn--7o8h.com@sha512:\(hex512)", "xn--7o8h.com/myimage@sha512:\(hex512)"),
        ("busybox@sha256:\(hex)", "docker.io/library/busybox@sha256:\(hex)"),
        ("lowercase:Uppercase", "docker.io/library/lowercase:Uppercase"),
        ("a__b---c/d.e:_", "docker.io/a__b---c/d.e:_"),
        ("docker.io/\(identifier)", "docker.io/library/\(identifier):latest"),
        ("\(identifier):tag", "docker.io/library/\(identifier):tag"),
        ("thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev", ""),
        (String(repeating: "a/", count: 127) + "a:" + String(repeating: "t", count: 128), ""),
        ("host.example/" + String(repeating: "a", count: 255), ""),
        ("host.example:00099999/a", "host.example:00099999/a:latest"),
    ]

    @Test("A reference is read as distribution/reference reads it", arguments: valid)
    func canonical(text: String, expected: String) throws {
        let reference = try ImageReference(parsing: text)
        if !expected.isEmpty { #expect(reference.description == expected) }
        #expect(try ImageReference(parsing: reference.description).description == reference.description)
    }

    @Test(
        "What distribution/reference refuses is refused",
        arguments: [
            "", ":", "/", "@", ":justtag", "@sha256:\(hex)", "repo@sha256:ffffffff", "https://github.com/docker/docker",
            "docker/Docker", "-docker", "-docker/docker", "-docker.io/docker/docker", "docker///docker", "docker.io/",
            "docker.io/docker/Docker", "docker.io/docker///docker", "[fc00::1]", "[fc00::1]:5000",
            "fc00::1:5000/debian",
            "[fe80::1%eth0]:5000/debian", "[2001:db8:3:4::192.0.2.33]:5000/debian", "[::ffff:192.0.2.1]/debian",
            "[]/debian",
            "[fc00::1/debian", "[fc00::1]x/debian", identifier, "Uppercase:tag", "test:5000/Uppercase/lowercase:tag",
            "aa/asdf$$^/aa", "a//b", "a/b/", "/a", "a:", "a: b", "a b", "a:b:c", "a@b@c", "a..b", "a.-b", "a___b", "a_",
            ".a",
            "a._b", "host.example:/a", "host.example:5x/a", "host-.example/a", "host..example/a", ".example/a",
            "a_b.c/repo",
            "validname@invaliddigest:\(hex512)", "a@", "a@sha256", "a:tag@", "a:.tag", "a:-tag", "a\n", "a\0", "\u{E9}",
            "ａ",
            "a:" + String(repeating: "t", count: 129), String(repeating: "a/", count: 128) + "a:tag",
            "host.example/" + String(repeating: "a", count: 256), "a@sha256:\(hex.uppercased())",
            "a@md5:d41d8cd98f00b204e9800998ecf8427e",
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: OCIError.self) { try ImageReference(parsing: text) }
        #expect([.invalidReference, .invalidDigest, .unsupportedDigest].contains(error?.code))
    }

    @Test("A digest decides where a tag is there too, and the tag is kept")
    func digestBesideTag() throws {
        let reference = try ImageReference(parsing: "busybox:1.36@sha256:\(Self.hex)")
        #expect(reference.tag?.description == "1.36")
        #expect(reference.identifier == "sha256:\(Self.hex)")
        #expect(reference.description == "docker.io/library/busybox@sha256:\(Self.hex)")
        #expect(try ImageReference(parsing: "busybox@sha256:\(Self.hex)").tag == nil)
    }

    @Test("Neither tag nor digest means latest")
    func latest() throws {
        let reference = try ImageReference(parsing: "busybox")
        #expect(reference.tag == .latest)
        let built = ImageReference(registry: .dockerHub, repository: reference.repository, tag: nil, digest: nil)
        #expect(built == reference)
        #expect(built.identifier == "latest")
    }

    @Test(
        "A registry host keeps its spelling, and its port apart",
        arguments: [
            ("Reg.Example", "Reg.Example", nil), ("localhost:5000", "localhost", "5000"),
            ("[::1]:5000", "[::1]", "5000"),
            ("[::1]", "[::1]", nil), ("10.0.0.1:443", "10.0.0.1", "443"), ("a", "a", nil),
        ] as [(String, String, String?)]
    )
    func host(text: String, name: String, port: String?) throws {
        let host = try RegistryHost(parsing: text)
        #expect(host.name == name)
        #expect(host.port == port)
        #expect(host.description == text)
    }

    @Test(
        "Docker Hub is known by its three names alone",
        arguments: [
            ("docker.io", true), ("index.docker.io", true), ("registry-1.docker.io", true), ("Docker.IO", true),
            ("docker.io:443", false), ("hub.docker.io", false), ("docker.iq", false), ("localhost", false),
        ]
    )
    func dockerHub(text: String, isHub: Bool) throws {
        #expect(try RegistryHost(parsing: text).isDockerHub == isHub)
    }

    @Test("No text crashes the parser, and what it takes reads back as itself", arguments: [1, 2, 3] as [UInt64])
    func fuzz(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let seeds = Self.valid.map { Array($0.0.utf8) }
        let tokens = [
            "/", ":", "@", "sha256:", "[", "]", ".", "__", "-", "A", "docker.io/", "localhost", "%", "\u{E9}",
        ]
        for _ in 0..<5_000 {
            let text = String(decoding: generator.mutated(generator.pick(seeds), tokens: tokens), as: UTF8.self)
            guard let reference = try? ImageReference(parsing: text) else { continue }
            let again = try? ImageReference(parsing: reference.description)
            #expect(again?.description == reference.description, "\(text)")
            #expect(again?.registry == reference.registry, "\(text)")
            #expect(reference.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "\(text)")
            #expect(!reference.name.contains("..") && !reference.name.contains("//"), "\(text)")
        }
    }
}
