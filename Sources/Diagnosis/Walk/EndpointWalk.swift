import Credentials
import OCI
import Registries
import RegistryClient

/// One image at one endpoint, from the first request to the last byte of its layers.
struct EndpointWalk {
    let plan: PullPlan
    let endpoint: Endpoint
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
        self.plan = PullPlan(image: plan.image, flavour: plan.flavour, node: plan.node, endpoints: [endpoint])
        self.nodes = nodes
        self.settings = settings
        self.timeline = timeline
        self.end = end
        record = start
        let witness = Witness(now: settings.now)
        self.witness = witness
        client = RegistryClient(
            configuration: RegistryClientConfiguration(
                jobs: 8,
                connectTimeout: settings.stepLimit,
                noProgressTimeout: settings.stepLimit,
                retry: RetryPolicy(attempts: 1, base: .milliseconds(100), retryAfterCap: .zero),
                environment: settings.environment,
                userAgent: settings.userAgent,
                configuredHost: settings.configuredHost,
                clock: settings.clock,
                observe: { witness.see($0) },
                observeToken: { witness.see($0) }
            )
        )
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
        try? await client.shutdown()
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
    func step<Result: Sendable>(
        _ work: @escaping @Sendable () async throws(RegistryClientError) -> Result
    ) async -> (result: Swift.Result<Result, StepFailure>, hiccup: RegistryClientError?) {
        let first = await attempt(work)
        guard case .failure(.client(let error)) = first, Self.mayPass(error) else { return (first, nil) }
        try? await timeline.sleep(.milliseconds(300))
        let second = await attempt(work)
        if case .failure(.time) = second { return (first, nil) }
        return (second, error)
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

    /// A request, and once more where the endpoint was in trouble.
    ///
    /// - Returns: the last answer, and what was wrong with the first where the second was well.
    func answer(
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        limit: Int
    ) async -> (result: Swift.Result<SingleAnswer, StepFailure>, hiccup: RegistryClientError?) {
        let (client, endpoint) = (client, endpoint)
        let ask = { @Sendable () async throws(RegistryClientError) -> SingleAnswer in
            try await client.request(method, path, of: endpoint, headers: headers, limit: limit)
        }
        let first = await step(ask)
        guard case .success(let answer) = first.result, (500...599).contains(answer.status) else { return first }
        try? await timeline.sleep(.milliseconds(300))
        let second = await step(ask)
        guard case .success(let other) = second.result, !(500...599).contains(other.status) else { return first }
        return (
            second.result,
            RegistryClientError(.serverError, stage: .manifest, url: answer.url, status: answer.status)
        )
    }

    private static func mayPass(_ error: RegistryClientError) -> Bool {
        switch error.code {
        case .connectRefused, .networkError, .serverError: true
        default: false
        }
    }

    /// Notes a failure at the stage that it belongs to.
    mutating func note(_ failure: StepFailure, at stage: Stage) {
        switch failure {
        case .time:
            if record[stage] == nil { record.set(stage, .unknown, detail: ["because": "time"]) }
            record.add(EndpointFinding(.outOfTime, stage: stage))
        case .client(let error):
            record.add(finding(for: error, at: stage))
        }
    }

    mutating func finding(for error: RegistryClientError, at stage: Stage) -> EndpointFinding {
        if let url = error.url.flatMap({ try? HTTPURL(parsing: $0) }) { errorURLs.append(url) }
        var error = error
        // A registry may be its own token server.
        if let url = error.url, realmURLs.contains(where: { $0.prefix { $0 != "?" } == url.prefix { $0 != "?" } }) {
            error.stage = .token
        }
        let found = FailurePlace.finding(
            for: error,
            at: stage,
            endpoint: origin,
            realms: realms,
            hasClientCertificate: endpoint.tls?.certFile?.isEmpty == false,
            usedToken: !witness.tokens.isEmpty
        )
        return isWithoutChallenge(found) ? withoutChallenge(found) : found
    }

    /// Whether a login failed because nothing said how to log in: without `WWW-Authenticate`, or with one of a kind that
    /// is known and that lacks what it needs.
    private func isWithoutChallenge(_ finding: EndpointFinding) -> Bool {
        let refusals: [EndpointFinding.Code] = [.init(.authFailed), .init(.authRequired), .init(.authUnsupported)]
        guard finding.stage == .challenge, refusals.contains(finding.code) else { return false }
        let known = challenges.contains { challenge in
            ["basic", "bearer"].contains(challenge.prefix { $0 != " " }.lowercased())
        }
        let hasRefusal = witness.exchanges.contains { isOwn($0.exchange) && $0.exchange.status == 401 }
        return hasRefusal && (challenges.isEmpty || known && finding.code == .init(.authUnsupported))
    }

    private func withoutChallenge(_ finding: EndpointFinding) -> EndpointFinding {
        let said = challenges.isEmpty ? "nothing" : challenges.joined(separator: ", ")
        return EndpointFinding(
            .challengeInvalid,
            stage: .challenge,
            evidence: [.init("challenge", said)] + finding.evidence.filter { $0.key != "detail" }
        )
    }

    /// The origins of the token servers that the registry named.
    var realms: Set<String> { Set(realmURLs.compactMap { try? HTTPURL(parsing: $0).origin }) }

    private var realmURLs: [String] { witness.tokens.map(\.realm) + challengedRealms }

    private var challengedRealms: [String] {
        challenges.compactMap { challenge in
            guard let start = challenge.firstRange(of: "realm=\"")?.upperBound else { return nil }
            return String(challenge[start...].prefix { $0 != "\"" })
        }
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
        (try? HTTPURL(parsing: exchange.url))?.hasSameOrigin(as: origin) == true
    }

    mutating func warnUnsteady(_ hiccup: RegistryClientError?, at stage: Stage) {
        guard let hiccup else { return }
        let facts = [JSON.Member("reason", hiccup.code.rawValue)] + FailurePlace.evidence(of: hiccup)
        record.add(EndpointFinding(.unsteady, .warning, stage: stage, evidence: facts))
    }
}
