public import OCI
public import Registries
public import RegistryClient

/// One image that is brought to one name.
public struct SyncTask: Sendable {
    /// From where and to where, in terms of requests.
    public struct Route: Sendable {
        /// Where the image is looked for.
        public var source: PullPlan
        /// The registry and the repository.
        public var destination: Endpoint

        /// A way.
        public init(from source: PullPlan, to destination: Endpoint) {
            self.source = source
            self.destination = destination
        }
    }

    /// As nodes name it.
    public var image: ImageReference
    /// As the destination is to name it; nil for none.
    public var target: ImageReference?
    /// Which children; nil for all, byte for byte.
    public var platforms: [PlatformPattern]?
    /// Whether signatures and the like come along.
    public var withReferrers = false
    /// Whether foreign layers become ordinary ones.
    public var rewritesForeign = false
    /// What the destination's name has to lead to, for who verifies it; nil for anything whole.
    public var expected: Digest?
    /// Finds the way, with credentials; or says why there is none.
    public var route: @Sendable () async throws -> Route

    /// All of an image.
    public init(
        _ image: ImageReference,
        to target: ImageReference?,
        route: @escaping @Sendable () async throws -> Route
    ) {
        self.image = image
        self.target = target
        self.route = route
    }
}

/// What became of one.
public struct SyncedImage: Sendable {
    /// As nodes name it.
    public var image: ImageReference
    /// As the destination names it; nil where it has no place there.
    public var target: ImageReference?
    /// How it went.
    public var outcome: CopyOutcome

    /// An image and how it went.
    public init(_ image: ImageReference, to target: ImageReference?, _ outcome: CopyOutcome) {
        self.image = image
        self.target = target
        self.outcome = outcome
    }
}

/// Brings many images to registries: several at once within shared limits, each on its own, so that one's failure is
/// none of the others'.
///
/// What a destination has under its name is asked for no further, and what an interrupted run left is used.
public struct ImageSync: Sendable {
    private let client: RegistryClient
    private let limits: TransferLimits
    private let jobs: Int
    private let progress: TransferProgress
    private let isDryRun: Bool
    private let known = KnownBlobs()
    private let announced: AnnouncedBlobs?

    /// - Parameters:
    ///   - jobs: how many images are looked at at once; what moves is bounded by the limits.
    ///   - isDryRun: whether to find out what would move, and change nothing.
    public init(
        client: RegistryClient,
        limits: TransferLimits,
        jobs: Int,
        progress: TransferProgress = TransferProgress(),
        isDryRun: Bool = false
    ) {
        self.client = client
        self.limits = limits
        self.jobs = max(1, jobs)
        self.progress = progress
        self.isDryRun = isDryRun
        announced = isDryRun ? AnnouncedBlobs() : nil
    }

    /// Runs the tasks.
    ///
    /// - Parameter ended: is told of each as soon as it ends, in whatever order.
    /// - Returns: what became of them, in the order of the tasks.
    public func run(
        _ tasks: [SyncTask],
        ended: @escaping @Sendable (SyncedImage) -> Void = { _ in }
    ) async -> [SyncedImage] {
        await inParallel(tasks, jobs: jobs) { task in
            let result = SyncedImage(task.image, to: task.target, await outcome(of: task))
            ended(result)
            return result
        }
    }

    private func outcome(of task: SyncTask) async -> CopyOutcome {
        let route: SyncTask.Route
        do {
            try Task.checkCancellation()
            route = try await task.route()
        } catch {
            var outcome = CopyOutcome()
            outcome.error = TransferError(error, stage: "plan")
            return outcome
        }
        let source = RegistrySource(route.source, client: client)
        let destination = SharedDestination(
            RegistryDestination(route.destination, client: client, known: known, jobs: 4),
            at: route.destination,
            from: { source.host },
            limits: limits,
            announced: announced
        )
        var request = CopyRequest(
            source: SharedSource(source: source, limits: limits),
            image: task.target ?? task.image,
            name: task.target?.identifier ?? task.image.identifier
        )
        request.platforms = task.platforms
        request.withReferrers = task.withReferrers
        request.rewritesForeign = task.rewritesForeign
        request.leavesUnchanged = true
        var outcome = await ImageCopy(to: destination, jobs: jobs, progress: progress, isDryRun: isDryRun).run(request)
        outcome.blobsMounted += destination.mountableBlobs
        outcome.blobsSkipped -= destination.mountableBlobs
        return outcome
    }
}
