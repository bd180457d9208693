import Credentials
import Registries

/// The two ways to ask a token server, as URL and form.
struct TokenRequest: Hashable, Sendable {
    var realm: HTTPURL
    var service: String?
    var scopes: [String]
    var credential: Credential

    /// `GET realm?service=...&scope=...`, a `scope` for each.
    var getURL: String {
        let fields = serviceField + scopes.map { ("scope", $0) }
        let query = Self.encode(fields)
        guard !query.isEmpty else { return realm.description }
        return realm.description + (realm.target.contains("?") ? "&" : "?") + query
    }

    /// The `Authorization` of the GET; nil for an anonymous token.
    var basicAuthorization: String? {
        switch credential {
        case .anonymous: nil
        case .basic(let username, let password): BasicAuthorization.value(username: username, password: password)
        case .identityToken(let username, let token):
            BasicAuthorization.value(username: username ?? "<token>", password: token)
        }
    }

    /// The OAuth2 form (RFC 6749 §4.3 and §6); nil for an anonymous token, which is asked for by GET.
    var form: String? {
        var fields: [(String, String)]
        switch credential {
        case .anonymous:
            return nil
        case .basic(let username, let password):
            fields = [("grant_type", "password"), ("username", username), ("password", password.reveal())]
        case .identityToken(_, let token):
            fields = [("grant_type", "refresh_token"), ("refresh_token", token.reveal())]
        }
        fields += serviceField + [("client_id", "windlass")]
        if !scopes.isEmpty { fields.append(("scope", scopes.joined(separator: " "))) }
        return Self.encode(fields)
    }

    /// Whether a GET is worth trying after this answer to the POST: the token server may know only GET.
    static func fallsBackToGET(after status: Int) -> Bool { [400, 401, 403, 404, 405].contains(status) }

    private var serviceField: [(String, String)] { service.map { [("service", $0)] } ?? [] }

    /// `application/x-www-form-urlencoded`; a blank is `%20`, which both forms and queries read.
    private static func encode(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.0)=\(escape($0.1))" }.joined(separator: "&")
    }

    private static func escape(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.append(byte)
            default:
                output.append(UInt8(ascii: "%"))
                output += [byte >> 4, byte & 15].map { Array("0123456789ABCDEF".utf8)[Int($0)] }
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// `Basic` (RFC 7617).
enum BasicAuthorization {
    static func value(username: String, password: Secret) -> String {
        "Basic " + Base64.encode("\(username):\(password.reveal())".utf8)
    }
}
