import OCI
import RegistryTesting

/// A configuration to be checked, and where its fault is.
struct CheckSetup: Sendable {
    /// The registries.yaml; nil where a root or nothing has one.
    var registries: [UInt8]?
    var images: [String]
    /// The endpoint that the first finding is about, as the report has it; nil for none.
    var endpoint: String?
    var environment: [String: String] = [:]
    /// More arguments.
    var arguments: [String] = []
    var nodes = ["linux/amd64"]
    /// How long the resolver waits.
    var resolverOptions = "timeout:1 attempts:4"
    /// Whether the program is in a network where no address can be reached, not even those of loopback.
    var isOffline = false
    /// The number of the endpoint that has the first image; 0 for none, nil for not looked at.
    var availableAt: Int?
    /// Codes of other errors that are there in their own right.
    var otherErrors: Set<String> = []

    init(_ yaml: String?, image: String, endpoint: String? = nil) {
        registries = yaml.map { Array($0.utf8) }
        images = [image]
        self.endpoint = endpoint
    }

    /// The image `app:1` of a registry by itself.
    ///
    /// A registry with TLS goes by its name; one without by its address, for which plain HTTP is the rule.
    init(_ registry: TestRegistry, _ yaml: String? = nil) {
        let host = Self.host(registry)
        self.init(yaml, image: "\(host)/app:1", endpoint: "\(registry.server.isTLS ? "https" : "http")://\(host)/v2")
    }

    /// The image `app:1` of a registry without TLS under its name: containerd treats addresses of loopback differently.
    init(named registry: TestRegistry, _ yaml: String = "") {
        let host = "\(CheckScene.registryName):\(registry.port)"
        self.init(
            FileText.mirror(host, ["http://\(host)"]) + yaml,
            image: "\(host)/app:1",
            endpoint: "http://\(host)/v2"
        )
        arguments = ["--disable-default-endpoint"]
    }

    /// How images name a registry.
    static func host(_ registry: TestRegistry) -> String {
        registry.server.isTLS ? "\(CheckScene.registryName):\(registry.port)" : registry.host
    }

    /// The same with a change.
    func with<Value>(_ member: WritableKeyPath<CheckSetup, Value>, _ value: Value) -> CheckSetup {
        var copy = self
        copy[keyPath: member] = value
        return copy
    }
}

/// Parts of a registries.yaml, in YAML's flow style.
enum FileText {
    /// Settings of hosts: what is nil is left out.
    static func configs(_ host: String, auth: String? = nil, tls: String? = nil) -> String {
        "configs:\n" + settings(host, auth: auth, tls: tls)
    }

    /// Settings of one more host.
    static func settings(_ host: String, auth: String? = nil, tls: String? = nil) -> String {
        let parts = [auth.map { "auth: {\($0)}" }, tls.map { "tls: {\($0)}" }].compactMap { $0 }
        return "  \"\(host)\": {\(parts.joined(separator: ", "))}\n"
    }

    /// Endpoints of a registry, and rules.
    static func mirror(_ registry: String, _ endpoints: [String], rewrites: [String: String] = [:]) -> String {
        let list = endpoints.map { "\"\($0)\"" }.joined(separator: ", ")
        let rules = rewrites.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }
        let rewrite = rules.isEmpty ? "" : ", rewrite: {\(rules.joined(separator: ", "))}"
        return "mirrors:\n  \"\(registry)\": {endpoint: [\(list)]\(rewrite)}\n"
    }
}

extension CheckScene {
    /// `tls` that names the scene's CA.
    var trust: String { "ca_file: \"\(caFile)\"" }

    /// `auth` with the right password.
    var login: String { Self.login(canary.secret) }

    /// `auth` with a password.
    static func login(_ password: String) -> String { "username: \"\(user)\", password: \"\(password)\"" }

    /// The settings that a registry with TLS needs, and a password if it wants one.
    func settings(_ registry: TestRegistry, auth: String? = nil) -> String {
        FileText.configs(
            CheckSetup.host(registry),
            auth: auth,
            tls: registry.server.isTLS ? trust : nil
        )
    }
}
