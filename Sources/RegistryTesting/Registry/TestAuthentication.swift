/// Who may read from a test registry, and how it asks.
public struct TestAuthentication: Sendable {
    enum Kind: Sendable {
        case none
        case basic(users: [String: String], realm: String)
        case bearer(TestTokenIssuer, realm: String?, service: String?)
    }

    let kind: Kind

    /// The values of the `WWW-Authenticate` lines instead of the usual one, given the scope asked for.
    public var challenges: (@Sendable (_ scope: String) -> [String])?

    /// Everybody.
    public static let none = TestAuthentication(kind: .none)

    /// Users with their password in each request.
    public static func basic(users: [String: String], realm: String = "registry") -> TestAuthentication {
        TestAuthentication(kind: .basic(users: users, realm: realm))
    }

    /// Holders of a token for the repository.
    ///
    /// - Parameters:
    ///   - issuer: Whose tokens are taken.
    ///   - realm: The URL of the token endpoint, or any other text; nil has the registry serve `/token` itself.
    ///   - service: The registry's name at the token server; nil leaves it out of the challenge.
    public static func bearer(
        _ issuer: TestTokenIssuer,
        realm: String? = nil,
        service: String? = "registry.test"
    ) -> TestAuthentication {
        TestAuthentication(kind: .bearer(issuer, realm: realm, service: service))
    }

    /// The same with other challenges.
    public func challenging(_ challenges: @escaping @Sendable (_ scope: String) -> [String]) -> TestAuthentication {
        var copy = self
        copy.challenges = challenges
        return copy
    }

    /// The issuer whose token endpoint the registry serves itself.
    var ownIssuer: TestTokenIssuer? {
        if case .bearer(let issuer, nil, _) = self.kind { issuer } else { nil }
    }

    /// The 401 for a request; nil if it may pass.
    func denial(of request: TestRequest, route: RegistryRoute, isTLS: Bool) -> TestResponse? {
        let action = request.isReading ? "pull" : request.method == "DELETE" ? "delete" : "pull,push"
        let scope = route.repository.map { "repository:\($0):\(action)" }
        switch self.kind {
        case .none:
            return nil
        case .basic(let users, let realm):
            let credential = request.authorization.flatMap(BasicCredential.init)
            guard credential?.user(in: users) == nil else { return nil }
            return self.challenge(scope, usual: "Basic realm=\"\(realm)\"")
        case .bearer(let issuer, let realm, let service):
            let verdict = issuer.verdict(authorization: request.authorization, scope: scope)
            if case .valid = verdict { return nil }
            let ownRealm = "\(isTLS ? "https" : "http")://\(request.headers["Host"] ?? "")/token"
            let parameters = [
                ("realm", realm ?? ownRealm),
                ("service", service),
                ("scope", scope),
                ("error", Self.errorCode(verdict)),
            ]
            let text = parameters.compactMap { name, value in value.map { "\(name)=\"\($0)\"" } }
            return self.challenge(scope, usual: "Bearer " + text.joined(separator: ","))
        }
    }

    private func challenge(_ scope: String?, usual: String) -> TestResponse {
        var response = RegistryError.response(401)
        for value in self.challenges?(scope ?? "") ?? [usual] { response.headers.append("WWW-Authenticate", value) }
        return response
    }

    private static func errorCode(_ verdict: TestTokenIssuer.Verdict) -> String? {
        switch verdict {
        case .valid, .missing: nil
        case .invalid: "invalid_token"
        case .insufficientScope: "insufficient_scope"
        }
    }
}

extension TestRequest {
    var isReading: Bool { self.method == "GET" || self.method == "HEAD" }
}
