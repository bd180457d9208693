/// What `configs.<host>.auth` says, as written; how it is used is for ``Credentials`` and the client to say.
public struct AuthConfiguration: Hashable, Sendable {
    /// The user's name; empty where none is written.
    public var username: String
    /// The user's password.
    public var password: Secret?
    /// Base64 of `user:password`, not yet decoded.
    public var auth: Secret?
    /// An OAuth2 refresh token.
    public var identityToken: Secret?
    /// Origins (`https://host[:port]`) of token servers that may receive this secret; an extension of Windlass.
    public var realms: [String]

    /// A configuration; nothing is set by default.
    public init(
        username: String = "",
        password: Secret? = nil,
        auth: Secret? = nil,
        identityToken: Secret? = nil,
        realms: [String] = []
    ) {
        self.username = username
        self.password = password
        self.auth = auth
        self.identityToken = identityToken
        self.realms = realms
    }
}

/// Which part of an ``AuthConfiguration`` a program uses.
public enum AuthKind: String, Hashable, Sendable {
    /// No credential.
    case none
    /// User name and password.
    case basic
    /// The base64 text under `auth`.
    case authBase64
    /// The identity token.
    case identityToken
}

extension AuthConfiguration {
    /// The part that `flavour` takes.
    ///
    /// containerd prefers a user name to an identity token (`ParseAuth` in its CRI image service); the bootstrap
    /// puller and Windlass use the token wherever one is given.
    public func kind(in flavour: Flavour) -> AuthKind {
        let hasToken = identityToken.map { !$0.isEmpty } ?? false
        let hasAuth = auth.map { !$0.isEmpty } ?? false
        if flavour != .node, hasToken { return .identityToken }
        if !username.isEmpty { return .basic }
        if hasToken { return .identityToken }
        return hasAuth ? .authBase64 : .none
    }
}
