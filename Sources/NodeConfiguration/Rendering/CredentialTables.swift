import Registries

/// The credentials of a configuration as containerd's config.toml has them: one table for each host that a request can
/// go to, for containerd knows neither `*` nor Docker Hub's other names.
struct CredentialTables {
    /// The table of one host.
    struct Table: Hashable {
        var host: String
        var content: TOMLContent
    }

    private(set) var tables: [Table] = []
    private(set) var warnings: [Complaint] = []
    /// Whether any of them has a secret.
    var isSecret: Bool { !tables.isEmpty }

    /// Credentials for every host that the file names, in order of the hosts.
    init(_ planner: Planner) {
        var expanded: [String] = []
        let mirrors = planner.configuration.mirrors
        let endpointHosts = Set(
            mirrors.keys.flatMap { mirrors[$0]?.endpoints ?? [] }.compactMap {
                EndpointAddress(parsing: $0.value)?.host.lowercased()
            }
        )
        for host in planner.configuration.namedHosts.sorted() {
            guard let (key, auth, kind) = planner.credential(for: host) else { continue }
            guard let content = Self.content(auth, kind: kind) else {
                warnings.append(
                    Complaint(.authUnusable, subject: host, at: planner.configuration.configs.position(of: key))
                )
                continue
            }
            // The third name of Docker Hub is no host that containerd asks unless a mirror is written so.
            if host == DockerHub.indexHost, !endpointHosts.contains(host) { continue }
            if key == "*" { expanded.append(host) }
            tables.append(Table(host: host, content: content))
        }
        if planner.configuration.configs["*"]?.auth.map({ $0.kind(in: .windlass) != .none }) == true {
            let position = planner.configuration.configs.position(of: "*")
            if !expanded.isEmpty {
                warnings.append(
                    Complaint(
                        .wildcardAuthExpanded,
                        subject: expanded.prefix(10).joined(separator: ", ") + (expanded.count > 10 ? ", ..." : ""),
                        at: position
                    )
                )
            }
            warnings.append(Complaint(.wildcardAuthNeedsGateway, subject: "*", at: position))
        }
    }

    /// Puts them under a plugin's `registry`.
    func write(into registry: inout TOMLContent, except hosts: Set<String> = []) {
        for table in tables where !hosts.contains(table.host) {
            registry.withTable(["configs", .quoted(table.host), "auth"]) { $0 = table.content }
        }
    }

    /// The keys of an `auth` table, of the one kind that the plan uses: containerd would prefer a user name to the
    /// token beside it.
    private static func content(_ auth: AuthConfiguration, kind: AuthKind) -> TOMLContent? {
        var content = TOMLContent()
        switch kind {
        case .none:
            return nil
        case .basic:
            content.set("username", to: .string(auth.username))
            content.set("password", to: .string(auth.password?.reveal() ?? ""))
        case .identityToken:
            content.set("identitytoken", to: .string(auth.identityToken?.reveal() ?? ""))
        case .authBase64:
            // containerd takes neither blank space nor missing padding.
            guard let bytes = Base64.decode(auth.auth?.reveal() ?? ""), bytes.contains(UInt8(ascii: ":")) else {
                return nil
            }
            content.set("auth", to: .string(Base64.encode(bytes)))
        }
        return content
    }
}
