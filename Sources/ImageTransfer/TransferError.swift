public import Containerd
public import ContentStore
public import OCI
public import RegistryClient

/// Why an image could not be moved: one error for what the client, the store and the choice of a platform report.
public struct TransferError: Error, Sendable {
    /// What failed, as the room that saw it says it.
    public enum Cause: Sendable {
        /// A request, or all of them.
        case client(RegistryClientError)
        /// The layout.
        case store(ContentStoreError)
        /// containerd.
        case containerd(ContainerdError)
        /// A document that is not valid.
        case content(OCIError)
        /// Bytes that are not those promised.
        case integrity(BlobIntegrityError)
        /// No child of the index, or not the only manifest, fits what was asked for.
        case noMatchingPlatform(PlatformChoice.Mismatch?)
        /// Content that a catalog was asked for and does not have.
        case contentMissing(Digest)
        /// Children of an index that a place does not have completely: what is there and what is not.
        case incomplete(present: [Platform], absent: [Platform?])
        /// More platforms than the one that there is room for.
        case severalPlatforms([Platform])
        /// Another image of the same run has that name at the destination.
        case nameTaken(String)
        /// An image has no place at a destination.
        case placeless(SyncFault)
        /// Somebody above refused the work before it began, for a reason of that code.
        case refused(code: String, any Error)
        /// The task was cancelled.
        case cancelled
        /// Anything else.
        case other(any Error)
    }

    /// What failed.
    public var cause: Cause
    /// Where it happened, if the cause does not say: `manifest`, `platform`, `blob`, `store`.
    public var stage: String
    /// The API root of the endpoint involved.
    public var endpoint: String?
    /// What was fetched.
    public var digest: Digest?
    /// The patterns of platforms of which none fits, where it is not a host that was asked for.
    public var wanted: [String] = []

    /// What any room throws.
    ///
    /// - Parameter stage: where it happened, if the error does not say.
    public init(_ error: any Error, stage: String, endpoint: String? = nil, digest: Digest? = nil) {
        self.stage = stage
        self.endpoint = endpoint
        self.digest = digest
        switch error {
        case let error as TransferError: self = error
        case let error as RegistryClientError where error.code == .cancelled: cause = .cancelled
        case let error as RegistryClientError:
            cause = .client(error)
            self.stage = error.stage.rawValue
            self.endpoint = error.endpoint ?? endpoint
        case let error as ContentStoreError:
            cause = .store(error)
            self.stage = "store"
        case let error as ContainerdError:
            cause = .containerd(error)
            self.stage = "store"
        case let error as OCIError: cause = .content(error)
        case let error as BlobIntegrityError: cause = .integrity(error)
        case let error as CatalogError:
            switch error {
            case .contentMissing(let digest): cause = .contentMissing(digest)
            }
            self.stage = "store"
        case let error as SyncFault:
            cause = .placeless(error)
            self.stage = "plan"
        case is CancellationError: cause = .cancelled
        default: cause = .other(error)
        }
    }

    /// What was refused before any request.
    public init(refused code: String, _ error: any Error) {
        cause = .refused(code: code, error)
        stage = "plan"
    }

    init(noMatch mismatch: PlatformChoice.Mismatch?, endpoint: String?) {
        cause = .noMatchingPlatform(mismatch)
        stage = "platform"
        self.endpoint = endpoint
    }

    /// Of two images that would have the same name at a destination, the later one.
    public init(nameTaken name: String) {
        cause = .nameTaken(name)
        stage = "manifest"
    }

    init(severalPlatforms platforms: [Platform]) {
        cause = .severalPlatforms(platforms)
        stage = "platform"
    }

    init(present: [Platform], absent: [Platform?]) {
        cause = .incomplete(present: present, absent: absent)
        stage = "platform"
    }

    /// Nothing that an image offers fits any of these.
    init(unmatched patterns: [PlatformPattern], offers: [Platform]) {
        let refusals = offers.enumerated().map { index, platform in
            PlatformChoice.Offer(index: index, platform: platform, refusal: .otherVersion)
        }
        self.init(
            noMatch: PlatformChoice.Mismatch(
                host: .current,
                hostBuild: nil,
                offers: refusals,
                wouldMatch: [],
                wouldMatchBuilds: nil
            ),
            endpoint: nil
        )
        wanted = patterns.map(\.description)
    }

    /// A stable name such as `not-found` or `no-matching-platform`.
    public var code: String {
        switch cause {
        case .client(let error): error.code.rawValue
        case .store(let error): error.code.rawValue
        case .containerd(let error): error.code.rawValue
        case .content(let error): error.code.rawValue
        case .integrity(let error): error.actualSize == error.expectedSize ? "digest-mismatch" : "size-mismatch"
        case .noMatchingPlatform: "no-matching-platform"
        case .contentMissing: "not-found"
        case .incomplete: "image-incomplete"
        case .severalPlatforms: "several-platforms"
        case .nameTaken: "name-taken"
        case .placeless(let fault): fault.code
        case .refused(let code, _): code
        case .cancelled: "cancelled"
        case .other: "internal"
        }
    }

    /// Every request that was made on the way, in order.
    public var attempts: [Attempt] {
        if case .client(let error) = cause { error.attempts } else { [] }
    }
}

extension Error {
    /// Whether the destination failed: to ask another endpoint is no use.
    var isOfDestination: Bool { self is ContentStoreError || self is ContainerdError }

    var isDiskFull: Bool {
        (self as? ContentStoreError)?.code == .diskFull || (self as? ContainerdError)?.code == .diskFull
    }
}
