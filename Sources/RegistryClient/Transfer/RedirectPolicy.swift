import Credentials

/// Where a redirect may lead (RFC 9110 §15.4), and what stays behind.
struct RedirectPolicy: Sendable {
    static let maximumHops = 10
    static let statuses: Set<Int> = [301, 302, 303, 307, 308]

    enum Problem: Error, Hashable, Sendable {
        case tooMany
        case refused(String)
    }

    let start: HTTPURL
    let rules: RealmPolicy
    private(set) var hops = 0
    /// Whether the chain has been on another origin. What was left at the first origin is not taken up again when
    /// the chain comes back.
    private(set) var hasLeftOrigin: Bool

    /// - Parameter isForeign: whether `start` is no URL of the endpoint's own making, such as one of a layer's `urls`.
    init(start: HTTPURL, rules: RealmPolicy, isForeign: Bool = false) {
        self.start = start
        self.rules = rules
        self.hasLeftOrigin = isForeign || !start.hasSameOrigin(as: rules.endpoint)
    }

    /// - Parameter isNamed: whether registries.yaml names a host.
    mutating func follow(
        _ location: String?,
        from current: HTTPURL,
        isNamed: (HTTPURL) -> Bool
    ) throws(Problem) -> HTTPURL {
        hops += 1
        guard hops <= Self.maximumHops else { throw .tooMany }
        guard let location, !location.isEmpty else { throw .refused("no Location") }
        let next: HTTPURL
        do throws(HTTPURL.Problem) {
            next = try current.resolving(location)
        } catch {
            throw .refused(error.rawValue)
        }
        guard next.scheme == .https || start.scheme == .http else { throw .refused("https to http: \(next.origin)") }
        guard rules.admitsDestination(next) || isNamed(next) else { throw .refused("address: \(next.origin)") }
        if !next.hasSameOrigin(as: rules.endpoint) { hasLeftOrigin = true }
        return next
    }
}
