import Credentials
import Testing

@Suite("A secret goes to a token server only if")
struct RealmPolicyTests {
    struct Cell: Sendable, CustomTestStringConvertible {
        var endpoint: String
        var realm: String
        var secret: String
        var anonymous: String
        var realms: [String] = []

        var testDescription: String { "\(endpoint) -> \(realm)" }

        init(_ endpoint: String, _ realm: String, secret: String, anonymous: String, realms: [String] = []) {
            self.endpoint = endpoint
            self.realm = realm
            self.secret = secret
            self.anonymous = anonymous
            self.realms = realms
        }
    }

    static let names: [Cell] = [
        // The endpoint's own host, on any port
        .init("https://r.example.com", "https://r.example.com/token", secret: "same-host", anonymous: "same-host"),
        .init("https://r.example.com", "https://r.example.com:8443/t", secret: "same-host", anonymous: "same-host"),
        .init("https://R.Example.com:5000", "https://r.EXAMPLE.com./t", secret: "same-host", anonymous: "same-host"),
        .init("https://10.0.0.5:5000", "https://10.0.0.5:5001/token", secret: "same-host", anonymous: "same-host"),
        .init("https://127.0.0.1:5000", "https://2130706433/token", secret: "same-host", anonymous: "same-host"),
        .init("https://localhost:5000", "https://localhost:5001/t", secret: "same-host", anonymous: "same-host"),
        // Known pairs
        .init("https://registry-1.docker.io", "https://auth.docker.io/token", secret: "known", anonymous: "known"),
        .init("https://index.docker.io", "https://auth.docker.io/token", secret: "known", anonymous: "known"),
        .init("https://docker.io", "https://auth.docker.io/token", secret: "known", anonymous: "known"),
        .init("https://registry.gitlab.com", "https://gitlab.com/jwt/auth", secret: "known", anonymous: "known"),
        .init("https://docker.io", "https://auth.docker.io:444/token", secret: "foreign", anonymous: "anonymous"),
        .init("https://docker.io", "https://evil.docker.io/token", secret: "foreign", anonymous: "anonymous"),
        .init("https://mirror.example", "https://auth.docker.io/token", secret: "foreign", anonymous: "anonymous"),
        // Parent and sibling
        .init("https://registry.example.com", "https://example.com/t", secret: "related", anonymous: "related"),
        .init("https://registry.example.com", "https://auth.example.com/t", secret: "related", anonymous: "related"),
        .init("https://a.b.example.com", "https://c.b.example.com/t", secret: "related", anonymous: "related"),
        .init("https://a.b.example.com", "https://example.com/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://a.b.example.com", "https://c.example.com/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://registry.example.com", "https://a.b.example.com/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://registry.example.com", "https://evilexample.com/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://example.com", "https://auth.example.com/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://example.com", "https://other.com/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://example.com", "https://com/t", secret: "foreign", anonymous: "anonymous"),
        .init(
            "https://registry.freedesktop.org",
            "https://gitlab.freedesktop.org/jwt/auth",
            secret: "related",
            anonymous: "related"
        ),
        // Public and shared suffixes
        .init("https://one.co.uk", "https://two.co.uk/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://one.com.au", "https://com.au/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://r.one.co.uk", "https://auth.one.co.uk/t", secret: "related", anonymous: "related"),
        .init("https://a.azurecr.io", "https://b.azurecr.io/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://a.jfrog.io", "https://b.jfrog.io/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://a.x.jfrog.io", "https://b.x.jfrog.io/t", secret: "foreign", anonymous: "anonymous"),
        .init(
            "https://1.dkr.ecr.eu-west-1.amazonaws.com",
            "https://2.dkr.ecr.eu-west-1.amazonaws.com/t",
            secret: "foreign",
            anonymous: "anonymous"
        ),
        .init(
            "https://europe-docker.pkg.dev",
            "https://us-docker.pkg.dev/t",
            secret: "foreign",
            anonymous: "anonymous"
        ),
        // The list
        .init(
            "https://r.example",
            "https://auth.other.example:8443/t",
            secret: "listed",
            anonymous: "listed",
            realms: ["https://auth.other.example:8443"]
        ),
        .init(
            "https://r.example",
            "https://auth.other.example/t",
            secret: "foreign",
            anonymous: "anonymous",
            realms: ["https://auth.other.example:8443", "auth.other.example"]
        ),
        .init(
            "https://r.example",
            "https://127.0.0.1:8443/t",
            secret: "listed",
            anonymous: "listed",
            realms: ["https://127.0.0.1:8443/"]
        ),
        .init(
            "https://r.example",
            "http://auth.example/t",
            secret: "plain-http",
            anonymous: "plain-http",
            realms: ["http://auth.example"]
        ),
        // No IP address has relatives
        .init("https://10.0.0.5", "https://10.0.0.6/t", secret: "foreign", anonymous: "anonymous"),
        .init("https://11.0.0.5", "https://12.0.0.5/t", secret: "foreign", anonymous: "anonymous"),
        // Text that two parsers could read in two ways
        .init("https://r.example", "https://r.example@evil.example/t", secret: "malformed", anonymous: "malformed"),
        .init("https://r.example", #"https://evil.example\@r.example/t"#, secret: "malformed", anonymous: "malformed"),
        .init("https://r.example", "//r.example/t", secret: "malformed", anonymous: "malformed"),
        .init("https://r.example", "/token", secret: "malformed", anonymous: "malformed"),
        .init("https://r.example", "file:///etc/passwd", secret: "malformed", anonymous: "malformed"),
        .init("https://r.example", "https:///token", secret: "malformed", anonymous: "malformed"),
        .init("https://r.example", "https://r.example\t/t", secret: "malformed", anonymous: "malformed"),
        .init("https://r.example", "https://r.exämple/t", secret: "malformed", anonymous: "malformed"),
    ]

    @Test("its name allows it", arguments: names)
    func byName(_ cell: Cell) throws {
        #expect(try outcome(cell, .secret) == cell.secret)
        #expect(try outcome(cell, .anonymous) == cell.anonymous)
    }

    /// Forbidden everywhere but on the endpoint's own host, however they are spelled.
    static let forbidden = [
        "127.0.0.1", "127.1", "127.255.0.9", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001",
        "127.0.0.1.", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[::ffff:0:127.0.0.1]", "localhost",
        "LOCALHOST.",
        "a.localhost", "ip6-localhost", "localhost.localdomain", "0.0.0.0", "0", "0x0", "0.1.2.3", "[::]",
        "169.254.1.1", "169.254.169.254", "0xa9fea9fe", "[fe80::1]", "[::ffff:169.254.169.254]", "100.100.100.200",
        "168.63.129.16", "[fd00:ec2::254]", "metadata.google.internal", "224.0.0.1", "255.255.255.255", "[ff02::1]",
    ]

    static let privateHosts = [
        "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "198.18.0.1", "[fc00::1]", "[fd12::1]",
        "0xa000001", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]",
    ]

