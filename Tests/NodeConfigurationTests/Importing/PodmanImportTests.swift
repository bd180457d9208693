import Registries
import Testing

@testable import NodeConfiguration

@Suite("Importing podman's registries.conf")
struct PodmanImportTests {
    /// A table with these lines, and its mirrors by their locations.
    static func registry(_ lines: String..., mirrors: [String] = []) -> String {
        (["[[registry]]"] + lines + mirrors.flatMap { ["[[registry.mirror]]", "location = \"\($0)\""] } + [""])
            .joined(separator: "\n")
    }

    static func mirror(_ registry: String, _ endpoints: [String], rewrites: [String] = []) -> String {
        let list = endpoints.map { "\n      - \($0)" }.joined()
        let rules = rewrites.isEmpty ? "" : "\n    rewrite:" + rewrites.map { "\n      \($0)" }.joined()
        return "mirrors:\n  \(registry):\n    endpoint:\(list)\(rules)"
    }

    static let cases = [
        ImportCase(
            name: "nothing that has no equivalent",
            text: "unqualified-search-registries = [\"docker.io\"]\nshort-name-mode = \"enforcing\"\n"
                + "credential-helpers = [\"containers-auth.json\"]\n[aliases]\n",
            yaml: "{}"
        ),
        ImportCase(
            name: "a registry and its mirror",
            text: registry("location = \"quay.io\"", mirrors: ["m.example:5000/"]),
            yaml: mirror("quay.io", ["https://m.example:5000"])
        ),
        ImportCase(
            name: "a mirror below a path",
            text: registry("location = \"docker.io\"", mirrors: ["m.example/hub"]),
            yaml: mirror("docker.io", ["https://m.example"], rewrites: ["^(.*)$: hub/$1"])
        ),
        ImportCase(
            name: "mirrors below different paths, for which one rule is not enough",
            text: registry("location = \"docker.io\"", mirrors: ["m.example/hub", "n.example"]),
            yaml: mirror("docker.io", ["https://m.example/v2/hub", "https://n.example"]),
            notes: ["location-in-endpoint m.example/hub (https://m.example/v2/hub)"]
        ),
        ImportCase(
            name: "another location",
            text: registry("prefix = \"a.example\"", "location = \"docker.io/team\""),
            yaml: mirror("a.example", ["https://registry-1.docker.io"], rewrites: ["^(.*)$: team/$1"]),
            notes: ["default-endpoint-added a.example"]
        ),
        ImportCase(
            name: "a prefix with a path, dots and all",
            text: registry("prefix = \"a.example/foo.x\"", "location = \"b.example/bar\""),
            yaml: mirror("a.example", ["https://b.example"], rewrites: ["^foo[.]x(/.*)?$: bar$1"]),
            notes: [
                "prefix-for-whole-registry a.example/foo.x (a.example)", "default-endpoint-added a.example",
            ]
        ),
        ImportCase(
            name: "a prefix whose path goes",
            text: registry("location = \"a.example/foo\"", mirrors: ["b.example"]),
            yaml: mirror("a.example", ["https://b.example"], rewrites: ["^foo/(.*)$: $1"]),
            notes: ["prefix-for-whole-registry a.example/foo (a.example)"]
        ),
        ImportCase(
            name: "two prefixes of a registry at the same hosts",
            text: registry("location = \"a.example/x\"", mirrors: ["m.example/p"])
                + registry("location = \"a.example/y\"", mirrors: ["m.example/q"]),
            yaml: mirror(
                "a.example",
                ["https://m.example"],
                rewrites: ["^x(/.*)?$: p$1", "^y(/.*)?$: q$1"]
            ),
            notes: [
                "prefix-for-whole-registry a.example/x (a.example)",
                "prefix-for-whole-registry a.example/y (a.example)",
            ]
        ),
        ImportCase(
            name: "two prefixes of a registry at different hosts, and one at none",
            text: registry("location = \"a.example/x\"", mirrors: ["n.example"])
                + registry("location = \"a.example\"", mirrors: ["m.example"])
                + registry("location = \"a.example/z\""),
            yaml: mirror("a.example", ["https://m.example"]),
            notes: [
                "prefix-not-expressible a.example/x (a.example)", "prefix-not-expressible a.example/z (a.example)",
            ]
        ),
        ImportCase(
            name: "a place in the registry itself",
            text: registry("prefix = \"a.example/x\"", "location = \"a.example/y\""),
            yaml: "{}",
            notes: ["default-endpoint-added a.example", "location-not-expressible a.example/y (a.example/x)"]
        ),
        ImportCase(
            name: "insecure registries and mirrors",
            text: registry("location = \"reg:5000\"", "insecure = true")
                + "[[registry]]\nlocation = \"a.example/x\"\n[[registry.mirror]]\nlocation = \"m.example/x\"\n"
                + "insecure = true\n",
            yaml: mirror("a.example", ["https://m.example"])
                + "\nconfigs:\n  reg:5000:\n    tls:\n      insecure_skip_verify: true\n"
                + "  m.example:\n    tls:\n      insecure_skip_verify: true",
            notes: [
                "plain-http-not-tried reg:5000", "prefix-for-whole-registry a.example/x (a.example)",
                "plain-http-not-tried m.example", "insecure-for-whole-host m.example (a.example/x)",
            ]
        ),
        ImportCase(
            name: "mirrors for digests or tags alone",
            text: registry("location = \"a.example\"", "mirror-by-digest-only = true", mirrors: ["m.example"])
                + registry("location = \"b.example\"", mirrors: ["n.example"]) + "pull-from-mirror = \"tag-only\"\n"
                + registry("location = \"c.example\"", mirrors: ["o.example"]) + "pull-from-mirror = \"all\"\n",
            yaml: mirror("c.example", ["https://o.example"]),
            notes: ["pull-from-mirror m.example (digest-only)", "pull-from-mirror n.example (tag-only)"]
        ),
        ImportCase(
            name: "what has no equivalent",
            text: "unqualified-search-registries = [\"docker.io\", \"quay.io\"]\ncredential-helpers = [\"pass\"]\n"
                + "wings = 1\n" + registry("location = \"a.example\"", "blocked = true", mirrors: ["m.example"])
                + registry("prefix = \"*.example.com\"") + registry("prefix = \"b.example\"")
                + registry("location = \"https://c.example\"") + registry("location = \"d.example/x:tag\"")
                + "[aliases]\na = \"b.example/a\"\n",
            yaml: "{}",
            notes: [
                "short-names unqualified-search-registries (docker.io, quay.io)", "credential-helpers pass",
                "unknown-key wings", "blocked a.example", "wildcard-prefix *.example.com", "location-invalid ",
                "location-invalid https://c.example", "location-invalid d.example/x:tag", "short-names aliases",
            ]
        ),
        ImportCase(
            name: "version 1",
            text: """
                [registries.search]
                registries = ["quay.io"]
                [registries.insecure]
                registries = ["reg:5000"]
                [registries.block]
                registries = ["bad.example"]
                """,
            yaml: "configs:\n  reg:5000:\n    tls:\n      insecure_skip_verify: true",
            notes: [
                "short-names unqualified-search-registries (quay.io)", "plain-http-not-tried reg:5000",
                "blocked bad.example",
            ]
        ),
    ]

    @Test("says the same, or says what it does not say", arguments: cases)
    func table(_ example: ImportCase) throws {
        try example.check(as: .podman)
    }

    @Test("a broken file has a place, here a table twice")
    func broken() throws {
        let error = #expect(throws: ImportError.self) {
            try ImportedConfiguration("[aliases]\n[aliases]\n", as: .podman, name: "registries.conf")
        }
        #expect(error?.code == "toml-duplicate-table" && error?.position.line == 2 && error?.first?.line == 1)
    }
}
