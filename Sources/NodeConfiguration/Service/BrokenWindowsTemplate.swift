import OCI
public import Registries

/// What K3s and RKE2 wrote into containerd's config.toml on Windows nodes, and only there, until the template became
/// one for both systems (rancher/rke2#7103, k3s-io/k3s#11707: v1.29.14, v1.30.10, v1.31.6, v1.32.2).
///
/// containerd looks for a registry's settings under `registry.configs."HOST".auth` and `.tls`; that template wrote
/// them under `registry.configs.auth."HOST"` and `registry.configs.tls."HOST"`, which is a registry named `auth`. It
/// also repeated the tables around them for each entry, so that a second one ended containerd ("duplicated tables",
/// rancher/rancher#41659).
public enum BrokenWindowsTemplate {
    /// The last version of its line with the template.
    public static let lastVersion = "v1.29.13"
    /// The first one without.
    public static let firstMendedVersion = "v1.29.14"

    /// One line of the file.
    public struct Line: Hashable, Sendable {
        /// The line, without its end.
        public var text: String
        /// Whether it is one of those that spoil the file.
        public var isFault: Bool
    }

    private static let registry = #"plugins."io.containerd.grpc.v1.cri".registry"#

    /// The registry part of the file; secrets are shown as `<secret>`.
    public static func registryTables(for configuration: RegistriesConfiguration) -> [Line] {
        var writer = Writer()
        writer.line("[\(registry)]")
        writer.line(#"  config_path = """#)
        for (number, host) in configuration.configs.keys.sorted().enumerated() {
            guard let settings = configuration.configs[host] else { continue }
            // The second entry opens the same table again, which TOML forbids.
            writer.line("[\(registry).auths]", isFault: number > 0)
            if let auth = settings.auth { writer.write(auth, of: host, under: registry) }
            writer.line("[\(registry).configs]", isFault: number > 0)
            if let tls = settings.tls { writer.write(tls, of: host, under: registry) }
        }
        writer.line("[\(registry).mirrors]")
        for name in configuration.mirrors.keys.sorted() {
            guard let mirror = configuration.mirrors[name] else { continue }
            writer.line("  [\(registry).mirrors.\(quoted(name))]")
            writer.line("    endpoint = [\(mirror.endpoints.map { quoted($0.value) }.joined(separator: ", "))]")
            guard !mirror.rewrites.isEmpty else { continue }
            writer.line("    [\(registry).mirrors.\(quoted(name)).rewrite]")
            for rule in mirror.rewrites { writer.line("      \"\(rule.pattern)\" = \"\(rule.replacement)\"") }
        }
        return writer.lines
    }

    private static func quoted(_ text: String) -> String { JSON.string(text).serialized() }

    private struct Writer {
        var lines: [Line] = []

        mutating func line(_ text: String, isFault: Bool = false) {
            lines.append(Line(text: text, isFault: isFault))
        }

        mutating func write(_ auth: AuthConfiguration, of host: String, under registry: String) {
            line("  [\(registry).configs.auth.\(quoted(host))]", isFault: true)
            if !auth.username.isEmpty { line("    username = \(quoted(auth.username))") }
            if auth.password != nil { line("    password = \"<secret>\"") }
            if auth.auth != nil { line("    auth = \"<secret>\"") }
            if auth.identityToken != nil { line("    identitytoken = \"<secret>\"") }
        }

        mutating func write(_ tls: TLSSettings, of host: String, under registry: String) {
            line("  [\(registry).configs.tls.\(quoted(host))]", isFault: true)
            if let file = tls.caFile { line("    ca_file = \"\(file)\"") }
            if let file = tls.certFile { line("    cert_file = \"\(file)\"") }
            if let file = tls.keyFile { line("    key_file = \"\(file)\"") }
            if tls.insecureSkipVerify { line("    insecure_skip_verify = true") }
        }
    }
}
