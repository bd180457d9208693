import OCI
import Registries
import Testing

@testable import NodeConfiguration

@Suite("The plan of an imported file")
struct ImportPlanTests {
    struct PlanCase: Sendable, CustomTestStringConvertible {
        var format: ImportFormat
        var text: String
        var image: String
        /// The manifests asked for, in order; behind each the user and whether certificates are looked at.
        var expected: [String]

        var testDescription: String { "\(format.rawValue): \(image)" }
    }

    static let containerd = """
        version = 2
        [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
        endpoint = ["m.example:5000", "https://p.example/v2/hub"]
        [plugins."io.containerd.grpc.v1.cri".registry.mirrors."localhost"]
        endpoint = ["https://m.example:5000"]
        [plugins."io.containerd.grpc.v1.cri".registry.configs."m.example:5000".auth]
        auth = "cHVsbGVyOnNlY3JldA=="
        [plugins."io.containerd.grpc.v1.cri".registry.configs."registry-1.docker.io".auth]
        username = "hub"
        password = "secret"
        """
    static let docker = #"{"registry-mirrors": ["http://m.example/"], "insecure-registries": ["reg:5000"]}"#
    static let podman = """
        [[registry]]
        prefix = "a.example/team.x"
        location = "a.example/team.x"
        [[registry.mirror]]
        location = "m.example/backup"
        insecure = true
        """

    static let cases = [
        PlanCase(
            format: .containerd,
            text: containerd,
            image: "busybox",
            expected: [
                "https://m.example:5000/v2/library/busybox/manifests/latest?ns=docker.io authBase64",
                "https://p.example/v2/hub/library/busybox/manifests/latest?ns=docker.io",
                "https://registry-1.docker.io/v2/library/busybox/manifests/latest hub",
            ]
        ),
        PlanCase(
            format: .containerd,
            text: containerd,
            image: "localhost/a:1",
            expected: [
                "https://m.example:5000/v2/a/manifests/1?ns=localhost authBase64",
                "http://localhost/v2/a/manifests/1", "https://localhost/v2/a/manifests/1",
            ]
        ),
        PlanCase(
            format: .docker,
            text: docker,
            image: "a/b:1",
            expected: [
                "http://m.example/v2/a/b/manifests/1?ns=docker.io", "https://registry-1.docker.io/v2/a/b/manifests/1",
            ]
        ),
        PlanCase(
            format: .docker,
            text: docker,
            image: "reg:5000/a:1",
            expected: ["https://reg:5000/v2/a/manifests/1 unverified"]
        ),
        PlanCase(
            format: .podman,
            text: podman,
            image: "a.example/team.x/a/b:1",
            expected: [
                "https://m.example/v2/backup/a/b/manifests/1?ns=a.example unverified",
                "https://a.example/v2/team.x/a/b/manifests/1",
            ]
        ),
        PlanCase(
            format: .podman,
            text: podman,
            image: "a.example/team.x:1",
            expected: [
                "https://m.example/v2/backup/manifests/1?ns=a.example unverified",
                "https://a.example/v2/team.x/manifests/1",
            ]
        ),
        // What its note says: endpoints hold for the whole registry.
        PlanCase(
            format: .podman,
            text: podman,
            image: "a.example/teamsx/a:1",
            expected: [
                "https://m.example/v2/teamsx/a/manifests/1?ns=a.example unverified",
                "https://a.example/v2/teamsx/a/manifests/1",
            ]
        ),
    ]

    static let nodes = ["linux/amd64", "windows/amd64:10.0.20348"]

    @Test("asks the places that the file means", arguments: cases, nodes)
    func plan(_ example: PlanCase, node: String) throws {
        let yaml = try ImportedConfiguration(example.text, as: example.format).configuration.yaml()
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        for flavour in [Flavour.windlass, .node] {
            let options = PlanOptions(flavour: flavour, node: try Node(parsing: node))
            let image = try ImageReference(parsing: example.image)
            let plan = Planner(configuration, options: options).plan(for: image)
            // containerd does not look at certificates of loopback registries, whatever the file says.
            let isLoopback = image.registry.name == "localhost"
            let lines = plan.endpoints.map { endpoint in
                var line = endpoint.manifestURL
                switch endpoint.authKind {
                case .none: break
                case .basic: line += " " + (endpoint.auth?.username ?? "")
                default: line += " " + endpoint.authKind.rawValue
                }
                if endpoint.tls?.insecureSkipVerify == true, !isLoopback { line += " unverified" }
                return line
            }
            #expect(lines == example.expected, "\(flavour)")
        }
    }
}

@Suite("Several files as one")
struct ImportMergeTests {
    static func source(_ name: String, _ format: ImportFormat, _ text: String) -> ImportedConfiguration.Source {
        ImportedConfiguration.Source(name: name, bytes: Array(text.utf8), format: format)
    }

