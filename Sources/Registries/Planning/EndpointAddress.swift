/// An endpoint as registries.yaml writes one, taken apart the way Go's `net/url` does, for both real programs
/// read it with that.
///
/// `registry.example.com`, `registry.example.com:5000/prefix`, `https://[::1]:5000/v2`; query and fragment are
/// legal and unused.
package struct EndpointAddress: Hashable, Sendable {
    /// Lower case, as Go makes it; nil where none was written.
    package var scheme: String?
    /// Whether a user name or password stands before the host.
    package var hasUserInfo: Bool
    /// `host[:port]` as written.
    package var host: String
    /// What follows the host, as written.
    package var path: String
    /// User information, query and fragment: k3s compares endpoints by their whole text.
    private var unused: [Substring]

    /// The address, or nil with no reason given where Go's parser refuses the text.
    package init?(parsing text: String) {
        // Both programs put `//` before a text without a scheme, so that its first part is a host.
        var rest = Substring(text)
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return nil }
        var unused: [Substring] = []
        for mark in ["#", "?"] as [Character] {
            if let cut = rest.firstIndex(of: mark) {
                // Go takes any query, but no fragment with a broken escape.
                guard mark == "?" || Self.isUnescapable(rest[cut...]) else { return nil }
                unused.append(rest[cut...])
                rest = rest[..<cut]
            }
        }
        if let separator = rest.firstRange(of: "://") {
            let scheme = rest[..<separator.lowerBound]
            guard Self.isScheme(scheme) else { return nil }
            self.scheme = scheme.lowercased()
            rest = rest[separator.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" }
        path = String(rest.dropFirst(authority.count))
        guard Self.isUnescapable(path) else { return nil }
        if let at = authority.lastIndex(of: "@") {
            let userInfo = authority[..<at]
            guard userInfo.unicodeScalars.allSatisfy(Self.isUserInfo), Self.isUnescapable(userInfo) else { return nil }
            unused.append(userInfo)
            hasUserInfo = true
            host = String(authority[authority.index(after: at)...])
        } else {
            hasUserInfo = false
            host = String(authority)
        }
        guard Self.isHost(host) else { return nil }
        self.unused = unused
    }

    /// The port, where one was written.
    package var port: String? {
        HostAndPort(host).port
    }

    /// The scheme, or the default for a text without one: https, but http for loopback hosts with a port other
    /// than 443 (containerd `hosts.go`, copied by k3s and wharfie).
    package var effectiveScheme: String {
        if let scheme { return scheme }
        let parts = HostAndPort(host)
        guard let port = parts.port, !port.isEmpty, port != "443", parts.isLoopback else { return "https" }
        return "http"
    }

    /// What k3s compares to find duplicates: Go's text of the normalised URL.
    func text(scheme: String, host: String, path: String) -> String {
        "\(scheme)://\(host)\(path) \(unused)"
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }

    private static func isUserInfo(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9": true
        default: "-._:~!$&'()*+,;=%@".unicodeScalars.contains(scalar)
        }
    }

    private static func isHost(_ host: String) -> Bool {
        var name = Substring(host)
        if host.first == "[" {
            guard let close = host.lastIndex(of: "]") else { return false }
            let rest = host[host.index(after: close)...]
            guard isOptionalPort(rest) else { return false }
            name = host[..<close]
        } else if let colon = host.lastIndex(of: ":") {
            guard isOptionalPort(host[colon...]) else { return false }
            name = host[..<colon]
        }
        return name.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9": true
            default: scalar.value >= 0x80 || "-_.~!$&'()*+,;=:[<>\"".unicodeScalars.contains(scalar)
            }
        }
    }

    private static func isOptionalPort(_ text: Substring) -> Bool {
        guard let colon = text.first else { return true }
        return colon == ":" && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }

    private static func isUnescapable(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        func isHex(_ index: Int) -> Bool {
            index < bytes.count && Character(Unicode.Scalar(bytes[index])).isHexDigit
        }
        return bytes.indices.allSatisfy { bytes[$0] != UInt8(ascii: "%") || (isHex($0 + 1) && isHex($0 + 2)) }
    }
}

/// A path as Go's `path.Clean` leaves it: no empty, `.` or `..` component and no slash at the end.
package func cleanedPath(_ path: String) -> String {
    var components: [Substring] = []
    for component in path.split(separator: "/") where component != "." {
        if component == ".." {
            _ = components.popLast()
        } else {
            components.append(component)
        }
    }
    return "/" + components.joined(separator: "/")
}

/// `text` with any `user:password@` taken out, to be shown. A password with a slash in it is no legal one, but a
/// secret all the same: whatever stands before the last `@` goes.
package func withoutUserInfo(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    let start = text[..<at].firstRange(of: "://")?.upperBound ?? text.startIndex
    return String(text[..<start] + text[text.index(after: at)...])
}
