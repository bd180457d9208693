import Registries
import Testing

@testable import NodeConfiguration

@Suite("Importing containerd's config.toml")
struct ContainerdImportTests {
    static let cri = "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".registry"

    static let cases = [
        ImportCase(name: "nothing about registries", text: "version = 2\n[plugins.x]\ny = 1", yaml: "{}"),
        ImportCase(
            name: "a file without a version is of version 1",
            text: "[plugins.cri.registry.mirrors.\"quay.io\"]\nendpoint = [\"https://m.example\"]",
            yaml: "mirrors:\n  quay.io:\n    endpoint:\n      - https://m.example"
        ),
        ImportCase(
            name: "version 3 with its plugin",
            text: """
                version = 3
                [plugins."io.containerd.cri.v1.images".registry.configs."a.example".auth]
                username = "u"
                password = "p"
                [plugins."io.containerd.cri.v1.images".registry.configs."a.example".tls]
                insecure_skip_verify = true
                """,
            yaml: "configs:\n  a.example:\n    auth:\n      username: u\n      password: p\n"
                + "    tls:\n      insecure_skip_verify: true",
            notes: ["tls-removed-in-2 a.example"]
        ),
        ImportCase(
            name: "a plugin of another version",
            text: """
                version = 3
                [plugins."io.containerd.grpc.v1.cri".registry.mirrors."a.example"]
                endpoint = ["https://m.example"]
                """,
            yaml: "mirrors:\n  a.example:\n    endpoint:\n      - https://m.example",
            notes: ["plugin-not-read io.containerd.grpc.v1.cri (3)"]
        ),
        ImportCase(
            name: "schemes by the host's name are spelled out",
            text: cri + ".mirrors.\"a.example\"]\nendpoint = [\"m.example:5000\", \"localhost\", \"127.0.0.1:5000\"]",
            yaml: "mirrors:\n  a.example:\n    endpoint:\n      - https://m.example:5000\n"
                + "      - http://localhost\n      - http://127.0.0.1:5000"
        ),
        ImportCase(
            name: "a path stands, a lone slash has no equivalent",
            text: cri + ".mirrors.\"a.example\"]\nendpoint = [\"https://m.example/v2/p\", \"https://n.example/\"]",
            yaml: "mirrors:\n  a.example:\n    endpoint:\n      - https://m.example/v2/p",
            notes: ["endpoint-without-v2 https://n.example/"]
        ),
        ImportCase(
            name: "a registry as its own plain endpoint had no other",
            text: cri + ".mirrors.\"reg:5000\"]\nendpoint = [\"http://reg:5000\"]",
            yaml: "mirrors:\n  reg:5000:\n    endpoint:\n      - http://reg:5000",
            notes: ["default-endpoint-added reg:5000"]
        ),
        ImportCase(
            name: "a registry as its own endpoint by its default address stays the one",
            text: cri + ".mirrors.\"reg:5000\"]\nendpoint = [\"https://reg:5000/v2\"]",
            yaml: "mirrors:\n  reg:5000:\n    endpoint:\n      - https://reg:5000/v2"
        ),
        ImportCase(
            name: "localhost without a port is asked in plain http",
            text: cri + ".mirrors.localhost]\nendpoint = [\"https://m.example\"]",
            yaml: "mirrors:\n  localhost:\n    endpoint:\n      - https://m.example\n      - http://localhost",
            notes: ["default-endpoint-added localhost"]
        ),
        ImportCase(
            name: "Docker Hub under its short name",
            text: cri + ".mirrors.\"docker.io\"]\nendpoint = [\"https://docker.io\", \"https://registry-1.docker.io\"]",
            yaml: "mirrors:\n  docker.io:\n    endpoint:\n      - https://docker.io\n"
                + "      - https://registry-1.docker.io",
            notes: ["endpoint-docker-io https://docker.io"]
        ),
        ImportCase(
            name: "mirrors of a name of Docker Hub that no image has",
            text: cri + ".mirrors.\"registry-1.docker.io\"]\nendpoint = [\"https://m.example\"]",
            yaml: "{}",
            notes: ["docker-io-mirror-key registry-1.docker.io"]
        ),
        ImportCase(
            name: "a name and password in an endpoint do not get into the file",
            text: cri + ".mirrors.\"a.example\"]\nendpoint = [\"https://u:hunter2@m.example\", \"ftp://x\", \"/v2\"]",
            yaml: "mirrors:\n  a.example:\n    endpoint:\n      - https://m.example",
            notes: ["endpoint-userinfo-ignored https://m.example", "endpoint-invalid ftp://x", "endpoint-invalid /v2"]
        ),
        ImportCase(
            name: "rewrites of K3s, in order",
            text: """
                \(cri).mirrors."*"]
                endpoint = ["https://m.example"]
                [plugins."io.containerd.grpc.v1.cri".registry.mirrors."*".rewrite]
                "^b/(.*)" = "x/$1"
                "a(?=b)" = "y"
                "^a/(.*)" = "z/$1"
                """,
            yaml: "mirrors:\n  *:\n    endpoint:\n      - https://m.example\n    rewrite:\n"
                + "      ^b/(.*): x/$1\n      ^a/(.*): z/$1",
            notes: ["rewrite-invalid-pattern a(?=b) (look-around)"]
        ),
        ImportCase(
            name: "credentials of every kind",
            text: """
                \(cri).configs."a.example".auth]
                username = "u"
                password = "p"
                [plugins."io.containerd.grpc.v1.cri".registry.configs."b.example".auth]
                identitytoken = "t"
                [plugins."io.containerd.grpc.v1.cri".registry.configs."c.example".auth]
                auth = "dTpw"
                """,
            yaml: "configs:\n  a.example:\n    auth:\n      username: u\n      password: p\n"
                + "  b.example:\n    auth:\n      identity_token: t\n  c.example:\n    auth:\n      auth: dTpw"
        ),
        ImportCase(
            name: "credentials that were never used are none",
            text: """
                \(cri).configs."a.example".auth]
                password = "p"
                [plugins."io.containerd.grpc.v1.cri".registry.configs."b.example".auth]
                auth = "nonsense"
                [plugins."io.containerd.grpc.v1.cri".registry.configs."*".auth]
                username = "u"
                [plugins."io.containerd.grpc.v1.cri".registry.configs."https://c.example/v2".auth]
                username = "u"
                """,
            yaml: "{}",
            notes: [
                "password-without-username a.example", "auth-not-base64 b.example", "wildcard-config *",
                "host-key-invalid https://c.example/v2 (c.example)",
            ]
        ),
        ImportCase(
            name: "Docker Hub's credential comes into force",
            text: cri + ".configs.\"docker.io\".auth]\nusername = \"u\"",
            yaml: "configs:\n  docker.io:\n    auth:\n      username: u",
            notes: ["docker-io-auth-key docker.io"]
        ),
        ImportCase(
            name: "TLS settings, and half a client certificate",
            text: """
                \(cri).configs."a.example".tls]
                ca_file = 'C:\\ca.pem'
                cert_file = "/c.pem"
                """,
            yaml: "configs:\n  a.example:\n    tls:\n      ca_file: C:\\\\ca.pem",
            notes: ["client-pair-incomplete a.example"]
        ),
        ImportCase(
            name: "auths, which go before configs",
            text: """
                \(cri).configs."a.example".auth]
                username = "old"
                [plugins."io.containerd.grpc.v1.cri".registry.auths."https://a.example/v1/"]
                username = "new"
                """,
            yaml: "configs:\n  a.example:\n    auth:\n      username: new",
            notes: [
                "conflict auth of a.example (FILE:4)", "auths-moved https://a.example/v1/ (a.example)",
            ]
        ),
        ImportCase(
            name: "the Windows template of old RKE2, two registries",
            text: """
                version = 2
                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = ""
                [plugins."io.containerd.grpc.v1.cri".registry.auths]
                  [plugins."io.containerd.grpc.v1.cri".registry.configs.auth."a.example"]
                    username = "u"
                    password = "p"
                [plugins."io.containerd.grpc.v1.cri".registry.configs]
                  [plugins."io.containerd.grpc.v1.cri".registry.configs.tls."a.example"]
                    ca_file = "/ca.pem"
                [plugins."io.containerd.grpc.v1.cri".registry.auths]
                  [plugins."io.containerd.grpc.v1.cri".registry.configs.auth."b.example:5000"]
                    username = "v"
                    password = "q"
                [plugins."io.containerd.grpc.v1.cri".registry.configs]
                """,
            yaml: "configs:\n  a.example:\n    auth:\n      username: u\n      password: p\n"
                + "    tls:\n      ca_file: /ca.pem\n  b.example:5000:\n    auth:\n      username: v\n      password: q",
            notes: [
                "auth-under-configs-auth a.example", "tls-under-configs-tls a.example",
                "toml-defined-twice plugins.io.containerd.grpc.v1.cri.registry.auths (4)",
                "auth-under-configs-auth b.example:5000",
                "toml-defined-twice plugins.io.containerd.grpc.v1.cri.registry.configs (5)",
            ]
        ),
        ImportCase(
            name: "what has no equivalent",
            text: """
                version = 2
                imports = ["/etc/containerd/conf.d/*.toml"]
                [plugins."io.containerd.grpc.v1.cri".registry]
                config_path = "/etc/containerd/certs.d"
                wings = true
                [plugins."io.containerd.grpc.v1.cri".registry.headers]
                X-Meta = ["a"]
                [plugins."io.containerd.grpc.v1.cri".registry.mirrors."a.example"]
                endpoint = "https://m.example"
                """,
            yaml: "mirrors:\n  a.example: {}",
            notes: [
                "imports-not-followed imports", "config-path /etc/containerd/certs.d", "unknown-key wings",
                "headers X-Meta", "mirrors-with-config-path /etc/containerd/certs.d", "wrong-type endpoint (strings)",
            ]
        ),
        ImportCase(
            name: "settings that meet on K3s and RKE2",
            text: """
                \(cri).mirrors."*"]
                endpoint = ["https://m.example", "http://n.example"]
                [plugins."io.containerd.grpc.v1.cri".registry.configs."m.example".auth]
                username = "u"
                [plugins."io.containerd.grpc.v1.cri".registry.configs."n.example".tls]
                insecure_skip_verify = true
                [plugins."io.containerd.grpc.v1.cri".registry.configs."a.example".auth]
                username = "u"
                """,
            yaml: "mirrors:\n  *:\n    endpoint:\n      - https://m.example\n      - http://n.example\nconfigs:\n"
                + "  m.example:\n    auth:\n      username: u\n  n.example:\n    tls:\n"
                + "      insecure_skip_verify: true\n  a.example:\n    auth:\n      username: u",
            notes: ["tls-on-http-endpoint http://n.example", "config-hides-wildcard a.example"]
        ),
    ]

    @Test("says the same, or says what it does not say", arguments: cases)
    func table(_ example: ImportCase) throws {
        try example.check(as: .containerd)
    }

    @Test("a broken file has a place")
    func broken() throws {
        let error = #expect(throws: ImportError.self) {
            try ImportedConfiguration("version = 2\n[plugins\n", as: .containerd, name: "config.toml")
        }
        #expect(error?.file == "config.toml" && error?.position.line == 2)
    }

    @Test("UTF-16 with a byte order mark, as Windows writes it")
    func utf16() throws {
        let text = Self.cri + ".mirrors.\"a.example\"]\nendpoint = [\"https://m.example\"]"
        var bytes: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(ImportFormat(guessing: bytes) == .containerd)
        let source = ImportedConfiguration.Source(name: "config.toml", bytes: bytes, format: .containerd)
        #expect(try ImportedConfiguration([source]).configuration.mirrors.keys == ["a.example"])
    }
}
