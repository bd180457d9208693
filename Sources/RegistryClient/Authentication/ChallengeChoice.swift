/// Which of a server's challenges is answered.
enum ChallengeChoice: Hashable, Sendable {
    case bearer(BearerChallenge)
    case basic
    /// Only schemes that are not spoken here, by name.
    case unsupported([String])
    /// No challenge, or none that could be read.
    case none

    /// Bearer goes before Basic in whatever order they come: the password then goes to the token server alone.
    init(_ challenges: [Challenge]) {
        let bearer = challenges.lazy.filter { $0.isScheme("bearer") }.compactMap(BearerChallenge.init).first
        if let bearer {
            self = .bearer(bearer)
        } else if challenges.contains(where: { $0.isScheme("basic") }) {
            self = .basic
        } else {
            let names = challenges.map(\.scheme)
            self = names.isEmpty ? .none : .unsupported(names)
        }
    }
}

/// What a Bearer challenge asks for (distribution, token authentication specification).
struct BearerChallenge: Hashable, Sendable {
    var realm: String
    var service: String?
    var scopes: [String]
    var error: String?

    init(realm: String, service: String? = nil, scopes: [String] = [], error: String? = nil) {
        self.realm = realm
        self.service = service
        self.scopes = scopes
        self.error = error
    }

    init?(_ challenge: Challenge) {
        guard let realm = challenge["realm"], !realm.isEmpty else { return nil }
        let scopes = challenge.parameters.filter { $0.name == "scope" }.flatMap { $0.value.split(separator: " ") }
        self.init(
            realm: realm,
            service: challenge["service"],
            scopes: scopes.map(String.init),
            error: challenge["error"]
        )
    }

    /// The scopes to ask a token for: the request's own, and what the challenge adds about the registry itself.
    ///
    /// A scope for another repository is left out: a token of it would be wider than the request.
    func scopes(for own: [String]) -> [String] {
        own
            + scopes.filter { $0.hasPrefix("registry:") }.reduce(into: []) { unique, scope in
                if !unique.contains(scope) { unique.append(scope) }
            }
    }
}
