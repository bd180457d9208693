import Registries

/// A URL of hosts.toml as containerd reads it (`parseHostConfig`): what does not start with `http` gets `https://`.
struct HostURL: Hashable {
    /// What makes it a URL of no host.
    enum Fault: String {
        /// Go's parser refuses it, and containerd with it the whole file.
        case unparsable
        /// No scheme, since `http` at the start counts as one.
        case noScheme = "no-scheme"
        /// Neither http nor https.
        case scheme
        /// No host that a name or address can be.
        case host
    }

    let scheme: String
    /// `host[:port]` as written.
    let host: String
    /// Cleaned; empty where there is none.
    let path: String
    let hasUserInfo: Bool
    let fault: Fault?

    init(_ text: String) {
        let written = text.hasPrefix("http") ? text : "https://" + text
        if ["http:", "https:"].contains(where: { written.hasPrefix($0) && !written.hasPrefix($0 + "/") }) {
            // To Go's parser that is a URL without a host.
            (scheme, host, path, hasUserInfo, fault) = ("", "", "", text.contains("@"), .host)
            return
        }
        guard let address = EndpointAddress(parsing: written) else {
            (scheme, host, path, hasUserInfo, fault) = ("", "", "", text.contains("@"), .unparsable)
            return
        }
        scheme = address.scheme ?? ""
        host = address.host
        path = address.path.isEmpty || address.path == "/" ? "" : cleanedPath(address.path)
        hasUserInfo = address.hasUserInfo
        if address.scheme == nil {
            fault = .noScheme
        } else if scheme != "http" && scheme != "https" {
            fault = .scheme
        } else {
            fault = Self.isHost(host) ? nil : .host
        }
    }

    /// The path below which the registry's API is looked for.
    func root(isOverridden: Bool) -> String {
        if isOverridden || path.hasSuffix("/v2") { return path }
        return (path == "/" ? "" : path) + "/v2"
    }

    /// The port, be it the scheme's own.
    var port: String { HostAndPort(host).port ?? (scheme == "http" ? "80" : "443") }

    /// `https://host[:port]` with a root, spelled alike for all that lead to the same place.
    func identity(isOverridden: Bool) -> String {
        let name = HostAndPort(host).name.lowercased()
        return "\(scheme)://\(name):\(port)\(root(isOverridden: isOverridden))"
    }

    /// A name or address with what the networks of this world have in them; `_` is none of DNS, but containers have it.
    private static func isHost(_ host: String) -> Bool {
        let parts = HostAndPort(host)
        guard !parts.name.isEmpty, parts.port != "" else { return false }
        return parts.name.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", ":", "%": true
            default: scalar.value >= 0x80
            }
        }
    }
}
