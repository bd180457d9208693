import OCI
import Registries
import Testing

@Suite("The plan of a K3s or RKE2 node (k3s getHostConfigs, containerd ConfigureHosts)")
struct NodePlanTests {
    static let cases: [PlanCase] = [
        PlanCase(
            name: "no file",
            yaml: "",
            image: "busybox",
            expected: ["https://registry-1.docker.io/v2 library/busybox default"]
        ),
        PlanCase(
            name: "an entry that says nothing is not written, so the wildcard applies",
            yaml: "mirrors: {docker.io: , '*': {endpoint: [m.example.com]}}",
            image: "busybox",
            expected: [
                "https://m.example.com/v2 library/busybox ns=docker.io",
                "https://registry-1.docker.io/v2 library/busybox default",
            ]
        ),
        PlanCase(
            name: "a configs entry alone hides the wildcard mirror",
            yaml: "mirrors: {'*': {endpoint: [m.example.com]}}\nconfigs: {quay.io: {auth: {username: u, password: p}}}",
            image: "quay.io/a",
            expected: ["https://quay.io/v2 a auth=quay.io default"]
        ),
        PlanCase(
            name: "index.docker.io is never selected",
            yaml: "mirrors: {index.docker.io: {endpoint: [m.example.com]}}",
            image: "busybox",
            expected: ["https://registry-1.docker.io/v2 library/busybox default"]
        ),
        PlanCase(
            name: "NAME:443 does not serve NAME",
            yaml: "mirrors: {'r.example.com:443': {endpoint: [m.example.com]}}",
            image: "r.example.com/a",
            expected: ["https://r.example.com/v2 a default"]
        ),
        PlanCase(
            name: "the default listed last becomes the default, unrewritten",
            yaml: "mirrors: {r.example.com: {endpoint: [m.example.com, r.example.com], rewrite: {'^': 'x/'}}}",
            image: "r.example.com/a",
            expected: ["https://m.example.com/v2 x/a ns=r.example.com", "https://r.example.com/v2 a default"]
        ),
        PlanCase(
            name: "the default listed first is a rewritten mirror and the default again",
            yaml: "mirrors: {r.example.com: {endpoint: [r.example.com, m.example.com], rewrite: {'^': 'x/'}}}",
            image: "r.example.com/a",
            expected: [
                "https://r.example.com/v2 x/a", "https://m.example.com/v2 x/a ns=r.example.com",
                "https://r.example.com/v2 a default",
            ]
        ),
        PlanCase(
            name: "duplicates are compared as text, before containerd cleans the path",
            yaml:
                "mirrors: {quay.io: {endpoint: [m.example.com, 'https://m.example.com', 'https://m.example.com/v2/']}}",
            image: "quay.io/a",
            expected: [
                "https://m.example.com/v2 a ns=quay.io", "https://m.example.com/v2 a ns=quay.io",
                "https://quay.io/v2 a default",
            ]
        ),
        PlanCase(
            name: "another path is the API root",
            yaml: "mirrors: {quay.io: {endpoint: ['m.example.com/p/q/']}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/p/q a ns=quay.io", "https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "no default where switched off",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com]}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io"],
            disableDefault: true
        ),
        PlanCase(
            name: "a configs entry keeps the default on",
            yaml:
                "mirrors: {quay.io: {endpoint: [m.example.com]}}\nconfigs: {quay.io: {auth: {username: u, password: p}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a auth=quay.io default"],
            disableDefault: true,
            warnings: ["disable-default-no-effect"]
        ),
        PlanCase(
            name: "a mirror without endpoints keeps the default on",
            yaml: "mirrors: {docker.io: }",
            image: "busybox",
            expected: ["https://registry-1.docker.io/v2 library/busybox default"],
            disableDefault: true,
            warnings: ["disable-default-no-effect"]
        ),
        PlanCase(
            name: "the wildcard's credential is never used, its TLS only without a wildcard mirror",
            yaml: "configs: {'*': {auth: {username: u, password: p}, tls: {insecure_skip_verify: true}}}",
            image: "quay.io/a",
            expected: ["https://quay.io/v2 a tls=* default"],
            warnings: ["wildcard-auth-ignored"]
        ),
        PlanCase(
            name: "a wildcard mirror drops the wildcard's TLS",
            yaml: "mirrors: {'*': {endpoint: [m.example.com]}}\nconfigs: {'*': {tls: {insecure_skip_verify: true}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "registry-1.docker.io's settings come before docker.io's for a mirrored Docker Hub",
            yaml: """
                mirrors: {docker.io: {endpoint: [m.example.com]}}
                configs:
                  registry-1.docker.io: {tls: {ca_file: one.pem}, auth: {username: one, password: p}}
                """,
            image: "busybox",
            expected: [
                "https://m.example.com/v2 library/busybox ns=docker.io",
                "https://registry-1.docker.io/v2 library/busybox auth=registry-1.docker.io tls=registry-1.docker.io default",
            ]
        ),
        PlanCase(
            name: "loopback without a file: http with https first and no verification",
            yaml: "",
            image: "localhost:5000/a",
            expected: ["http://localhost:5000/v2 a https-first default"]
        ),
        PlanCase(
            name: "TLS keys on an http mirror: https first",
            yaml:
                "mirrors: {quay.io: {endpoint: ['http://m.example.com:5000']}}\nconfigs: {'m.example.com:5000': {tls: {ca_file: ca.pem}}}",
            image: "quay.io/a",
            expected: [
                "http://m.example.com:5000/v2 a ns=quay.io tls=m.example.com:5000 https-first",
                "https://quay.io/v2 a default",
            ]
        ),
        PlanCase(
            name: "a rewrite's slashes collapse and nothing is checked",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'^a$': '/X//y/'}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 X/y ns=quay.io", "https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "a rule with a backslash spoils the rendered file, and that is said",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'^a\\d': 'b'}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["rewrite-unescaped"]
        ),
        PlanCase(
            name: "a rule that does not compile is skipped",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'(': 'x', '^a$': 'b'}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 b ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["rewrite-invalid-pattern"]
        ),
        PlanCase(
            name: "the embedded registry is put first everywhere but for loopback names",
            yaml: "mirrors: {quay.io: {rewrite: {'^': 'x/'}}, '*': }",
            image: "quay.io/a",
            expected: ["https://127.0.0.1:6443/v2 a ns=quay.io tls=127.0.0.1:6443", "https://quay.io/v2 a default"],
            embedded: "127.0.0.1:6443"
        ),
        PlanCase(
            name: "an unusable endpoint is skipped",
            yaml: "mirrors: {quay.io: {endpoint: ['https://u{r:p@m.example.com', n.example.com]}}",
            image: "quay.io/a",
            expected: ["https://n.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["endpoint-invalid"]
        ),
        PlanCase(
            name: "an escape broken in a fragment makes an endpoint unusable",
            yaml: "mirrors: {quay.io: {endpoint: ['m.example.com#%zz', n.example.com]}}",
            image: "quay.io/a",
            expected: ["https://n.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["endpoint-invalid"]
        ),
        PlanCase(
            name: "loopback in any spelling is plain http",
            yaml: "mirrors: {quay.io: {endpoint: ['[0::1]:5000', '127.9.9.9:80', '[1::]:5000']}}",
            image: "quay.io/a",
            expected: [
                "http://[0::1]:5000/v2 a ns=quay.io", "http://127.9.9.9:80/v2 a ns=quay.io",
                "https://[1::]:5000/v2 a ns=quay.io", "https://quay.io/v2 a default",
            ]
        ),
        PlanCase(
            name: "a registry in upper case is its own host under the wildcard's TLS",
            yaml: "configs: {'*': {tls: {insecure_skip_verify: true}}}",
            image: "Quay.io/a",
            expected: ["https://quay.io/v2 a tls=* default"]
        ),
        PlanCase(
            name: "a key with a path serves nobody and hides the wildcard mirror",
            yaml: "mirrors: {quay.io/team: {endpoint: [m.example.com]}, '*': {endpoint: [n.example.com]}}",
            image: "quay.io/team/a",
            expected: ["https://quay.io/v2 team/a default"],
            warnings: ["host-key-invalid"]
        ),
        PlanCase(
            name: "a slash at the end of a key is lost with the directory's name",
            yaml: "mirrors: {quay.io/: {endpoint: [m.example.com]}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["host-key-invalid"]
        ),
        PlanCase(
            name: "the embedded registry's own entry takes the place of the file's",
            yaml: "configs: {'127.0.0.1:6443': {auth: {username: u, password: p}}}",
            image: "127.0.0.1:6443/a",
            expected: ["https://127.0.0.1:6443/v2 a tls=127.0.0.1:6443 default"],
            embedded: "127.0.0.1:6443"
        ),
        PlanCase(
            name: "a last endpoint without a host brings the default back",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com, 'https:///v2']}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            disableDefault: true,
            warnings: ["endpoint-invalid", "disable-default-no-effect"]
        ),
    ]

    @Test("gives the same endpoints on Linux and Windows", arguments: cases.times(nodes))
    func endpoints(_ row: PlanCase, node: String) throws {
        let plan = try row.plan(as: .node, on: node)
        #expect(plan.lines == row.expected)
        #expect(plan.codes.isSuperset(of: row.warnings))
    }

    @Test("containerd takes the user name, where wharfie and Windlass take the token")
    func tokenBesideName() throws {
        let row = PlanCase(
            name: "",
            yaml: "configs: {quay.io: {auth: {username: u, password: p, identity_token: t}}}",
            image: "quay.io/a",
            expected: []
        )
        let kinds = try Flavour.allCases.map { try row.plan(as: $0, on: nodes[0]).endpoints[0].authKind }
        #expect(kinds == [.identityToken, .basic, .identityToken])
    }

    @Test(
        "loopback registries without a file of their own are not verified, save for port 80 and a bare [::1]",
        arguments: [
            ("localhost/a", "https", true), ("localhost:80/a", "http", false), ("127.0.0.1:5000/a", "http", true),
            ("[::1]:5000/a", "http", true), ("[::1]/a", "https", false), ("quay.io/a", "https", false),
        ]
    )
    func loopbackVerification(_ image: String, scheme: String, skips: Bool) throws {
        for yaml in ["", "configs: {'*': {tls: {ca_file: ca.pem}}}"] {
            let row = PlanCase(name: "", yaml: yaml, image: image, expected: [])
            let endpoint = try #require(try row.plan(as: .node, on: nodes[0]).endpoints.first)
            #expect(endpoint.scheme.rawValue == scheme)
            #expect(endpoint.tls?.caFile == (yaml.isEmpty ? nil : "ca.pem"))
            #expect((endpoint.tls?.insecureSkipVerify ?? false) == skips)
        }
    }
}
