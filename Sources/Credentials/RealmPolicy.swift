/// May the secret of an endpoint go to the token server that a challenge names, and may an anonymous token be
/// fetched there?
///
/// The registry chooses the realm, so without this rule it, or anyone between, chooses who gets the secret
/// (CVE-2020-15157, CVE-2026-33540, CVE-2026-48978 and others). The decision is pure; what a name resolves to is
/// judged with ``admits(addresses:of:endpointAddresses:)``.
public struct RealmPolicy: Sendable {
    /// What would be sent.
    public enum Purpose: Hashable, Sendable {
        /// A password or an identity token.
        case secret
        /// A request for a token for nobody in particular.
        case anonymous
    }

    /// What the policy says.
    public enum Decision: Hashable, Sendable {
        case allowed(HTTPURL, Ground)
        case refused(Refusal)
    }

    /// Why a realm is allowed.
    public enum Ground: String, Hashable, Sendable {
        /// The endpoint's own host.
        case sameHost = "same-host"
        /// A pair in the built-in table.
        case known
        /// The endpoint's parent or sibling by name.
        case related
        /// Its origin is in `realms:`.
        case listed
        /// No secret is sent.
        case anonymous
    }

    /// Why a realm is not allowed.
    public struct Refusal: Hashable, Sendable {
        /// The rule that refuses.
        public enum Rule: String, Hashable, Sendable {
            case malformed
            case plainHTTP = "plain-http"
            case address
            case foreign
        }

        /// The rule that refuses.
        public var rule: Rule
        /// The realm's origin, if it could be read.
        public var origin: String?
        /// What would allow it: a value for `realms:`. Nil where nothing would.
        public var realmsEntry: String?

        /// A refusal by that rule.
        public init(rule: Rule, origin: String? = nil, realmsEntry: String? = nil) {
            self.rule = rule
            self.origin = origin
            self.realmsEntry = realmsEntry
        }
    }

    /// The API root of the endpoint that the secret is bound to.
    public let endpoint: HTTPURL
    /// Whether the user wrote `http://` for it.
    public let isExplicitHTTP: Bool
    /// `configs.<host>.auth.realms`: origins.
    public let realms: [String]

    /// The policy of one endpoint and the secret bound to it.
    public init(endpoint: HTTPURL, isExplicitHTTP: Bool, realms: [String] = []) {
        self.endpoint = endpoint
        self.isExplicitHTTP = isExplicitHTTP
        self.realms = realms
    }

    /// Judges the `realm` of a Bearer challenge from the endpoint.
    public func decision(for realm: String, purpose: Purpose) -> Decision {
        guard let url = try? HTTPURL(parsing: realm) else { return .refused(Refusal(rule: .malformed)) }
        return decision(for: url, purpose: purpose)
    }

    /// Judges a realm that could be read.
    public func decision(for realm: HTTPURL, purpose: Purpose) -> Decision {
        let sameHost = realm.hasSameHost(as: endpoint)
        let listed = isListed(realm)
        if realm.scheme == .http {
            guard isExplicitHTTP, realm.hasSameOrigin(as: endpoint) else {
                return .refused(Refusal(rule: .plainHTTP, origin: realm.origin))
            }
        }
        guard sameHost || listed || admitsAddress(of: realm) else {
            return .refused(Refusal(rule: .address, origin: realm.origin, realmsEntry: realm.origin))
        }
        if sameHost { return .allowed(realm, .sameHost) }
        if listed { return .allowed(realm, .listed) }
        if KnownRealms.contains(registry: endpoint.host, realm: realm) { return .allowed(realm, .known) }
        if Self.areRelated(endpoint.host, realm.host) { return .allowed(realm, .related) }
        if purpose == .anonymous { return .allowed(realm, .anonymous) }
        return .refused(Refusal(rule: .foreign, origin: realm.origin, realmsEntry: realm.origin))
    }

    private func isListed(_ realm: HTTPURL) -> Bool {
        realms.contains { entry in
            guard let listed = try? HTTPURL(parsing: entry) else { return false }
            return listed.hasSameOrigin(as: realm)
        }
    }

    /// The parent of the endpoint's name, or a name that differs from it in the first label alone.
    static func areRelated(_ registry: String, _ realm: String) -> Bool {
        guard NetworkAddress(host: registry) == nil, NetworkAddress(host: realm) == nil else { return false }
        guard let dot = registry.firstIndex(of: ".") else { return false }
        let parent = registry[registry.index(after: dot)...]
        guard parent.contains("."), !SharedSuffixes.isShared(parent) else { return false }
        if realm == parent { return true }
        guard let realmDot = realm.firstIndex(of: ".") else { return false }
        return realm[realm.index(after: realmDot)...] == parent
    }
}

extension RealmPolicy {
    /// How far inside a target may lie, by where the endpoint itself lies: nobody outside may send us further in.
    private enum Reach: Comparable {
        case `public`
        case `private`
        case loopback

        init(_ scope: NetworkAddress.Scope?) {
            switch scope {
            case nil, .public?: self = .public
            case .loopback?: self = .loopback
            default: self = .private
            }
        }

        func admits(_ scope: NetworkAddress.Scope) -> Bool {
            switch scope {
            case .public: true
            case .private: self >= .private
            case .loopback: self == .loopback
            case .unspecified, .linkLocal, .metadata, .reserved: false
            }
        }
    }

    /// The address rule for a realm as written: not this machine, its link or a metadata service, and no private
    /// network while the endpoint is public.
    public func admitsAddress(of realm: HTTPURL) -> Bool {
        admits(realm, within: min(ownReach, .private))
    }

    /// The same rule for where a redirect or a layer's `urls` lead, which get no secret: from an endpoint on this
    /// machine they may stay on it.
    public func admitsDestination(_ target: HTTPURL) -> Bool {
        admits(target, within: ownReach)
    }

    /// The rule for what a name resolved to; one bad address is enough to refuse.
    ///
    /// - Parameter endpointAddresses: what the endpoint's own host resolves to; empty if that is not known.
    public func admits(addresses: [NetworkAddress], of target: HTTPURL, endpointAddresses: [NetworkAddress]) -> Bool {
        if target.hasSameHost(as: endpoint) || isListed(target) { return true }
        let reach = endpointAddresses.map { Reach($0.scope) }.reduce(ownReach, max)
        return addresses.allSatisfy { reach.admits($0.scope) }
    }

    private func admits(_ target: HTTPURL, within reach: Reach) -> Bool {
        if target.hasSameHost(as: endpoint) { return true }
        guard let scope = NetworkAddress.scope(ofName: target.host) ?? target.address?.scope else { return true }
        return reach.admits(scope)
    }

    /// Where the endpoint lies, as far as its name tells.
    private var ownReach: Reach {
        Reach(NetworkAddress.scope(ofName: endpoint.host) ?? endpoint.address?.scope)
    }
}
