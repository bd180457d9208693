import OCI
import Registries

/// What a token allows, by the account of the reply that brings it or, if it is a JWT, of its payload (distribution,
/// JWT specification). Nobody verifies that: it is for showing, never for a decision.
enum TokenGrant {
    static let maximumScopes = 64

    /// - Parameter secrets: texts that a server might put into a scope.
    /// - Returns: nil where nothing tells.
    static func scopes(_ reply: JSON, token: String, hiding secrets: [String]) -> [String]? {
        let found =
            list(reply["scope"])
            ?? payload(token).flatMap { access($0["access"]) ?? list($0["scope"]) }
        return found.map { clean($0, hiding: secrets + [token]) }
    }

    static func clean(_ scopes: some Sequence<String>, hiding secrets: [String]) -> [String] {
        scopes.prefix(maximumScopes).map { CleanText.line($0, hiding: secrets) }
    }

    /// A list with blanks between (RFC 6749 §3.3), which cannot be empty: then it does not tell.
    private static func list(_ json: JSON?) -> [String]? {
        let scopes = json?.string?.split(separator: " ", maxSplits: maximumScopes).prefix(maximumScopes)
        return scopes.flatMap { $0.isEmpty ? nil : $0.map(String.init) }
    }

    /// `[{"type": "repository", "name": "team/app", "actions": ["pull"]}]`; `null` grants nothing.
    private static func access(_ json: JSON?) -> [String]? {
        guard let json else { return nil }
        if json.isNull { return [] }
        return json.array?.prefix(maximumScopes).compactMap { entry in
            guard let type = entry["type"]?.string, let name = entry["name"]?.string else { return nil }
            let actions = (entry["actions"]?.array ?? []).prefix(maximumScopes).compactMap(\.string)
            return "\(type):\(name):\(actions.joined(separator: ","))"
        }
    }

    /// The second of three parts, base64url without padding (RFC 7515 §3.1).
    private static func payload(_ token: String) -> JSON? {
        let parts = token.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].utf8.count <= TokenReply.maximumSize, !parts[1].contains("=") else {
            return nil
        }
        let alphabet = parts[1].utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        return Base64.decode(String(decoding: alphabet, as: UTF8.self)).flatMap { try? JSON(parsing: $0) }
    }
}
