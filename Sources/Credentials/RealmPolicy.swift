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
    /// The address rule, for a realm or a redirect's target as written: not this machine, its link or a metadata
    /// service, and no private network while the endpoint is public.
    public func admitsAddress(of target: HTTPURL) -> Bool {
        if target.hasSameHost(as: endpoint) { return true }
        if NetworkAddress.scope(ofName: target.host) != nil { return false }
        guard let address = target.address else { return true }
        return Self.admits(address, endpointIsPrivate: isPrivateByName)
    }

    /// The same rule for what a name resolved to; one bad address is enough to refuse.
    ///
    /// - Parameter endpointAddresses: what the endpoint's own host resolves to; empty if that is not known.
    public func admits(addresses: [NetworkAddress], of target: HTTPURL, endpointAddresses: [NetworkAddress]) -> Bool {
        if target.hasSameHost(as: endpoint) || isListed(target) { return true }
        let isPrivate = isPrivateByName || endpointAddresses.contains { $0.scope != .public }
        return addresses.allSatisfy { Self.admits($0, endpointIsPrivate: isPrivate) }
    }

    /// Whether the endpoint is on a private network, or on this machine, as far as its name tells.
    private var isPrivateByName: Bool {
        if let address = endpoint.address { return address.scope != .public }
        return NetworkAddress.scope(ofName: endpoint.host) != nil
    }

    private static func admits(_ address: NetworkAddress, endpointIsPrivate: Bool) -> Bool {
        switch address.scope {
        case .public: true
        case .private: endpointIsPrivate
        case .unspecified, .loopback, .linkLocal, .metadata, .reserved: false
        }
    }
}
