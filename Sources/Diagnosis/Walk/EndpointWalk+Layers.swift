import Credentials
import OCI
import Registries
import RegistryClient

extension EndpointWalk {
    /// More layers than an image has.
    private static let maximumBlobs = 128
    private static let maximumChildren = 8

    /// The first and the last byte of each blob of what the nodes take.
    mutating func readLayers() async {
        let start = timeline.now()
        guard let blobs = await blobs() else { return }
        let foreign = blobs.filter { MediaType.isForeignLayer($0.mediaType) && !$0.urls.isEmpty }
        noteForeign(foreign)
        let own = blobs.filter { !foreign.contains($0) }
        let taken = Array(own.filter { $0.size > 0 }.prefix(Self.maximumBlobs))
        var answers = await read(taken)
        let hiccup = await repeatFailures(of: taken, &answers)
        let problems = zip(taken, answers).compactMap { blob, answer in finding(for: answer, blob) }
        record.set(
            .layers,
            .ok,
            seconds: (timeline.now() - start).seconds,
            detail: [
                "blobs": .init(taken.count), "notRead": .init(own.count - taken.count),
                "foreign": .init(foreign.count),
                "bytes": .number(String(own.reduce(Int64(0)) { $0.addingReportingOverflow($1.size).partialValue })),
            ]
        )
        if let empty = own.first(where: { $0.size == 0 }) {
            let facts = [JSON.Member("digest", empty.digest.description), .init("mediaType", empty.mediaType)]
            record.add(EndpointFinding(.blobEmpty, stage: .layers, evidence: facts))
        }
        // One blob tells of all that fail alike.
        var seen: Set<EndpointFinding.Code> = []
        for problem in problems where seen.insert(problem.code).inserted {
            let count = problems.count { $0.code == problem.code }
            var problem = problem
            if count > 1 { problem.evidence.append(.init("blobs", "\(count) of \(taken.count)")) }
            record.add(problem)
        }
        warnUnsteady(hiccup, at: .layers)
        if let failure = record.failure, ![.layers, .platform].contains(failure.stage) {
            record.skip(.layers)
        }
    }

    /// The configuration and layers of every manifest that a node takes.
    private mutating func blobs() async -> [Descriptor]? {
        guard let manifest else { return nil }
        var found: [Descriptor] = []
        func add(_ manifest: Manifest) {
            for blob in [manifest.config] + manifest.layers where !found.contains(blob) { found.append(blob) }
        }
        if case .manifest(let only) = manifest.document {
            add(only)
            return found
        }
        var children: [Descriptor] = []
        for choice in choices {
            for child in [choice.containerdChild, choice.child].compactMap(\.self)
            where !children.contains(where: { $0.digest == child.digest }) { children.append(child) }
        }
        let (client, plan) = (client, plan)
        for descriptor in children.prefix(Self.maximumChildren) {
            let digest = descriptor.digest
            let (result, _) = await step { () async throws(RegistryClientError) -> FetchedManifest in
                try await client.manifest(for: plan, digest: digest)
            }
            switch result {
            case .success(let fetched):
                guard let child = readManifest(in: fetched, for: descriptor) else { return nil }
                add(child)
            case .failure(.client(let error)) where error.code == .notFound:
                let facts = [JSON.Member("digest", digest.description)] + FailurePlace.evidence(of: error)
                record.add(EndpointFinding(.childNotFound, stage: .manifest, evidence: facts))
                return nil
            case .failure(let failure):
                note(failure, at: .manifest)
                return nil
            }
        }
        return found
    }

    /// - Returns: nil for what no client takes, although its digest is right.
    private mutating func readManifest(in fetched: FetchedManifest, for descriptor: Descriptor) -> Manifest? {
        let about = JSON.Member("digest", descriptor.digest.description)
        guard fetched.bytes.count == descriptor.size else {
            let facts = [
                about, .init("promised", String(descriptor.size)), .init("served", String(fetched.bytes.count)),
            ]
            record.add(EndpointFinding(.init(.sizeMismatch), stage: .manifest, evidence: facts))
            return nil
        }
        guard case .manifest(let manifest) = fetched.document else {
            let facts = [about, .init("detail", "an index within an index, too deep")]
            record.add(EndpointFinding(.init(rawValue: "manifest-invalid"), stage: .manifest, evidence: facts))
            return nil
        }
        return manifest
    }

    private mutating func noteForeign(_ blobs: [Descriptor]) {
        foreignURLs = blobs.flatMap { $0.urls.prefix(8).compactMap { try? HTTPURL(parsing: $0) } }
        guard !blobs.isEmpty else { return }
        let hosts = Set(foreignURLs.map(\.authority)).sorted()
        record.add(
            EndpointFinding(
                .foreignLayer,
                .info,
                stage: .layers,
                evidence: [
                    .init("layers", String(blobs.count)), .init("hosts", hosts.joined(separator: ", ")),
                ]
            )
        )
    }
}

// MARK: - Ranges

private enum BlobAnswer: Sendable {
    case complete
    case whole
    case size(Int64)
    case status(SingleAnswer)
    case failed(StepFailure)
}

