import OCI
import Registries
public import RegistryClient

/// Pulls images: the names are resolved first, then the blobs of all images move through one queue,
/// each once, and last the manifests and the names are written.
public struct ImagePull: Sendable {
    let client: RegistryClient
    let destination: any ImageDestination
    let jobs: Int
    let progress: TransferProgress

    /// - Parameter jobs: how many blobs, or manifests, are fetched at once.
    public init(
        client: RegistryClient,
        destination: any ImageDestination,
        jobs: Int,
        progress: TransferProgress = TransferProgress()
    ) {
        self.client = client
        self.destination = destination
        self.jobs = max(1, jobs)
        self.progress = progress
    }

    /// Pulls all of `requests`; one that fails does not stop the others.
    ///
    /// - Returns: an outcome per image and platform, in the order of the requests and of each index.
    public func run(_ requests: [PullRequest]) async -> [PullOutcome] {
        let start = ContinuousClock.now
        let resolved = await inParallel(requests, jobs: jobs) { await resolve($0) }
        let ledger = BlobLedger()
        let queue = queue(for: resolved, requests: requests)
        await withDiscardingTaskGroup { group in
            group.addTask { await drain(queue, ledger: ledger) }
            for (number, resolution) in resolved.enumerated() {
                guard case .success(let graph) = resolution else { continue }
                for leaf in graph.leaves where destination.unpacks {
                    let owner = BlobQueue.Owner(image: number, manifest: leaf.fetched.digest)
                    group.addTask { await unpack(leaf, of: requests[number].plan.image, owner: owner, ledger: ledger) }
                }
            }
        }
        var outcomes: [PullOutcome] = []
        for (number, request) in requests.enumerated() {
            outcomes += await finish(resolved[number], request: request, number: number, ledger: ledger, start: start)
        }
        return outcomes
    }

    // MARK: - names

    typealias Resolution = Swift.Result<ImageGraph, TransferError>

    private func resolve(_ request: PullRequest) async -> Resolution {
        do {
            return .success(
                try await ImageResolver(client: client, destination: destination, request: request).resolve()
            )
        } catch {
            return .failure(TransferError(error, stage: "manifest"))
        }
    }

    // MARK: - blobs

    private func queue(for resolved: [Resolution], requests: [PullRequest]) -> BlobQueue {
        var order: [BlobIdentity] = []
        var jobs: [BlobIdentity: BlobQueue.Job] = [:]
        for (number, resolution) in resolved.enumerated() {
            guard case .success(let graph) = resolution else { continue }
            for leaf in graph.leaves {
                let source = BlobQueue.Source(
                    owner: BlobQueue.Owner(image: number, manifest: leaf.fetched.digest),
                    plan: requests[number].plan,
                    endpoint: leaf.fetched.endpoint
                )
                for descriptor in leaf.blobs {
                    if jobs[descriptor.identity] == nil {
                        order.append(descriptor.identity)
                    }
                    jobs[descriptor.identity, default: BlobQueue.Job(descriptor: descriptor, sources: [])]
                        .sources.append(source)
                }
            }
        }
        return BlobQueue(order.compactMap { jobs[$0] })
    }

    private func drain(_ queue: BlobQueue, ledger: BlobLedger) async {
        do {
            let missing = try await destination.missing(of: queue.jobs.map(\.descriptor))
            try await destination.prepare(for: missing)
            progress.expect(missing.totalSize)
        } catch {
            for job in queue.jobs {
                ledger.record(job, .failure(TransferError(error, stage: "store")))
            }
            return
        }
        let blobs = BlobFetch(client: client, destination: destination, progress: progress)
        await withDiscardingTaskGroup { group in
            for _ in 0..<min(jobs, queue.jobs.count) {
                group.addTask {
                    while let job = queue.take() {
                        ledger.record(job, await fetch(job, with: blobs, ledger: ledger))
                    }
                }
            }
        }
    }

    /// Lets the destination unpack what comes; an image that cannot be unpacked has failed like one that cannot be
    /// fetched.
    private func unpack(
        _ leaf: ImageGraph.Leaf,
        of image: ImageReference,
        owner: BlobQueue.Owner,
        ledger: BlobLedger
    ) async {
        do {
            if let configuration = leaf.configuration {
                try await destination.write(configuration, of: leaf.manifest.config, for: image)
            }
            try await destination.unpack(leaf.manifest, platform: leaf.platform) { blob in
                guard leaf.configuration == nil || blob.digest != leaf.manifest.config.digest else { return true }
                return await ledger.arrival(of: blob.identity)
            }
        } catch {
            ledger.fail(owner, TransferError(error, stage: "store", digest: leaf.fetched.digest))
        }
    }

    /// Fetches a blob for the first image that can get it, unless all who need it have failed already.
    private func fetch(
        _ job: BlobQueue.Job,
        with blobs: BlobFetch,
        ledger: BlobLedger
    ) async -> Swift.Result<BlobLedger.Entry, TransferError> {
        var failure: TransferError?
        for source in job.sources {
            guard !Task.isCancelled else { break }
            if let earlier = ledger.failure(of: source.owner) {
                failure = failure ?? earlier
                continue
            }
            do {
                let bytes = try await blobs.fetch(job.descriptor, plan: source.plan, endpoint: source.endpoint)
                return .success(BlobLedger.Entry(bytesDownloaded: bytes, image: source.owner.image))
            } catch {
                let endpoint = source.plan.endpoints[source.endpoint].url
                let digest = job.descriptor.digest
                failure = failure ?? TransferError(error, stage: "blob", endpoint: endpoint, digest: digest)
                if error.isOfDestination { break }
            }
        }
        return .failure(failure ?? TransferError(CancellationError(), stage: "blob"))
    }
}