    @Test("the first counts, the same twice is nothing to speak of")
    func merge() throws {
        let imported = try ImportedConfiguration([
            Self.source("daemon.json", .docker, #"{"registry-mirrors": ["https://m.example"]}"#),
            Self.source(
                "a.conf",
                .podman,
                "[[registry]]\nlocation = \"docker.io\"\n[[registry.mirror]]\nlocation = \"m.example\"\n"
            ),
            Self.source(
                "b.conf",
                .podman,
                "[[registry]]\nlocation = \"docker.io\"\n[[registry.mirror]]\nlocation = \"n.example\"\n"
            ),
        ])
        #expect(imported.configuration.mirrors["docker.io"]?.endpoints.map(\.value) == ["https://m.example"])
        #expect(imported.notes.map(\.summary) == ["conflict mirrors of docker.io (daemon.json:1)"])
        #expect(imported.notes.map(\.file) == ["b.conf"])
    }

    static let guesses: [(String, ImportFormat?)] = [
        ("  {\"a\": 1", .docker), ("version = 2", .containerd), ("[plugins.cri]", .containerd),
        ("[[registry]]\nlocation = \"a\"", .podman), ("unqualified-search-registries = []", .podman),
        ("[registries.search]", .podman), ("# [[registry]]\nversion = 2\nx = \"\\q\"", .containerd),
        ("[[registry]]\nx = ", .podman), ("a = 1", nil), ("", nil), ("server = \"https://a.example\"", .hosts),
    ]

    @Test("whose file it is shows in what it says", arguments: guesses)
    func guess(text: String, format: ImportFormat?) {
        #expect(ImportFormat(guessing: Array(text.utf8)) == format)
    }

    static let hostile = [
        "*", "a b", "a\"b", "a\\\\b", "é", "e\u{301}", "日本", "https://u:p@h", "[::1]:5000", "h:", ":5000", "h:x", "/",
        "..", "a/../b", "<<", "#", "- a", "\\u0007", "\\n", "\\u2028", "$1", "(", "%zz", "h%", "@", "?", "a?b#c",
        "docker.io", "localhost:443", "127.0.0.1",
    ]

    @Test("whatever a file holds, what comes of it is a valid registries.yaml", arguments: 0..<60)
    func hostileFiles(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func pick() -> String { generator.pick(Self.hostile) }
        let containerd = (0..<4).map { _ in
            """
            [plugins.cri.registry.mirrors."\(pick())\(generator.next())"]
            endpoint = ["\(pick())", "https://\(pick())", "\(pick())/v2"]
            rewrite = {"\(pick())" = "\(pick())"}
            [plugins.cri.registry.configs."\(generator.next() % 9)\(pick())"]
            auth = {username = "\(pick())", password = "\(pick())", auth = "\(pick())"}
            tls = {ca_file = "\(pick())", cert_file = "\(pick())"}
            """
        }
        let podman = (0..<4).map { _ in
            "[[registry]]\nprefix = \"\(pick())/\(pick())\"\nlocation = \"\(pick())\"\ninsecure = true\n"
                + "[[registry.mirror]]\nlocation = \"\(pick())/x\"\n"
        }
        let docker = "{\"registry-mirrors\": [\"https://\(pick())\"], \"insecure-registries\": [\"\(pick())\"]}"
        let sources = [
            Self.source("c", .containerd, containerd.joined(separator: "\n")),
            Self.source("p", .podman, podman.joined()), Self.source("d", .docker, docker),
        ]
        for source in sources {
            guard let imported = try? ImportedConfiguration([source]) else { continue }
            try imported.expectReadBack()
        }
    }

    static let tokens = [
        "\"", "\\", "\n[[registry]]\n", "[host.\"", "]\n", "{", "}", "*", "https://", "/", ":", "@", "_", "\u{FEFF}",
        "\0", ",",
    ]

    @Test("a broken file is an error or a valid registries.yaml, never a crash", arguments: 0..<20)
    func mutatedFiles(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let texts =
            ContainerdImportTests.cases.map(\.text) + DockerImportTests.cases.map(\.text)
            + PodmanImportTests.cases.map(\.text) + HostsImportTests.cases.map(\.1.text)
        for _ in 0..<25 {
            let bytes = generator.mutated(Array(generator.pick(texts).utf8), tokens: Self.tokens)
            let formats = ImportFormat(guessing: bytes).map { [$0] } ?? ImportFormat.allCases
            for format in formats {
                let source = ImportedConfiguration.Source(
                    name: "f",
                    bytes: bytes,
                    format: format,
                    directory: "a.example"
                )
                guard let imported = try? ImportedConfiguration([source]) else { continue }
                try imported.expectReadBack()
            }
        }
    }
}
