import NIOCore

/// `HOST:PORT`, where a server listens.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    public let host: String
    /// 0 takes a free one.
    public let port: Int

    /// A host without brackets, and a port.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:5000`, `[::1]:5000`, `localhost:5000`; `:5000` stands for every address of the machine.
    public init?(parsing text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int64(digits: text[text.index(after: colon)...].utf8),
            port <= 65_535
        else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), host.contains(":") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") || host.contains("[") {
            return nil
        }
        self.host = host.isEmpty ? "::" : String(host)
        self.port = Int(port)
    }

    /// As it is read.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine reaches it. A name is asked for its address.
    ///
    /// - Throws: `address-unavailable` for a name that has none.
    var isLoopback: Bool {
        get throws(RegistryServerError) {
            do {
                let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
                return address.ipAddress.map { $0.hasPrefix("127.") || $0 == "::1" } ?? false
            } catch {
                throw RegistryServerError(.addressUnavailable, subject: description, detail: "\(error)")
            }
        }
    }
}
