import OCI

/// A token server's answer (distribution, token authentication specification; RFC 6749 §5.1).
struct TokenReply: Hashable, Sendable {
    static let maximumSize = 65_536
    static let defaultLifetime: Duration = .seconds(60)
    static let maximumLifetime: Duration = .seconds(3600)

    var token: String
    var lifetime: Duration
    /// By the reply's account; nil where that says nothing usable.
    var statedLifetime: Duration?
    private let json: JSON

    /// - Returns: nil when there is no token, or one that no header can carry.
    init?(bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes) else { return nil }
        let candidates = ["access_token", "token"].lazy.compactMap { json[$0]?.string }
        guard let token = candidates.first(where: { !$0.isEmpty }), Self.isHeaderSafe(token) else { return nil }
        self.token = token
        self.statedLifetime = Self.lifetime(json["expires_in"]?.integer)
        // As the specification says of an absent one.
        self.lifetime = min(statedLifetime ?? Self.defaultLifetime, Self.maximumLifetime)
        self.json = json
    }

    /// What the token allows, as far as anything tells.
    func grantedScopes(hiding secrets: [String]) -> [String]? {
        TokenGrant.scopes(json, token: token, hiding: secrets)
    }

    /// Zero, negative or no integer is none.
    private static func lifetime(_ seconds: Int64?) -> Duration? {
        guard let seconds, seconds > 0 else { return nil }
        return .seconds(min(seconds, 1 << 31))
    }

    private static func isHeaderSafe(_ token: String) -> Bool { token.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