    @Test(
        "the host is no address of this machine, its link or a metadata service",
        arguments: forbidden,
        ["https://r.example.com", "https://203.0.113.5:5000", "https://10.0.0.5", "https://[2001:db8::1]"]
    )
    func forbiddenAddresses(_ host: String, _ endpoint: String) throws {
        let cell = Cell(endpoint, "https://\(host)/token", secret: "", anonymous: "")
        #expect(try outcome(cell, .secret) == "address")
        #expect(try outcome(cell, .anonymous) == "address")
    }

    @Test(
        "a private address belongs to a private endpoint",
        arguments: privateHosts,
        [
            ("https://r.example.com", "address"), ("https://203.0.113.5", "address"),
            ("https://192.168.9.9", "anonymous"),
        ]
    )
    func privateAddresses(_ host: String, _ endpoint: (url: String, anonymous: String)) throws {
        let cell = Cell(endpoint.url, "https://\(host)/token", secret: "", anonymous: "")
        #expect(try outcome(cell, .anonymous) == endpoint.anonymous)
        #expect(try outcome(cell, .secret) == (endpoint.anonymous == "anonymous" ? "foreign" : "address"))
    }

    @Test(
        "plain http was asked for, to the very same origin",
        arguments: [
            ("http://r.example:5000", "http://r.example:5000/t", true, "same-host"),
            ("http://r.example:5000", "http://r.example:5001/t", true, "plain-http"),
            ("http://r.example", "http://r.example:80/t", true, "same-host"),
            ("http://r.example", "http://r.example/t", false, "plain-http"),
            ("https://r.example", "http://r.example/t", false, "plain-http"),
            ("https://r.example", "http://r.example:443/t", true, "plain-http"),
            ("http://r.example", "https://r.example/t", true, "same-host"),
            ("http://r.example", "http://auth.example/t", true, "plain-http"),
        ]
    )
    func plainHTTP(_ endpoint: String, _ realm: String, _ isExplicit: Bool, _ expected: String) throws {
        let policy = RealmPolicy(endpoint: try HTTPURL(parsing: endpoint), isExplicitHTTP: isExplicit)
        #expect(describe(policy.decision(for: realm, purpose: .secret)) == expected)
        #expect(describe(policy.decision(for: realm, purpose: .anonymous)) == expected)
    }

