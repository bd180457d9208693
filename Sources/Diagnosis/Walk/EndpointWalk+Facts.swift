import Credentials
import OCI
import Registries
import RegistryClient

// What the answers said on the way: the login, the clock, the limits.
extension EndpointWalk {
    /// The challenge and the token, as far as it came to them.
    mutating func noteAuthentication() {
        let challenges = challenges
        let credential = endpoint.authKind.rawValue
        if !challenges.isEmpty {
            set(
                .challenge,
                detail: ["challenges": .array(challenges.map(JSON.string)), "credential": .string(credential)]
            )
        } else if witness.exchanges.contains(where: { isOwn($0.exchange) && $0.exchange.status == 401 }) {
            set(.challenge, detail: ["challenges": []])
        } else if !witness.exchanges.isEmpty, record[.challenge] == nil {
            record.set(.challenge, .skipped, detail: ["because": "not asked"])
        }
        let tokens = witness.tokens
        if let token = tokens.last {
            set(
                .token,
                detail: [
                    "realm": .string(token.realm),
                    "service": token.service.map(JSON.string) ?? .null,
                    "asked": .array(token.askedScopes.map(JSON.string)),
                    "granted": token.grantedScopes.map { .array($0.map(JSON.string)) } ?? .null,
                    "anonymous": .bool(token.isAnonymous),
                    "expiresInSeconds": token.expiresIn.map { .number(String($0.components.seconds)) } ?? .null,
                ]
            )
        } else if record[.token] == nil, record[.challenge]?.status != .failed, !witness.exchanges.isEmpty {
            record.set(.token, .skipped, detail: ["because": "not asked"])
        }
    }

    /// Facts for a stage, which is well unless a finding has said otherwise.
    private mutating func set(_ stage: Stage, detail: JSON) {
        record.set(stage, record[stage]?.status == .failed ? .failed : .ok, detail: detail)
    }

    /// A clock this far away makes certificates and tokens end early, or begin late.
    private static let skewWorthTelling: Int64 = 60

    mutating func noteClock() {
        // An answer out of a cache has the date at which it was made.
        let dates = witness.exchanges.filter { isOwn($0.exchange) && $0.exchange.header("age") == nil }
            .compactMap { seen -> Int64? in
                seen.exchange.header("date").flatMap(HTTPDate.parse).map { $0 - seen.time }
            }
        guard let skew = dates.min(by: { abs($0) < abs($1) }) else {
            if !witness.exchanges.isEmpty { record.set(.clock, .unknown, detail: ["because": "no Date"]) }
            return
        }
        record.set(.clock, .ok, detail: ["secondsAhead": .number(String(skew))])
        guard abs(skew) > Self.skewWorthTelling else { return }
        record.add(
            EndpointFinding(
                .clockSkew,
                .warning,
                stage: .clock,
                evidence: [JSON.Member(key: "secondsAhead", value: .number(String(skew)))]
            )
        )
    }

    mutating func noteLimits() {
        let own = witness.exchanges.map(\.exchange).filter { isOwn($0) }
        func number(_ names: String...) -> Int64? {
            own.reversed().lazy.compactMap { exchange in
                names.lazy.compactMap { exchange.header($0) }.first.flatMap { text in
                    Int64(text.prefix { ("0"..."9").contains($0) })
                }
            }.first
        }
        guard let left = number("ratelimit-remaining", "x-ratelimit-remaining") else {
            if !own.isEmpty { record.set(.limits, .skipped, detail: ["because": "none said"]) }
            return
        }
        let limit = number("ratelimit-limit", "x-ratelimit-limit")
        let facts = [
            JSON.Member(key: "remaining", value: .number(String(left))),
            JSON.Member(key: "limit", value: limit.map { .number(String($0)) } ?? .null),
        ]
        record.set(.limits, .ok, detail: .object(facts))
        // A tenth, or a handful where nobody says of how many.
        if left <= (limit ?? 50) / 10 {
            record.add(EndpointFinding(.rateLimitLow, .warning, stage: .limits, evidence: facts))
        }
    }
}

// MARK: - Other hosts

/// A host that an endpoint leads to.
struct OtherHost: Hashable, Sendable {
    var origin: HTTPURL
    var use: HostReport.Use

    static func == (left: OtherHost, right: OtherHost) -> Bool {
        left.origin.hasSameOrigin(as: right.origin) && left.use == right.use
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(origin.origin)
        hasher.combine(use)
    }
}

extension EndpointWalk {
    private static let maximumHosts = 16

    /// The hosts that answers, challenges and layers lead to.
    var otherHosts: [OtherHost] {
        let realms = realms
        var found: [OtherHost] = []
        func add(_ url: HTTPURL?, _ use: HostReport.Use) {
            guard let url, let origin = try? HTTPURL(parsing: url.origin), !origin.hasSameOrigin(as: self.origin) else {
                return
            }
            let host = OtherHost(origin: origin, use: use)
            if !found.contains(host), found.count < Self.maximumHosts { found.append(host) }
        }
        for realm in realms.sorted() { add(try? HTTPURL(parsing: realm), .token) }
        for seen in witness.exchanges {
            guard (300..<400).contains(seen.exchange.status), let location = seen.exchange.header("location"),
                let asked = try? HTTPURL(parsing: seen.exchange.url), let next = try? asked.resolving(location)
            else { continue }
            add(next, realms.contains(next.origin) ? .token : .redirect)
        }
        for url in errorURLs { add(url, realms.contains(url.origin) ? .token : .redirect) }
        for url in foreignURLs { add(url, .foreignLayer) }
        return found
    }
}