extension EndpointWalk {
    private func read(_ blobs: [Descriptor]) async -> [BlobAnswer] {
        await withTaskGroup(of: (Int, BlobAnswer).self) { group in
            var answers = [BlobAnswer](repeating: .failed(.time), count: blobs.count)
            var next = 0
            while next < min(8, blobs.count) {
                let index = next
                group.addTask { (index, await self.ends(of: blobs[index])) }
                next += 1
            }
            for await (index, answer) in group {
                answers[index] = answer
                guard next < blobs.count else { continue }
                let following = next
                group.addTask { (following, await self.ends(of: blobs[following])) }
                next += 1
            }
            return answers
        }
    }

    /// Asks again, one after the other, for what may have failed because so much was asked for at once.
    ///
    /// - Returns: a failure that passed.
    private func repeatFailures(of blobs: [Descriptor], _ answers: inout [BlobAnswer]) async -> RegistryClientError? {
        var hiccup: RegistryClientError?
        for index in answers.indices {
            guard case .failed(.client(let error)) = answers[index], Self.pause(after: error) != nil else { continue }
            let again = await ends(of: blobs[index])
            if case .failed = again { return hiccup }
            answers[index] = again
            hiccup = error
        }
        return hiccup
    }

    private func ends(of blob: Descriptor) async -> BlobAnswer {
        for place in Set([0, blob.size - 1]).sorted() {
            switch await byte(at: place, of: blob) {
            case .complete: continue
            case let other: return other
            }
        }
        return .complete
    }

    private func byte(at place: Int64, of blob: Descriptor) async -> BlobAnswer {
        let (client, endpoint) = (client, endpoint)
        let path = String(endpoint.blobURL(blob.digest).dropFirst(endpoint.origin.count))
        let range = [("Range", "bytes=\(place)-\(place)"), ("Accept", "*/*")]
        let start = timeline.now()
        let (result, _) = await step(fault: Self.trouble) { () async throws(RegistryClientError) -> SingleAnswer in
            try await client.request("GET", path, of: endpoint, headers: range, limit: 1)
        }
        switch result {
        case .failure(let failure):
            return .failed(failure)
        case .success(let answer) where answer.status == 200 && answer.mediaType == "text/html":
            return .failed(.client(RegistryClientError(.notARegistry, stage: .blob, url: answer.url, status: 200)))
        case .success(let answer) where [200, 206].contains(answer.status) && answer.body.isEmpty:
            let hasStalled = timeline.now() - start >= settings.stepLimit
            let code: RegistryClientError.Code = hasStalled ? .noProgress : .networkError
            return .failed(.client(RegistryClientError(code, stage: .blob, url: answer.url, status: answer.status)))
        case .success(let answer) where answer.status == 206:
            let range = answer.header("Content-Range")?.split { $0 == " " || $0 == "-" || $0 == "/" } ?? []
            guard range.count == 4, Int64(range[1]) == place else { return .whole }
            return Int64(range[3]).map { $0 == blob.size ? .complete : .size($0) } ?? .complete
        case .success(let answer) where answer.status == 200:
            return answer.contentLength.map { $0 == blob.size ? .whole : .size($0) } ?? .whole
        case .success(let answer):
            return .status(answer)
        }
    }

    private mutating func finding(for answer: BlobAnswer, _ blob: Descriptor) -> EndpointFinding? {
        let about = [JSON.Member("digest", blob.digest.description), .init("mediaType", blob.mediaType)]
        switch answer {
        case .complete:
            return nil
        case .whole:
            // What comes in one go anyway is nothing to go on with.
            return blob.size < 1 << 20
                ? nil : EndpointFinding(.rangeIgnored, .warning, stage: .layers, evidence: about)
        case .size(let size):
            let facts = about + [.init("promised", String(blob.size)), .init("served", String(size))]
            return EndpointFinding(.init(.sizeMismatch), stage: .layers, evidence: facts)
        case .failed(.time):
            return EndpointFinding(.outOfTime, stage: .layers, evidence: about)
        case .failed(.client(let error)):
            var finding = finding(for: error, at: .layers)
            finding.evidence += about
            return finding
        case .status(let answer):
            return finding(forStatus: answer, about: about)
        }
    }

    private func finding(forStatus answer: SingleAnswer, about: [JSON.Member]) -> EndpointFinding {
        let facts = about + [.init("url", answer.url), JSON.Member(key: "status", value: .init(answer.status))]
        let place = try? HTTPURL(parsing: answer.url)
        if let place, !place.hasSameOrigin(as: origin) {
            return EndpointFinding(
                .redirectFailed,
                stage: .redirect,
                evidence: [.init("host", place.origin), .init("reason", "status \(answer.status)")] + facts
            )
        }
        switch answer.status {
        case 404, 410: return EndpointFinding(.blobNotFound, stage: .layers, evidence: facts)
        case 416: return EndpointFinding(.init(.sizeMismatch), stage: .layers, evidence: facts)
        case 401, 403: return EndpointFinding(.init(.authDenied), stage: .layers, evidence: facts)
        case 429: return EndpointFinding(.init(.rateLimited), stage: .layers, evidence: facts)
        case 408, 500...599: return EndpointFinding(.init(.serverError), stage: .layers, evidence: facts)
        default: return EndpointFinding(.init(.unexpectedStatus), stage: .layers, evidence: facts)
        }
    }
}
