import Credentials
import OCI
import Registries
import RegistryClient

/// One image at one endpoint, from the first request to the last byte of its layers.
struct EndpointWalk {
    private(set) var plan: PullPlan
    private(set) var endpoint: Endpoint
    let origin: HTTPURL
    let nodes: [Node]
    let settings: CheckSettings
    let timeline: Timeline
    let witness: Witness
    let client: RegistryClient
    let end: Duration

    var record: StageRecord
    /// What is wrong with the ping, until the manifest shows whether it matters.
    var pingProblem: EndpointFinding?
    var manifest: FetchedManifest?
    var choices: [NodeChoice] = []
    /// Places that nodes fetch layers from.
    var foreignURLs: [HTTPURL] = []
    /// Where the client's errors say that it was, besides what the witness saw.
    var errorURLs: [HTTPURL] = []

    /// - Parameters:
    ///   - position: the endpoint's place in the plan.
    ///   - start: what is known of its origin already.
    init?(
        _ plan: PullPlan,
        at position: Int,
        after start: StageRecord,
        nodes: [Node],
        settings: CheckSettings,
        timeline: Timeline,
        until end: Duration
    ) {
        endpoint = plan.endpoints[position]
        guard let origin = try? HTTPURL(parsing: endpoint.origin) else { return nil }
        self.origin = origin
        self.plan = Self.alone(endpoint, of: plan)
        self.nodes = nodes
        self.settings = settings
        self.timeline = timeline
        self.end = end
        record = start
        let witness = Witness(now: settings.now)
        self.witness = witness
        var configuration = settings.client
        configuration.jobs = 8
        configuration.connectTimeout = settings.stepLimit
        configuration.noProgressTimeout = settings.stepLimit
        configuration.retry = RetryPolicy(attempts: 1, base: .milliseconds(100), retryAfterCap: .zero)
        configuration.observe = { witness.see($0) }
        configuration.observeToken = { witness.see($0) }
        client = RegistryClient(configuration: configuration)
    }

    /// Takes every step that the ones before it allow.
    mutating func run() async {
        if await ping(), await fetchManifest() {
            await choosePlatforms()
            // A node for which there is nothing does not keep the others from theirs.
            if record.onlyMissesPlatforms, choices.contains(where: { $0.containerdChild != nil }) {
                await readLayers()
            }
        }
        noteAuthentication()
        noteClock()
        noteLimits()
        client.abandon()
    }

    private static func alone(_ endpoint: Endpoint, of plan: PullPlan) -> PullPlan {
        PullPlan(image: plan.image, flavour: plan.flavour, node: plan.node, endpoints: [endpoint])
    }
}

// MARK: - Other images

extension EndpointWalk {
    /// Whether every image would fare alike, so that nobody needs to ask, or to wait, once more: nothing comes from the
    /// endpoint or from its token server, or the endpoint itself refuses the login, which too many tries would lock.
    var isFatalForAll: Bool {
        guard let failure = record.failure else { return false }
        switch (failure.stage, failure.code) {
        case (.name, _), (.proxy, _), (.connect, _), (.tls, _), (.token, .tokenUnreachable): return true
        case (.challenge, .init(.authFailed)): return true
        case (.ping, .init(.noProgress)), (.ping, .init(.networkError)), (.ping, .outOfTime): return true
        default: return false
        }
    }

    /// Whether time was lost with waiting, rather than with a long way.
    var isHung: Bool {
        guard let failure = record.failure else { return false }
        let codes: [EndpointFinding.Code] = [
            .outOfTime, .init(.noProgress), .tokenUnreachable, .redirectUnreachable,
        ]
        return codes.contains(failure.code)
    }

    /// What this walk says about another image.
    func standing(for plan: PullPlan, at position: Int) -> EndpointWalk {
        var walk = self
        walk.endpoint = plan.endpoints[position]
        walk.plan = Self.alone(walk.endpoint, of: plan)
        return walk
    }

    /// A walk for which no time is left.
    mutating func giveUp() {
        note(.time, at: .ping)
    }
}

// MARK: - Steps

/// Why a step gave no result.
enum StepFailure: Error, Sendable {
    case client(RegistryClientError)
    case time
}

extension EndpointWalk {
    /// Takes a step within its limit, and once more where the reason it failed for may have passed.
    ///
    /// - Parameter fault: what is wrong with a result, if that counts as a failure of this kind.
    func step<Result: Sendable>(
        fault: (Result) -> RegistryClientError? = { _ in nil },
        _ work: @escaping @Sendable () async throws(RegistryClientError) -> Result
    ) async -> (result: Swift.Result<Result, StepFailure>, hiccup: RegistryClientError?) {
        let first = await attempt(work)
        let error: RegistryClientError
        let pause: Duration
        switch first {
        case .failure(.client(let failure)):
            guard let wait = Self.pause(after: failure) else { return (first, nil) }
            (error, pause) = (failure, wait)
        case .success(let result):
            guard let fault = fault(result) else { return (first, nil) }
            (error, pause) = (fault, .milliseconds(300))
        case .failure: return (first, nil)
        }
        try? await timeline.sleep(pause)
        let second = await attempt(work)
        switch second {
        case .failure(.time): return (first, nil)
        case .success(let result) where fault(result) != nil: return (second, nil)
        case .success, .failure: return (second, error)
        }
    }

