/// `host[:port]` taken apart; the host of an IPv6 address comes without its brackets.
package struct HostAndPort: Hashable, Sendable {
    /// The host alone.
    package let name: String
    /// nil where no colon was written; may be empty (`host:`).
    package let port: String?

    /// The parts of `host[:port]`.
    package init(_ text: String) {
        if text.first == "[", let close = text.lastIndex(of: "]") {
            name = String(text[text.index(after: text.startIndex)..<close])
            let rest = text[text.index(after: close)...]
            port = rest.first == ":" ? String(rest.dropFirst()) : nil
        } else if let colon = text.lastIndex(of: ":") {
            name = String(text[..<colon])
            port = String(text[text.index(after: colon)...])
        } else {
            name = text
            port = nil
        }
    }

    /// containerd's `docker.IsLocalhost`: loopback, except that it does not see through the brackets of an IPv6
    /// address without a port.
    package var isLocalhost: Bool {
        isLoopback && (port != nil || !name.contains(":"))
    }

    /// `localhost` or a loopback address.
    package var isLoopback: Bool {
        name == "localhost" || Self.isLoopbackIPv4(name) || Self.isLoopbackIPv6(name)
    }

    /// `::1`, with as many zeros as one likes.
    private static func isLoopbackIPv6(_ text: String) -> Bool {
        let groups = text.split(separator: ":").map { UInt16($0, radix: 16) }
        guard groups.last == 1, text.last != ":", groups.count == 8 || text.contains("::") else { return false }
        return groups.dropLast().allSatisfy { $0 == 0 }
    }

    private static func isLoopbackIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { part in
            UInt8(part) != nil && (part.count == 1 || part.first != "0") && part.allSatisfy(\.isNumber)
        }
    }
}

/// Docker Hub's three names.
package enum DockerHub {
    /// In references.
    package static let name = "docker.io"
    /// What the bootstrap puller asks.
    package static let indexHost = "index.docker.io"
    /// What containerd asks.
    package static let apiHost = "registry-1.docker.io"
    /// All three.
    package static let names: Set<String> = [name, indexHost, apiHost]
}
