import Credentials
import OCI
import Registries

/// One blob on its way into its destination.
///
/// What is held already is kept from try to try and from endpoint to endpoint, for the digest is checked at the end.
/// If it then fails, and more than one source had a part in it, the last source gets the chance to send all of it.
struct BlobFetch {
    private enum Source: Hashable {
        /// Bytes that were there before.
        case earlier
        case endpoint(Int)
        case foreign(Int)
    }

    private struct Candidate {
        var source: Source
        var position: Int
        var root: String
        var url: HTTPURL
        var target: Target

        var isForeign: Bool { if case .foreign = source { true } else { false } }
    }

    let client: RegistryClient
    let plan: PullPlan
    let descriptor: Descriptor
    let destination: any BlobDestination
    private var journey = Journey()
    /// Where the bytes held so far are from.
    private var contributors: Set<Source> = []
    private var received: Int64 = 0

    init(client: RegistryClient, plan: PullPlan, descriptor: Descriptor, destination: any BlobDestination) {
        self.client = client
        self.plan = plan
        self.descriptor = descriptor
        self.destination = destination
    }

    mutating func run(preferring preferred: Int) async throws -> BlobTransfer {
        let order = Self.order(count: plan.endpoints.count, preferring: preferred)
        if destination.offset > 0 { contributors = [.earlier] }
        if destination.offset == descriptor.size, descriptor.size > 0 {
            guard try await finish() != nil else { return transfer(order.first ?? 0) }
            contributors = []
        }
        let sources = order.map(Source.endpoint) + foreignURLs.indices.map(Source.foreign)
        for (index, source) in sources.enumerated() {
            guard let candidate = candidate(source, nearest: order.first) else { continue }
            do {
                try await fetch(candidate, hasAlternative: index + 1 < sources.count)
                return transfer(candidate.position, candidate)
            } catch let failure as RequestFailure {
                journey.gaveUp(failure.error, position: candidate.position)
                guard failure.error.code != .cancelled else { throw RegistryClientError.cancelled(journey, .blob) }
            }
        }
        throw journey.verdict(stage: .blob)
    }

    /// The preferred endpoint, those after it, then those before it.
    static func order(count: Int, preferring preferred: Int) -> [Int] {
        let start = (0..<count).contains(preferred) ? preferred : 0
        return Array(start..<count) + Array(0..<start)
    }

    private func transfer(_ position: Int, _ candidate: Candidate? = nil) -> BlobTransfer {
        BlobTransfer(
            bytesDownloaded: received,
            endpoint: position,
            foreignURL: candidate.flatMap { $0.isForeign ? $0.url.redacted : nil },
            attempts: journey.attempts
        )
    }

    /// The layer's own `urls`, for a layer that may not be distributed (image-spec, "Non-distributable layers").
    private var foreignURLs: ArraySlice<String> {
        MediaType.isForeignLayer(descriptor.mediaType) ? descriptor.urls.prefix(8) : []
    }

    /// - Parameter nearest: the endpoint whose network decides which addresses a foreign URL may have.
    /// - Returns: nil for a source that cannot be asked.
    private mutating func candidate(_ source: Source, nearest: Int?) -> Candidate? {
        switch source {
        case .earlier:
            return nil
        case .endpoint(let position):
            let endpoint = plan.endpoints[position]
            do throws(RegistryClientError) {
                let target = try Target(endpoint)
                let url = try HTTPURL(endpointText: endpoint.blobURL(descriptor.digest), root: endpoint.url)
                return Candidate(source: source, position: position, root: endpoint.url, url: url, target: target)
            } catch {
                journey.skipped(error, endpoint: endpoint.url, position: position)
                return nil
            }
        case .foreign(let index):
            // Those places are strangers: they get nothing that belongs to an endpoint (CVE-2020-15157).
            guard let nearest, let target = try? Target(plan.endpoints[nearest]),
                let url = try? HTTPURL(parsing: foreignURLs[index]),
                target.policy.admitsDestination(url) || client.configuration.configuredHost(for: url) != nil
            else { return nil }
            return Candidate(source: source, position: nearest, root: url.origin, url: url, target: target)
        }
    }

    /// One source, until the blob is there or nothing more is to be had from it.
    private mutating func fetch(_ candidate: Candidate, hasAlternative: Bool) async throws {
        while true {
            var journey = journey
            defer { self.journey = journey }
            var body = BlobBody(descriptor: descriptor, destination: destination)
            defer { received += body.received }
            contributors.insert(candidate.source)
            try await client.persist(
                at: candidate.url,
                root: candidate.root,
                hasAlternative: hasAlternative,
                journey: &journey
            ) {
                var exchange = client.exchange(candidate.target, stage: .blob)
                exchange.isForeign = candidate.isForeign
                try await body.fetch(candidate.url, exchange: exchange)
            }
            if body.didRestart { contributors = [candidate.source] }
            guard let mismatch = try await finish() else { return }
            let error = integrityError(mismatch, candidate)
            journey.condemnLast(error)
            let isMixed = contributors.count > 1
            contributors = []
            guard isMixed else { throw RequestFailure(error) }
        }
    }

    /// - Returns: nil if the blob is complete and right; else the destination is empty again.
    private func finish() async throws -> BlobIntegrityError? {
        do {
            try await destination.finish()
            return nil
        } catch let error as BlobIntegrityError {
            try await destination.restart()
            return error
        }
    }

    private func integrityError(_ mismatch: BlobIntegrityError, _ candidate: Candidate) -> RegistryClientError {
        let isSize = mismatch.actualSize != mismatch.expectedSize
        return RegistryClientError(
            isSize ? .sizeMismatch : .digestMismatch,
            stage: .integrity,
            endpoint: candidate.root,
            url: candidate.url.redacted,
            detail: isSize ? String(mismatch.actualSize) : mismatch.actualDigest?.description
        )
    }
}
