import Credentials
import NIOSSL
import Registries
import Synchronization

/// Answers challenges, and remembers the answers: the next request to the same place carries its token at once.
final class Authenticator: Sendable {
    /// What goes into an `Authorization` header.
    enum Authorization: Hashable, Sendable {
        case basic(String)
        case bearer(String, TokenCache.Key)

        var header: String {
            switch self {
            case .basic(let value): value
            case .bearer(let token, _): "Bearer \(token)"
            }
        }
    }

    /// What a place asked for the last time.
    private struct Place: Hashable {
        var origin: String
        /// None for what holds everywhere at the origin.
        var scopes: [String]
        var credential: Credential
    }

    private enum Demand {
        case basic(String)
        case bearer(TokenCache.Key)
    }

    private struct Memory {
        var demands: [Place: Demand] = [:]
        /// Token servers that know no POST.
        var getOnly: Set<HTTPURL> = []
    }

    private static let maximumPlaces = 4096

    private let memory = Mutex(Memory())
    private let transport: Transport
    private let configuration: RegistryClientConfiguration
    private let tokens: TokenCache

    init(transport: Transport, configuration: RegistryClientConfiguration, timeline: Timeline) {
        self.transport = transport
        self.configuration = configuration
        self.tokens = TokenCache(now: timeline.now)
    }

    /// What the first request carries: nothing until the endpoint's origin itself has asked for it.
    func remembered(for target: Target) -> Authorization? {
        let demand = memory.withLock { memory in
            memory.demands[place(target)] ?? memory.demands[place(target, scopes: [])]
        }
        return switch demand {
        case nil: nil
        case .basic(let value): .basic(value)
        case .bearer(let key): tokens.cached(key).map { .bearer($0, key) }
        }
    }

    /// Answers the 401 of the endpoint's own origin.
    ///
    /// - Parameter refused: what the request carried.
    func authorization(
        _ challenges: [Challenge],
        target: Target,
        refused: Authorization?
    ) async throws(RequestFailure) -> Authorization {
        switch ChallengeChoice(challenges) {
        case .bearer(let challenge):
            return try await bearer(challenge, target: target, refused: refused)
        case .basic:
            return try basic(target, refused: refused)
        case .unsupported(let schemes):
            throw failure(.authUnsupported, target, detail: schemes.joined(separator: ", "))
        case .none:
            throw failure(target.credential.isAnonymous ? .authRequired : .authFailed, target, detail: "no challenge")
        }
    }

    /// Answers the 401 of a redirect's target: a token for nobody, or nothing.
    func anonymousAuthorization(
        _ challenges: [Challenge],
        at url: HTTPURL,
        target: Target
    ) async throws(RequestFailure) -> Authorization {
        guard case .bearer(let challenge) = ChallengeChoice(challenges) else {
            throw failure(.authRequired, target, at: url, detail: url.origin)
        }
        let policy = RealmPolicy(endpoint: url, isExplicitHTTP: url.scheme == .http)
        guard case .allowed(let realm, _) = policy.decision(for: challenge.realm, purpose: .anonymous),
            target.policy.admitsAddress(of: realm)
        else { throw failure(.authRequired, target, at: url, detail: url.origin) }
        let request = TokenRequest(
            realm: realm,
            service: challenge.service,
            scopes: challenge.scopes,
            credential: .anonymous
        )
        return try await token(request, target: target, ground: .anonymous)
    }

    private func bearer(
        _ challenge: BearerChallenge,
        target: Target,
        refused: Authorization?
    ) async throws(RequestFailure) -> Authorization {
        let purpose: RealmPolicy.Purpose = target.credential.isAnonymous ? .anonymous : .secret
        switch target.policy.decision(for: challenge.realm, purpose: purpose) {
        case .refused(let refusal):
            throw foreign(refusal, target, detail: challenge.realm)
        case .allowed(let realm, let ground):
            let request = TokenRequest(
                realm: realm,
                service: challenge.service,
                scopes: challenge.scopes(for: target.scopes),
                credential: target.credential
            )
            if case .bearer(let value, let key) = refused { tokens.drop(key, value: value) }
            let authorization = try await token(request, target: target, ground: ground)
            if case .bearer(_, let key) = authorization { remember(.bearer(key), at: place(target)) }
            return authorization
        }
    }

