import ImageTransfer
import NodeCommands
import OCI

/// The numbers of a run, and what goes by them.
struct SyncRun: Sendable {
    private let jobs: Int
    private let perHost: Int
    private let limits: TransferLimits
    private let style: ProgressDisplay.Style

    init(_ limits: SyncPlan.Limits, style: ProgressDisplay.Style) {
        jobs = limits.jobs ?? 6
        perHost = min(limits.perHost ?? jobs, jobs)
        self.limits = TransferLimits(jobs: jobs, perHost: perHost, rate: limits.maxRate?.bytes)
        self.style = style
    }

    /// For one host: a blob may come from it and go to it at once, and small questions go beside.
    var connections: Int { 2 * perHost + 2 }

    /// - Parameter ended: shows an image that ended; while bars are drawn, that waits for the end.
    func sync(
        _ tasks: [SyncTask],
        isDryRun: Bool,
        in session: RegistrySession,
        _ ended: @escaping @Sendable (SyncedImage) -> Void
    ) async -> [SyncedImage] {
        let progress = TransferProgress()
        let sync = ImageSync(client: session.client, limits: limits, jobs: jobs, progress: progress, isDryRun: isDryRun)
        let drawsBars = if case .bars = style { true } else { false }
        let images = await ProgressDisplay(progress, style: style).shown {
            await sync.run(tasks) { if !drawsBars { ended($0) } }
        }
        if drawsBars { images.forEach(ended) }
        return images
    }

    func verify(
        _ tasks: [SyncTask],
        isFull: Bool,
        _ nodes: [ClusterNode],
        in session: RegistrySession
    ) async -> VerificationReport {
        let start = ContinuousClock.now
        let progress = TransferProgress()
        let verification = CopyVerification(
            client: session.client,
            limits: limits,
            jobs: jobs,
            isFull: isFull,
            progress: progress
        )
        let images = await ProgressDisplay(progress, style: style).shown { await verification.run(tasks) }
        return VerificationReport(images: images, failures: [], nodes: nodes, isFull: isFull, duration: .now - start)
    }
}
