extension Planner {
    var mirrorKeys: KeyIndex { KeyIndex(configuration.mirrors.keys) }
    var configKeys: KeyIndex { KeyIndex(configuration.configs.keys) }
}

/// Keys as written, found without regard to case.
struct KeyIndex {
    private var written: [String: String] = [:]

    init(_ keys: [String]) {
        for key in keys {
            written[key.lowercased()] = key
        }
    }

    func key(matching name: String) -> String? { written[name] }
}

/// `text` with any `user:password@` taken out, to be shown.
func withoutUserInfo(_ text: String) -> String {
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    let authority = text[start...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return text }
    return String(text[..<start] + text[text.index(after: at)...])
}

extension TLSSettings {
    /// The agent's own certificates, with which k3s and RKE2 reach their embedded registry (k3s `spegel` package:
    /// the server CA and the controller's client certificate).
    init(embeddedRegistry host: String, os: String) {
        let program = HostAndPort(host).port == "9345" ? "rke2" : "k3s"
        let separator = os == "windows" ? "\\" : "/"
        let directory = (os == "windows" ? ["C:"] : [""]) + ["var", "lib", "rancher", program, "agent", ""]
        let prefix = directory.joined(separator: separator)
        self.init(
            caFile: prefix + "server-ca.crt",
            certFile: prefix + "client-\(program)-controller.crt",
            keyFile: prefix + "client-\(program)-controller.key"
        )
    }
}