    private func basic(_ target: Target, refused: Authorization?) throws(RequestFailure) -> Authorization {
        switch target.credential {
        case .anonymous:
            throw failure(.authRequired, target)
        case .identityToken:
            throw failure(.authUnsupported, target, detail: "Basic with an identity token")
        case .basic(let username, let password):
            let value = BasicAuthorization.value(username: username, password: password)
            guard refused != .basic(value) else { throw failure(.authFailed, target) }
            remember(.basic(value), at: place(target, scopes: []))
            return .basic(value)
        }
    }

    private func token(
        _ request: TokenRequest,
        target: Target,
        ground: RealmPolicy.Ground
    ) async throws(RequestFailure) -> Authorization {
        let key = TokenCache.Key(
            realm: request.realm,
            service: request.service,
            scopes: request.scopes,
            credential: request.credential
        )
        let fetch = TokenFetch(
            transport: transport,
            configuration: configuration,
            target: target,
            request: request,
            ground: ground
        )
        let value = try await tokens.token(for: key) { () async throws(RequestFailure) in
            // What is kin by its name may still stand for an address that is out of bounds.
            if ground != .sameHost, ground != .listed,
                !(try await self.admitsResolvedAddress(of: request.realm, target: target))
            {
                let origin = request.realm.origin
                throw self.foreign(
                    .init(rule: .address, origin: origin, realmsEntry: origin),
                    target,
                    detail: request.realm.redacted
                )
            }
            let isGetOnly = self.memory.withLock { $0.getOnly.contains(request.realm) }
            let (reply, knowsPOST) = try await fetch.run(allowsPOST: !isGetOnly)
            if !knowsPOST { self.memory.withLock { _ = $0.getOnly.insert(request.realm) } }
            return reply
        }
        return .bearer(value, key)
    }

    /// Whether what the name stands for passes the address rule; a name that does not exist is for the connection to
    /// report. Name servers that are silent are reported here: the connection would only wait for them once more.
    func admitsResolvedAddress(of url: HTTPURL, target: Target) async throws(RequestFailure) -> Bool {
        guard transport.isDirect(url) else { return true }
        let addresses: [NetworkAddress]
        switch await lookUp(url) {
        case .addresses(let found): addresses = found
        case .notFound: return true
        case .unavailable where Task.isCancelled: throw .cancelled
        case .unavailable:
            let failure = RegistryClientError(
                .networkError,
                stage: .name,
                url: url.redacted,
                detail: CleanText.line(url.host)
            )
            throw RequestFailure(failure, kind: .interrupted)
        }
        if addresses.allSatisfy({ $0.scope == .public }) { return true }
        var endpointAddresses: [NetworkAddress] = []
        if transport.isDirect(target.origin), case .addresses(let own) = await lookUp(target.origin) {
            endpointAddresses = own
        }
        return target.policy.admits(addresses: addresses, of: url, endpointAddresses: endpointAddresses)
    }

    private func lookUp(_ url: HTTPURL) async -> HostResolver.Answer {
        await HostResolver.resolve(url.host, limit: configuration.connectTimeout)
    }

    private func remember(_ demand: Demand, at place: Place) {
        memory.withLock { memory in
            if memory.demands.count >= Self.maximumPlaces { memory.demands.removeAll() }
            memory.demands[place] = demand
        }
    }

    private func place(_ target: Target, scopes: [String]? = nil) -> Place {
        Place(origin: target.origin.origin, scopes: scopes ?? target.scopes, credential: target.credential)
    }

    private func foreign(_ refusal: RealmPolicy.Refusal, _ target: Target, detail: String) -> RequestFailure {
        var failure = failure(.realmForeign, target, detail: detail)
        failure.error.realm = .init(
            origin: refusal.origin,
            rule: refusal.rule.rawValue,
            realmsEntry: refusal.realmsEntry
        )
        return failure
    }

    private func failure(
        _ code: RegistryClientError.Code,
        _ target: Target,
        at url: HTTPURL? = nil,
        detail: String? = nil
    ) -> RequestFailure {
        RequestFailure(
            RegistryClientError(
                code,
                stage: .challenge,
                url: url?.redacted,
                status: 401,
                detail: detail.map { CleanText.line($0) }
            )
        )
    }
}
