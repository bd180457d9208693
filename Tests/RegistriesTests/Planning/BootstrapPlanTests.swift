import OCI
import Registries
import Testing

@Suite("The plan of RKE2's bootstrap puller (wharfie)")
struct BootstrapPlanTests {
    static let cases: [PlanCase] = [
        PlanCase(
            name: "Docker Hub is index.docker.io",
            yaml: "",
            image: "busybox",
            expected: ["https://index.docker.io/v2 library/busybox default"]
        ),
        PlanCase(
            name: "registry-1.docker.io is a mirror like any other",
            yaml: "mirrors: {docker.io: {endpoint: [registry-1.docker.io], rewrite: {'^library/': 'lib/'}}}",
            image: "busybox",
            expected: [
                "https://registry-1.docker.io/v2 lib/busybox ns=docker.io",
                "https://index.docker.io/v2 library/busybox default",
            ]
        ),
        PlanCase(
            name: "the registry itself is tried twice and never rewritten",
            yaml: "mirrors: {r.example.com: {endpoint: ['http://r.example.com/x/'], rewrite: {'^': 'x/'}}}",
            image: "r.example.com/a",
            expected: ["http://r.example.com/x a default", "https://r.example.com/v2 a default"]
        ),
        PlanCase(
            name: "duplicates stay",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com, 'https://m.example.com/v2/']}}",
            image: "quay.io/a",
            expected: [
                "https://m.example.com/v2 a ns=quay.io", "https://m.example.com/v2 a ns=quay.io",
                "https://quay.io/v2 a default",
            ]
        ),
        PlanCase(
            name: "NAME:80 gives endpoints but loses its rewrites",
            yaml: "mirrors: {'r.example.com:80': {endpoint: [m.example.com], rewrite: {'^': 'x/'}}}",
            image: "r.example.com/a",
            expected: ["https://m.example.com/v2 a ns=r.example.com", "https://r.example.com/v2 a default"]
        ),
        PlanCase(
            name: "an entry without rewrites hides the wildcard's",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com]}, '*': {rewrite: {'^': 'x/'}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "the wildcard's rewrites serve the endpoints of NAME:443",
            yaml: "mirrors: {'r.example.com:443': {endpoint: [m.example.com]}, '*': {rewrite: {'^': 'x/'}}}",
            image: "r.example.com/a",
            expected: ["https://m.example.com/v2 x/a ns=r.example.com", "https://r.example.com/v2 a default"]
        ),
        PlanCase(
            name: "a result of one letter is no repository",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'^a$': b}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["rewrite-invalid-result"]
        ),
        PlanCase(
            name: "a path of slashes alone is kept as one",
            yaml: "mirrors: {quay.io: {endpoint: ['https://m.example.com//']}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/ a ns=quay.io", "https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "a certificate without its key costs the host its CA too",
            yaml: "configs: {quay.io: {tls: {ca_file: ca.pem, cert_file: cert.pem}}}",
            image: "quay.io/a",
            expected: ["https://quay.io/v2 a default"],
            warnings: ["client-cert-without-key"]
        ),
        PlanCase(
            name: "a user name without a password is nobody",
            yaml: "configs: {quay.io: {auth: {username: u}}}",
            image: "quay.io/a",
            expected: ["https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "the wildcard's credential goes to everybody",
            yaml: "configs: {'*': {auth: {username: u, password: p}}}",
            image: "evil.example.net/a",
            expected: ["https://evil.example.net/v2 a auth=* default"]
        ),
        PlanCase(
            name: "docker.io's settings serve index.docker.io and not registry-1.docker.io",
            yaml: """
                mirrors: {docker.io: {endpoint: [registry-1.docker.io]}}
                configs: {docker.io: {auth: {username: u, password: p}, tls: {ca_file: ca.pem}}}
                """,
            image: "busybox",
            expected: [
                "https://registry-1.docker.io/v2 library/busybox ns=docker.io",
                "https://index.docker.io/v2 library/busybox auth=docker.io tls=docker.io default",
            ]
        ),
        PlanCase(
            name: "library/ comes back when a rule takes it away",
            yaml: "mirrors: {docker.io: {endpoint: [m.example.com], rewrite: {'^library/(.*)': '$1'}}}",
            image: "busybox",
            expected: [
                "https://m.example.com/v2 library/busybox ns=docker.io",
                "https://index.docker.io/v2 library/busybox default",
            ]
        ),
        PlanCase(
            name: "the default cannot be switched off, and no embedded registry takes part",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com]}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            disableDefault: true,
            embedded: "127.0.0.1:9345",
            warnings: ["disable-default-no-effect", "embedded-registry-left-out"]
        ),
    ]

    @Test("gives the same endpoints on Linux and Windows", arguments: cases.times(nodes))
    func endpoints(_ row: PlanCase, node: String) throws {
        let plan = try row.plan(as: .bootstrap, on: node)
        #expect(plan.lines == row.expected)
        #expect(plan.codes.isSuperset(of: row.warnings))
    }

    @Test("a user name without a password leaves auth in force, where containerd takes the name")
    func nameWithoutPassword() throws {
        let row = PlanCase(
            name: "",
            yaml: "configs: {quay.io: {auth: {username: u, auth: dTpw}}}",
            image: "quay.io/a",
            expected: []
        )
        #expect(try row.plan(as: .bootstrap, on: nodes[0]).endpoints.map(\.authKind) == [.authBase64])
        #expect(try row.plan(as: .node, on: nodes[0]).endpoints.map(\.authKind) == [.basic])
    }
}
