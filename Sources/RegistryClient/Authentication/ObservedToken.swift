import Credentials

/// A token that a token server gave, without the token: what was asked, and what was granted.
public struct ObservedToken: Hashable, Sendable {
    /// The token server's URL without its query.
    public let realm: String
    /// The service it was asked for.
    public let service: String?
    /// The scopes asked for, `repository:team/app:pull`.
    public let askedScopes: [String]
    /// The scopes granted, at most 64 of at most 1 KiB, from the reply or from the token itself, which nobody has
    /// verified; nil where neither tells.
    public let grantedScopes: [String]?
    /// Whether it was asked for without a credential.
    public let isAnonymous: Bool
    /// How long it is good for by the reply's account; nil where that says nothing usable.
    public let expiresIn: Duration?

    init(_ reply: TokenReply, request: TokenRequest, hiding hidden: [String]) {
        let secrets = hidden + [reply.token]
        realm = request.realm.redacted
        service = request.service.map { CleanText.line($0, hiding: secrets) }
        askedScopes = TokenGrant.clean(request.scopes, hiding: secrets)
        grantedScopes = reply.grantedScopes(hiding: secrets)
        isAnonymous = request.credential.isAnonymous
        expiresIn = reply.statedLifetime
    }
}
