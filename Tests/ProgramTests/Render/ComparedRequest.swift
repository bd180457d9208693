import NodeConfiguration
import Registries

/// A request for a manifest, as the plan wants it and as containerd makes it.
struct ComparedRequest: Hashable, Sendable {
    var url: String
    var authorities: Set<String> = []
    var clients: [String] = []
    var skipVerify = false

    init(_ endpoint: HostsOracle.Endpoint, repository: String) {
        url = "\(endpoint.scheme)://\(endpoint.host.lowercased())\(endpoint.requestPath)/\(repository)"
        guard endpoint.scheme == "https", let tls = endpoint.tls else { return }
        authorities = Set(tls.authorities)
        clients = tls.clients
        skipVerify = tls.skipVerify
    }

    init(_ endpoint: ExplainedPlan.Endpoint, on system: NodeSystem) {
        self.init(
            url: "\(endpoint.url)/\(endpoint.repository)",
            tls: endpoint.tls.map { ($0.caFile != nil, $0.certFile != nil, $0.insecureSkipVerify == true) },
            on: system
        )
    }

    init(_ endpoint: Endpoint, on system: NodeSystem) {
        self.init(
            url: "\(endpoint.url)/\(endpoint.repository)",
            tls: endpoint.tls.map { ($0.caFile != nil, $0.certFile != nil, $0.insecureSkipVerify) },
            on: system
        )
    }

    private init(url: String, tls: (hasAuthority: Bool, hasClient: Bool, skips: Bool)?, on system: NodeSystem) {
        self.url = url
        guard url.hasPrefix("https:"), let tls else { return }
        // Where a CA would be trusted alone, the public roots stand beside it.
        if tls.hasAuthority { authorities = system == .windows ? ["CN=one", "CN=public"] : ["CN=one"] }
        if tls.hasClient { clients = ["CN=node"] }
        skipVerify = tls.skips
    }
}