    @Test("a refusal says which line would allow it")
    func suggestsTheLine() throws {
        let policy = RealmPolicy(endpoint: try HTTPURL(parsing: "https://r.example/v2"), isExplicitHTTP: false)
        let decision = policy.decision(for: "https://Login.Other.example:8443/token?x=1", purpose: .secret)
        guard case .refused(let refusal) = decision else {
            Issue.record("allowed")
            return
        }
        #expect(refusal.realmsEntry == "https://login.other.example:8443")
        let allowed = RealmPolicy(
            endpoint: try HTTPURL(parsing: "https://r.example/v2"),
            isExplicitHTTP: false,
            realms: [refusal.realmsEntry!]
        )
        let second = allowed.decision(for: "https://Login.Other.example:8443/token?x=1", purpose: .secret)
        #expect(describe(second) == "listed")
    }

    @Test(
        "what a name resolves to is judged like an address",
        arguments: [
            (["203.0.113.9"], [], true),
            (["127.0.0.1"], ["127.0.0.1"], true),
            (["127.0.0.1"], ["10.0.0.1"], false),
            (["127.0.0.1"], [], false),
            (["169.254.169.254"], ["127.0.0.1"], false),
            (["203.0.113.9", "169.254.169.254"], ["10.0.0.1"], false),
            (["10.0.0.9"], ["203.0.113.1"], false),
            (["10.0.0.9"], ["10.0.0.1"], true),
            (["10.0.0.9"], [], false),
        ]
    )
    func resolvedAddresses(_ found: [String], _ own: [String], _ expected: Bool) throws {
        let policy = RealmPolicy(endpoint: try HTTPURL(parsing: "https://r.example"), isExplicitHTTP: false)
        let admitted = policy.admits(
            addresses: found.compactMap(NetworkAddress.init(host:)),
            of: try HTTPURL(parsing: "https://auth.other.example"),
            endpointAddresses: own.compactMap(NetworkAddress.init(host:))
        )
        #expect(admitted == expected)
    }

    /// Endpoint, where a redirect leads, and whether that may be.
    static let destinations: [(String, String, Bool)] = [
        ("https://r.example", "https://cdn.example", true), ("https://r.example", "https://10.0.0.9", false),
        ("https://r.example", "https://localhost", false), ("https://r.example", "https://127.0.0.1:9000", false),
        ("https://10.0.0.1", "https://10.0.0.9", true), ("https://10.0.0.1", "https://127.0.0.1", false),
        ("https://10.0.0.1", "https://10.0.0.1:9000", true), ("http://127.0.0.1:5000", "http://127.0.0.1:9000", true),
        ("http://127.0.0.1:5000", "http://localhost:9000", true), ("http://localhost:5000", "http://127.0.0.2", true),
        ("http://localhost:5000", "http://169.254.169.254", false), ("http://localhost:5000", "http://0.0.0.0", false),
        ("http://localhost:5000", "http://10.0.0.9", true), ("http://[::1]:5000", "http://2130706433:80", true),
        ("https://10.0.0.1", "https://0x7f.1", false),
    ]

    @Test("a redirect may lead no further in than the endpoint lies", arguments: destinations)
    func destination(_ endpoint: String, _ target: String, _ expected: Bool) throws {
        let policy = RealmPolicy(endpoint: try HTTPURL(parsing: endpoint), isExplicitHTTP: true)
        #expect(policy.admitsDestination(try HTTPURL(parsing: target)) == expected)
    }

    private func outcome(_ cell: Cell, _ purpose: RealmPolicy.Purpose) throws -> String {
        let policy = RealmPolicy(
            endpoint: try HTTPURL(parsing: cell.endpoint),
            isExplicitHTTP: false,
            realms: cell.realms
        )
        return describe(policy.decision(for: cell.realm, purpose: purpose))
    }

    private func describe(_ decision: RealmPolicy.Decision) -> String {
        switch decision {
        case .allowed(_, let ground): ground.rawValue
        case .refused(let refusal): refusal.rule.rawValue
        }
    }
}
