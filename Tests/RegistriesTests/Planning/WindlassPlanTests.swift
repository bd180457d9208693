import OCI
import Registries
import Testing

@Suite("The plan as Windlass recommends it")
struct WindlassPlanTests {
    static let cases: [PlanCase] = [
        PlanCase(
            name: "an empty file asks each registry itself",
            yaml: "",
            image: "quay.io/a/b:1",
            expected: ["https://quay.io/v2 a/b default"]
        ),
        PlanCase(
            name: "Docker Hub's API host needs no ns",
            yaml: "",
            image: "busybox",
            expected: ["https://registry-1.docker.io/v2 library/busybox default"]
        ),
        PlanCase(
            name: "endpoints in order, then the default",
            yaml: "mirrors: {docker.io: {endpoint: [a.example.com, 'http://b.example.com:8080']}}",
            image: "busybox",
            expected: [
                "https://a.example.com/v2 library/busybox ns=docker.io",
                "http://b.example.com:8080/v2 library/busybox ns=docker.io",
                "https://registry-1.docker.io/v2 library/busybox default",
            ]
        ),
        PlanCase(
            name: "index.docker.io comes before docker.io",
            yaml:
                "mirrors: {docker.io: {endpoint: [second.example.com]}, index.docker.io: {endpoint: [first.example.com]}}",
            image: "busybox",
            expected: [
                "https://first.example.com/v2 library/busybox ns=docker.io",
                "https://registry-1.docker.io/v2 library/busybox default",
            ]
        ),
        PlanCase(
            name: "NAME:443 serves NAME, with its rewrites",
            yaml: "mirrors: {'r.example.com:443': {endpoint: [m.example.com], rewrite: {'^': 'x/'}}}",
            image: "r.example.com/app",
            expected: [
                "https://m.example.com/v2 x/app ns=r.example.com", "https://r.example.com/v2 app default",
            ]
        ),
        PlanCase(
            name: "an entry without endpoints hides the wildcard",
            yaml: "mirrors: {quay.io: , '*': {endpoint: [m.example.com]}}",
            image: "quay.io/a",
            expected: ["https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "the wildcard serves what has no entry",
            yaml: "mirrors: {'*': {endpoint: [m.example.com]}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"]
        ),
        PlanCase(
            name: "endpoints that differ in spelling are one",
            yaml:
                "mirrors: {quay.io: {endpoint: [m.example.com, 'https://M.example.com/v2/', 'https://m.example.com/']}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["endpoint-duplicate"]
        ),
        PlanCase(
            name: "docker.io as an endpoint is Docker Hub's API host, not rewritten, once",
            yaml: "mirrors: {docker.io: {endpoint: [docker.io, m.example.com], rewrite: {'^': 'x/'}}}",
            image: "busybox",
            expected: [
                "https://registry-1.docker.io/v2 library/busybox default",
                "https://m.example.com/v2 x/library/busybox ns=docker.io",
            ],
            warnings: ["rewrite-on-default-endpoint"]
        ),
        PlanCase(
            name: "the registry itself with :443 is a mirror, so rewritten",
            yaml: "mirrors: {r.example.com: {endpoint: ['https://r.example.com:443'], rewrite: {'^a/(.*)': 'b/$1'}}}",
            image: "r.example.com/a/x",
            expected: [
                "https://r.example.com:443/v2 b/x ns=r.example.com", "https://r.example.com/v2 a/x default",
            ]
        ),
        PlanCase(
            name: "the default off leaves the mirrors",
            yaml:
                "mirrors: {quay.io: {endpoint: [m.example.com]}}\nconfigs: {quay.io: {tls: {insecure_skip_verify: true}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 a ns=quay.io"],
            disableDefault: true
        ),
        PlanCase(
            name: "the default off means nothing to a registry without an entry",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com]}}",
            image: "ghcr.io/a",
            expected: ["https://ghcr.io/v2 a default"],
            disableDefault: true
        ),
        PlanCase(
            name: "the wildcard's credential goes to hosts of the file alone",
            yaml: "mirrors: {'*': {endpoint: [m.example.com]}}\nconfigs: {'*': {auth: {username: u, password: p}}}",
            image: "evil.example.net/a",
            expected: [
                "https://m.example.com/v2 a ns=evil.example.net auth=*", "https://evil.example.net/v2 a default",
            ],
            warnings: ["wildcard-auth-withheld"]
        ),
        PlanCase(
            name: "the wildcard's TLS settings go everywhere",
            yaml: "configs: {'*': {tls: {insecure_skip_verify: true}}}",
            image: "quay.io/a",
            expected: ["https://quay.io/v2 a tls=* default"]
        ),
        PlanCase(
            name: "an entry without auth ends the search for one",
            yaml:
                "mirrors: {quay.io: }\nconfigs: {quay.io: {tls: {insecure_skip_verify: true}}, '*': {auth: {username: u, password: p}}}",
            image: "quay.io/a",
            expected: ["https://quay.io/v2 a tls=quay.io default"]
        ),
        PlanCase(
            name: "credentials under docker.io are Docker Hub's",
            yaml: "configs: {docker.io: {auth: {username: u, password: p}}}",
            image: "busybox",
            expected: ["https://registry-1.docker.io/v2 library/busybox auth=docker.io default"]
        ),
        PlanCase(
            name: "localhost with a port is http, without one https",
            yaml: "mirrors: {quay.io: {endpoint: ['localhost:5000', '127.0.0.1:443', 'localhost', '[::1]:5000']}}",
            image: "quay.io/a",
            expected: [
                "http://localhost:5000/v2 a ns=quay.io", "https://127.0.0.1:443/v2 a ns=quay.io",
                "https://localhost/v2 a ns=quay.io", "http://[::1]:5000/v2 a ns=quay.io",
                "https://quay.io/v2 a default",
            ]
        ),
        PlanCase(
            name: "localhost with TLS settings of its own is https",
            yaml: "configs: {'localhost:5000': {tls: {ca_file: ca.pem}}, '*': {tls: {insecure_skip_verify: true}}}",
            image: "localhost:5000/a",
            expected: ["https://localhost:5000/v2 a tls=localhost:5000 default"]
        ),
        PlanCase(
            name: "rules apply in the order of the file",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'^a': 'first', '.*': 'second'}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 first ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["rewrite-overlap"]
        ),
        PlanCase(
            name: "a rule that makes no repository name is passed over",
            yaml: "mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'^a': 'A!', 'a$': '/x//y/'}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com/v2 x/y ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["rewrite-invalid-result"]
        ),
        PlanCase(
            name: "TLS settings on an http endpoint are said",
            yaml:
                "mirrors: {quay.io: {endpoint: ['http://m.example.com:5000']}}\nconfigs: {'m.example.com:5000': {tls: {ca_file: ca.pem}}}",
            image: "quay.io/a",
            expected: [
                "http://m.example.com:5000/v2 a ns=quay.io tls=m.example.com:5000", "https://quay.io/v2 a default",
            ],
            warnings: ["tls-on-http-endpoint"]
        ),
        PlanCase(
            name: "a key with the wrong port is said",
            yaml:
                "mirrors: {quay.io: {endpoint: ['m.example.com:5000']}}\nconfigs: {m.example.com: {auth: {username: u, password: p}}}",
            image: "quay.io/a",
            expected: ["https://m.example.com:5000/v2 a ns=quay.io", "https://quay.io/v2 a default"],
            warnings: ["config-unused"]
        ),
    ]

    @Test("makes the same endpoints for Linux and Windows nodes", arguments: cases.times(nodes))
    func endpoints(_ row: PlanCase, node: String) throws {
        let plan = try row.plan(as: .windlass, on: node)
        #expect(plan.lines == row.expected)
        #expect(plan.codes.isSuperset(of: row.warnings))
    }

    static let embedded = PlanCase(
        name: "embedded",
        yaml: """
            mirrors: {quay.io: {endpoint: [m.example.com], rewrite: {'^': 'x/'}}, 'localhost:5000': }
            configs: {'*': {tls: {insecure_skip_verify: true}, auth: {username: u, password: p}}}
            """,
        image: "quay.io/a",
        expected: [],
        embedded: "127.0.0.1:9345"
    )

    @Test("The embedded registry comes first on Linux, unrewritten and with the agent's certificates")
    func embeddedOnLinux() throws {
        let plan = try Self.embedded.plan(as: .windlass, on: nodes[0])
        #expect(
            plan.lines == [
                "https://127.0.0.1:9345/v2 a ns=quay.io", "https://m.example.com/v2 x/a ns=quay.io auth=* tls=*",
                "https://quay.io/v2 a auth=* tls=* default",
            ]
        )
        #expect(plan.endpoints[0].tls?.caFile == "/var/lib/rancher/rke2/agent/server-ca.crt")
    }

    @Test("The embedded registry is left out on Windows, and that is said")
    func embeddedOnWindows() throws {
        let plan = try Self.embedded.plan(as: .windlass, on: nodes[1])
        #expect(
            plan.lines == [
                "https://m.example.com/v2 x/a ns=quay.io auth=* tls=*", "https://quay.io/v2 a auth=* tls=* default",
            ]
        )
        #expect(plan.codes.contains("embedded-registry-left-out"))
    }

    @Test("The manifest's URL has the namespace as Go escapes it", arguments: nodes)
    func manifestURL(node: String) throws {
        let row = PlanCase(
            name: "",
            yaml: "mirrors: {'r.example.com:5000': {endpoint: ['https://m.example.com/p/v2']}}",
            image: "r.example.com:5000/a:1",
            expected: []
        )
        let plan = try row.plan(as: .windlass, on: node)
        #expect(
            plan.endpoints.first?.manifestURL
                == "https://m.example.com/p/v2/a/manifests/1?ns=r.example.com%3A5000"
        )
    }

    @Test("Paths of the other system are said for the node in question")
    func paths() throws {
        let row = PlanCase(
            name: "",
            yaml: "configs: {quay.io: {tls: {ca_file: /etc/ca.pem}}, ghcr.io: {tls: {ca_file: 'C:\\ca.pem'}}}",
            image: "quay.io/a",
            expected: []
        )
        #expect(try row.plan(as: .windlass, on: nodes[1]).codes == ["linux-path-on-windows"])
        #expect(try row.plan(as: .windlass, on: nodes[0]).codes == [])
        var other = row
        other.image = "ghcr.io/a"
        #expect(try other.plan(as: .windlass, on: nodes[0]).codes == ["path-of-other-system"])
        #expect(try other.plan(as: .windlass, on: nodes[1]).codes == [])
    }
}
