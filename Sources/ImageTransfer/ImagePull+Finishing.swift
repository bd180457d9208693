import ContentStore
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
    ) -> [PullOutcome] {
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
        var outcomes = graph.leaves.map { leaf in
            defer { counted.formUnion(leaf.blobs.map(\.identity)) }
            return outcome(of: leaf, in: graph, request: request, number: number, ledger: ledger, counted: counted)
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
                try publish(graph, request: request)
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
    ) -> PullOutcome {
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
        if outcome.error == nil {
            do {
                if let configuration = leaf.configuration {
                    try store.write(configuration, digest: leaf.manifest.config.digest)
                }
                try store.write(leaf.fetched.bytes, digest: leaf.fetched.digest)
            } catch {
                outcome.error = TransferError(error, stage: "store")
            }
        }
        return outcome
    }

    private func publish(_ graph: ImageGraph, request: PullRequest) throws {
        for index in graph.indexes.reversed() {
            try store.write(index.bytes, digest: index.digest)
        }
        var entry = graph.entry
        entry.annotations = [ImageArchive.imageNameKey: request.plan.image.description]
        try store.setReference(request.name, to: entry)
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
