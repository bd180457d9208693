import OCI
import Registries
import RegistryClient

extension ImagePull {
    /// Writes what a request's blobs allow, and says what became of each platform.
    func finish(
        _ resolution: Resolution,
        request: PullRequest,
        number: Int,
        ledger: BlobLedger,
        start: ContinuousClock.Instant
    ) async -> [PullOutcome] {
        let graph: ImageGraph
        switch resolution {
        case .success(let resolved): graph = resolved
        case .failure(let error):
            var outcome = PullOutcome(image: request.plan.image, platform: request.platformText)
            outcome.error = error
            outcome.endpoint = error.endpoint
            outcome.duration = .now - start
            return [outcome]
        }
        // A blob that several children share came once: the first child fetched it, the others reuse it.
        var counted: Set<BlobIdentity> = []
        var outcomes: [PullOutcome] = []
        for leaf in graph.leaves {
            outcomes.append(
                await outcome(of: leaf, in: graph, request: request, number: number, ledger: ledger, counted: counted)
            )
            counted.formUnion(leaf.blobs.map(\.identity))
        }
        for miss in graph.misses {
            var outcome = PullOutcome(image: request.plan.image, platform: miss.platform)
            outcome.indexDigest = graph.root.index == nil ? nil : graph.root.digest
            outcome.endpoint = miss.error.endpoint
            outcome.error = miss.error
            outcomes.append(outcome)
        }
        // What succeeded can be used, as its outcome says; a failure beside it has an outcome of its own.
        if outcomes.contains(where: { $0.error == nil }) {
            do {
                try await publish(graph, request: request)
            } catch {
                for index in outcomes.indices where outcomes[index].error == nil {
                    outcomes[index].error = TransferError(error, stage: "store")
                }
            }
        }
        for index in outcomes.indices {
            outcomes[index].duration = .now - start
        }
        return outcomes
    }

    private func outcome(
        of leaf: ImageGraph.Leaf,
        in graph: ImageGraph,
        request: PullRequest,
        number: Int,
        ledger: BlobLedger,
        counted: Set<BlobIdentity>
    ) async -> PullOutcome {
        var outcome = PullOutcome(
            image: request.plan.image,
            platform: leaf.platform?.description ?? request.platformText
        )
        outcome.indexDigest = graph.root.index == nil ? nil : graph.root.digest
        outcome.digest = leaf.fetched.digest
        outcome.endpoint = request.plan.endpoints[leaf.fetched.endpoint].url
        outcome.containerdChoice = leaf.containerdChoice
        outcome.layers = leaf.manifest.layers.count
        for blob in leaf.blobs {
            switch ledger[blob.identity] {
            case .success(let entry)? where entry.image == number && !counted.contains(blob.identity):
                outcome.bytesDownloaded += entry.bytesDownloaded
                outcome.bytesReused += max(0, blob.size - entry.bytesDownloaded)
            case .success?, nil:
                outcome.bytesReused += blob.size
            case .failure(let error)?:
                outcome.error = outcome.error ?? error
            }
        }
        if let configuration = leaf.configuration {
            outcome.bytesDownloaded += Int64(configuration.count)
        }
        outcome.error =
            outcome.error ?? ledger.failure(of: BlobQueue.Owner(image: number, manifest: leaf.fetched.digest))
        if outcome.error == nil {
            do {
                let image = request.plan.image
                // Where layers were unpacked, that had to be there before.
                if let configuration = leaf.configuration, !destination.unpacks {
                    try await destination.write(configuration, of: leaf.manifest.config, for: image)
                }
                try await destination.write(leaf.fetched.bytes, of: leaf.fetched.descriptor, for: image)
            } catch {
                outcome.error = TransferError(error, stage: "store")
            }
        }
        return outcome
    }

    private func publish(_ graph: ImageGraph, request: PullRequest) async throws {
        let image = request.plan.image
        for index in graph.indexes(for: destination).reversed() {
            try await destination.write(index.bytes, of: index.descriptor, for: image)
        }
        try await destination.publish(
            PublishedImage(
                image: image,
                name: request.name,
                entry: graph.entry(for: destination),
                manifests: graph.leaves.map { ($0.manifest, $0.platform) }
            )
        )
    }
}

extension PullRequest {
    /// What was asked for, where no manifest says what was found.
    var platformText: String {
        switch selection {
        case .node(let node): node.description
        case .platforms(let selectors): selectors.map(\.description).joined(separator: ",")
        }
    }
}
