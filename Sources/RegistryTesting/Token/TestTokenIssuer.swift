import Synchronization

/// Issues and checks bearer tokens as a token server does (distribution's token and OAuth2 specifications).
public final class TestTokenIssuer: Sendable {
    /// A member of the response that holds the token.
    public enum Field: String, Sendable, Hashable {
        /// As in the token specification.
        case token
        /// As in OAuth 2.
        case accessToken = "access_token"
    }

    /// What it does; a test may change it while it runs.
    public struct Settings: Sendable {
        /// Passwords by user name.
        public var users: [String: String]
        /// User names by identity (refresh) token.
        public var identityTokens: [String: String]
        /// Whether a token is given without a credential.
        public var allowsAnonymous: Bool
        /// Whether a scope is granted; the user is nil for an anonymous client. A refused scope is left out of the
        /// token.
        public var grants: @Sendable (_ user: String?, _ scope: String) -> Bool = { _, _ in true }
        /// Where the response has the token.
        public var fields: [Field] = [.token, .accessToken]
        /// `expires_in` as JSON text, such as `300`, `0` or `"soon"` with its quotation marks; nil leaves it out.
        public var expiresIn: String? = "300"
        /// The identity token that a response hands out; nil leaves it out.
        public var refreshToken: String?
        /// How many requests a token is good for; nil is without end.
        public var uses: Int?
        /// Makes the text of the n-th token, counted from 1; nil uses random ones.
        public var tokenText: (@Sendable (Int) -> String)?
    }

    private struct Token {
        var scopes: [String]
        var usesLeft: Int?
    }

    private struct State {
        var settings: Settings
        var tokens: [String: Token] = [:]
        var issued: [String] = []
    }

    enum Verdict {
        case valid
        case missing
        case invalid
        case insufficientScope
    }

    private let state: Mutex<State>

    /// Makes an issuer that knows these users and identity tokens.
    public init(
        users: [String: String] = [:],
        identityTokens: [String: String] = [:],
        allowsAnonymous: Bool = true
    ) {
        let settings = Settings(users: users, identityTokens: identityTokens, allowsAnonymous: allowsAnonymous)
        self.state = Mutex(State(settings: settings))
    }

    /// Every token handed out, in order.
    public var issuedTokens: [String] { self.state.withLock { $0.issued } }

    /// Changes what it does from now on.
    public func update(_ change: @Sendable (inout Settings) -> Void) {
        self.state.withLock { change(&$0.settings) }
    }

    /// Makes every token handed out so far invalid.
    public func revokeAll() {
        self.state.withLock { $0.tokens = [:] }
    }

    /// Answers a request to the token endpoint.
    public func response(to request: TestRequest) -> TestResponse {
        let settings = self.state.withLock { $0.settings }
        let scopes: [String]
        let user: String?
        switch request.method {
        case "POST":
            scopes = (request.form("scope") ?? "").split(separator: " ").map(String.init)
            guard let known = Self.grantee(of: request, settings) else { return RegistryError.response(401) }
            user = known
        case "GET":
            scopes = request.queryValues("scope").flatMap { $0.split(separator: " ").map(String.init) }
            if let authorization = request.authorization {
                guard let known = BasicCredential(authorization)?.user(in: settings.users) else {
                    return RegistryError.response(401)
                }
                user = known
            } else {
                guard settings.allowsAnonymous else { return RegistryError.response(401) }
                user = nil
            }
        default:
            return RegistryError.response(405)
        }
        let text = self.issue(scopes: scopes.filter { settings.grants(user, $0) })
        return Self.response(text, settings)
    }

    func verdict(authorization: String?, scope: String?) -> Verdict {
        guard let authorization else { return .missing }
        let words = authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return .invalid }
        return self.state.withLock { state in
            let text = String(words[1])
            guard var token = state.tokens[text] else { return .invalid }
            if let left = token.usesLeft {
                guard left > 0 else { return .invalid }
                token.usesLeft = left - 1
                state.tokens[text] = token
            }
            guard let scope else { return .valid }
            return token.scopes.contains { Self.scope($0, includes: scope) } ? .valid : .insufficientScope
        }
    }

    private func issue(scopes: [String]) -> String {
        self.state.withLock { state in
            let number = state.issued.count + 1
            let text = state.settings.tokenText?(number) ?? "token-\(number)-\(Canary.randomText(digits: 24))"
            state.tokens[text] = Token(scopes: scopes, usesLeft: state.settings.uses)
            state.issued.append(text)
            return text
        }
    }

    private static func grantee(of request: TestRequest, _ settings: Settings) -> String? {
        switch request.form("grant_type") {
        case "password":
            BasicCredential(user: request.form("username") ?? "", password: request.form("password") ?? "")
                .user(in: settings.users)
        case "refresh_token":
            request.form("refresh_token").flatMap { settings.identityTokens[$0] }
        default: nil
        }
    }

    private static func response(_ token: String, _ settings: Settings) -> TestResponse {
        var members = settings.fields.map { "\"\($0.rawValue)\":\(SampleJSON.quoted(token))" }
        if let expiresIn = settings.expiresIn { members.append("\"expires_in\":\(expiresIn)") }
        if let refreshToken = settings.refreshToken {
            members.append("\"refresh_token\":\(SampleJSON.quoted(refreshToken))")
        }
        return TestResponse(
            status: 200,
            headers: ["Content-Type": "application/json"],
            body: .text("{\(members.joined(separator: ","))}")
        )
    }

    /// Whether `repository:NAME:pull,push` includes `repository:NAME:pull`.
    private static func scope(_ granted: String, includes wanted: String) -> Bool {
        guard let grantedColon = granted.lastIndex(of: ":"), let wantedColon = wanted.lastIndex(of: ":") else {
            return granted == wanted
        }
        let actions = granted[granted.index(after: grantedColon)...].split(separator: ",")
        let needed = wanted[wanted.index(after: wantedColon)...].split(separator: ",")
        return granted[..<grantedColon] == wanted[..<wantedColon] && needed.allSatisfy { actions.contains($0) }
    }
}

/// `Basic` and base64 of `user:password` (RFC 7617).
struct BasicCredential {
    var user: String
    var password: String

    init(user: String, password: String) {
        (self.user, self.password) = (user, password)
    }

    init?(_ authorization: String) {
        let words = authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "basic", let bytes = Base64.decoded(words[1]) else {
            return nil
        }
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        self.init(user: String(parts[0]), password: String(parts[1]))
    }

    /// The user's name if the password is right.
    func user(in users: [String: String]) -> String? {
        users[self.user] == self.password ? self.user : nil
    }
}
