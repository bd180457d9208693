import OCI

/// A token server's answer (distribution, token authentication specification; RFC 6749 §5.1).
struct TokenReply: Hashable, Sendable {
    static let maximumSize = 65_536
    static let defaultLifetime: Duration = .seconds(60)
    static let maximumLifetime: Duration = .seconds(3600)

    var token: String
    var lifetime: Duration

    /// - Returns: nil when there is no token, or one that no header can carry.
    init?(bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes) else { return nil }
        let candidates = ["access_token", "token"].lazy.compactMap { json[$0]?.string }
        guard let token = candidates.first(where: { !$0.isEmpty }), Self.isHeaderSafe(token) else { return nil }
        self.token = token
        self.lifetime = Self.lifetime(json["expires_in"]?.integer)
    }

    /// Absent, zero, negative or no integer counts as 60 s, as the specification says of an absent one.
    private static func lifetime(_ seconds: Int64?) -> Duration {
        guard let seconds, seconds > 0 else { return defaultLifetime }
        return min(.seconds(min(seconds, 1 << 31)), maximumLifetime)
    }

    private static func isHeaderSafe(_ token: String) -> Bool { token.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
