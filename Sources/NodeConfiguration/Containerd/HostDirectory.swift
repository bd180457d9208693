/// The directory of certs.d in which containerd looks for a registry's hosts.toml (`hosts_unix.go`, `hosts_windows.go`).
package enum HostDirectory {
    /// The one for every registry that has none of its own.
    package static let wildcard = "_default"

    /// The file in it.
    package static let fileName = "hosts.toml"

    /// The name to write, which both systems find: the port between underscores, and on Windows no colon at all.
    package static func name(for host: String, on system: NodeSystem) -> String {
        candidates(for: host, on: system)[0]
    }

    /// The names that are tried, in order; the first that exists is taken, be it empty.
    package static func candidates(for host: String, on system: NodeSystem) -> [String] {
        var names = [withPortUnderscored(host), host]
        if system == .windows {
            names = names.map { $0.filter { $0 != ":" } }
        }
        if names[0] == names[1] { names.removeLast() }
        return names + [wildcard]
    }

    /// `host:5000` as `host_5000_`. The last colon counts, also that of an IPv6 address without a port.
    private static func withPortUnderscored(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":"), colon != host.startIndex else { return host }
        return host[..<colon] + "_" + host[host.index(after: colon)...] + "_"
    }
}
