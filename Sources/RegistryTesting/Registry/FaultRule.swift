/// When a fault happens, and which.
public struct FaultRule: Sendable {
    /// Which requests a rule is about.
    public enum Target: Sendable {
        /// All.
        case any
        /// `GET /v2/`.
        case ping
        /// Manifests, all or those of a tag or digest.
        case manifest(String? = nil)
        /// Blobs, all or one.
        case blob(String? = nil)
        /// Lists of tags.
        case tags
        /// Uploads of blobs.
        case upload
        /// Lists of referrers.
        case referrers
        /// The token endpoint.
        case token
        /// Requests whose target (path and query) fits.
        case uri(@Sendable (String) -> Bool)

        func matches(_ route: RegistryRoute, _ request: TestRequest) -> Bool {
            switch (self, route) {
            case (.any, _), (.ping, .ping), (.tags, .tags), (.token, .token): true
            case (.upload, .upload), (.referrers, .referrers): true
            case (.manifest(let wanted), .manifest(_, let reference)): wanted == nil || wanted == reference
            case (.blob(let wanted), .blob(_, let digest)): wanted == nil || wanted == digest
            case (.uri(let fits), _): fits(request.uri)
            default: false
            }
        }
    }

    /// Which of the requests that match, counted from 1.
    public enum Occurrences: Sendable, Hashable {
        /// Every one.
        case always
        /// The first so many.
        case first(Int)
        /// One.
        case nth(Int)
        /// From one to another.
        case range(ClosedRange<Int>)
        /// One and all that follow.
        case from(Int)

        func contains(_ number: Int) -> Bool {
            switch self {
            case .always: true
            case .first(let count): number <= count
            case .nth(let wanted): number == wanted
            case .range(let range): range.contains(number)
            case .from(let first): number >= first
            }
        }
    }

    /// Which requests.
    public var target: Target
    /// Which of them.
    public var occurrences: Occurrences
    /// Only those of this method; nil takes each.
    public var method: String?
    /// Whether requests without a right credential count too.
    public var beforeAuthentication: Bool
    /// What happens.
    public var fault: Fault

    /// Makes a rule.
    public init(
        _ fault: Fault,
        on target: Target,
        _ occurrences: Occurrences = .always,
        method: String? = nil,
        beforeAuthentication: Bool = false
    ) {
        self.fault = fault
        self.target = target
        self.occurrences = occurrences
        self.method = method
        self.beforeAuthentication = beforeAuthentication
    }
}