    private func attempt<Result: Sendable>(
        _ work: @escaping @Sendable () async throws(RegistryClientError) -> Result
    ) async -> Swift.Result<Result, StepFailure> {
        let limit = end - timeline.now()
        let result = await TimeLimit(timeline: timeline).within(limit) {
            () async -> Swift.Result<Result, StepFailure> in
            do throws(RegistryClientError) {
                return .success(try await work())
            } catch {
                return .failure(.client(error))
            }
        }
        return result ?? .failure(.time)
    }

    /// How long to wait before a step is taken once more; nil where that would not help.
    static func pause(after error: RegistryClientError) -> Duration? {
        switch error.code {
        // Whoever waited for a name in vain has no time to do it again.
        case .networkError where error.stage == .name: nil
        case .connectRefused, .serverError, .networkError: .milliseconds(300)
        case .rateLimited: error.retryAfter.flatMap { $0 <= .seconds(2) ? max($0, .milliseconds(300)) : nil }
        default: nil
        }
    }

    /// An answer by which a registry in trouble is known.
    static func trouble(_ answer: SingleAnswer) -> RegistryClientError? {
        guard answer.status == 408 || (500...599).contains(answer.status), answer.status != 511 else { return nil }
        return RegistryClientError(.serverError, stage: .manifest, url: answer.url, status: answer.status)
    }

    /// Notes a failure at the stage that it belongs to.
    mutating func note(_ failure: StepFailure, at stage: Stage) {
        record.add(finding(for: failure, at: stage))
    }

    mutating func finding(for failure: StepFailure, at stage: Stage) -> EndpointFinding {
        switch failure {
        case .time: overdue(at: stage)
        case .client(let error): finding(for: error, at: stage)
        }
    }

    /// Whom time ran out with: the last answer tells who was asked next.
    private func overdue(at stage: Stage) -> EndpointFinding {
        guard let last = witness.exchanges.last?.exchange, let place = last.place else {
            return EndpointFinding(.outOfTime, stage: stage)
        }
        func found(_ code: EndpointFinding.Code, _ stage: Stage, _ host: String) -> EndpointFinding {
            let facts = [JSON.Member("host", host), .init("reason", EndpointFinding.Code.outOfTime.rawValue)]
            return EndpointFinding(code, stage: stage, evidence: facts)
        }
        if last.status == 401, isOwn(last), let realm = Self.realm(in: last) {
            return found(.tokenUnreachable, .token, realm.origin)
        }
        if realmURLs.contains(place.redacted) { return found(.tokenUnreachable, .token, place.origin) }
        let next = last.destination ?? place
        if !next.hasSameOrigin(as: origin) { return found(.redirectUnreachable, .redirect, next.origin) }
        return EndpointFinding(.outOfTime, stage: stage)
    }

    private static func realm(in exchange: ObservedExchange) -> HTTPURL? {
        exchange.header("www-authenticate").flatMap(realm).flatMap { try? HTTPURL(parsing: $0) }
    }

    private static func realm(_ challenge: String) -> String? {
        guard let start = challenge.firstRange(of: "realm=\"")?.upperBound,
            challenge.lowercased().contains("bearer")
        else { return nil }
        return String(challenge[start...].prefix { $0 != "\"" })
    }

    mutating func finding(for error: RegistryClientError, at stage: Stage) -> EndpointFinding {
        var error = error
        if let url = error.url.flatMap({ try? HTTPURL(parsing: $0) }) {
            errorURLs.append(url)
            // A registry may be its own token server.
            if realmURLs.contains(url.redacted) { error.stage = .token }
        }
        let found = FailurePlace.finding(
            for: error,
            at: stage,
            endpoint: origin,
            realms: realms,
            hasClientCertificate: endpoint.tls?.certFile?.isEmpty == false,
            usedToken: !witness.tokens.isEmpty
        )
        guard found.code == .init(.authUnsupported), challenges.contains(where: Self.isOfKnownScheme) else {
            return found
        }
        let said = JSON.Member("challenge", challenges.joined(separator: ", "))
        return EndpointFinding(.challengeInvalid, stage: .challenge, evidence: [said] + found.evidence)
    }

    /// Whether a challenge would be understood if it had all that belongs to it.
    private static func isOfKnownScheme(_ challenge: String) -> Bool {
        ["basic", "bearer"].contains(challenge.prefix { $0 != " " }.lowercased())
    }

    /// The origins of the token servers that the registry named.
    var realms: Set<String> { Set(realmPlaces.map(\.origin)) }

    /// Where they are, without queries.
    private var realmURLs: Set<String> { Set(realmPlaces.map(\.redacted)) }

    private var realmPlaces: [HTTPURL] {
        (witness.tokens.map(\.realm) + challenges.compactMap(Self.realm)).compactMap { try? HTTPURL(parsing: $0) }
    }

    /// What the endpoint's own 401 ask for.
    var challenges: [String] {
        let own = witness.exchanges.map(\.exchange).filter { $0.status == 401 && isOwn($0) }
        let lines = own.flatMap { exchange in
            exchange.responseHeaders.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
        }
        var seen: Set<String> = []
        return lines.filter { seen.insert($0).inserted }
    }

    func isOwn(_ exchange: ObservedExchange) -> Bool {
        exchange.place?.hasSameOrigin(as: origin) == true
    }

    mutating func warnUnsteady(_ hiccup: RegistryClientError?, at stage: Stage) {
        guard let hiccup else { return }
        let facts = [JSON.Member("reason", hiccup.code.rawValue)] + FailurePlace.evidence(of: hiccup)
        record.add(EndpointFinding(.unsteady, .warning, stage: stage, evidence: facts))
    }
}
