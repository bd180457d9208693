import Credentials
import OCI
import Registries

/// The manifest of a plan, from the first endpoint that has it.
struct ManifestFetch: Sendable {
    let client: RegistryClient
    let plan: PullPlan
    let digest: Digest?

    func run(startingAt first: Int) async throws(RegistryClientError) -> FetchedManifest {
        var journey = Journey()
        for position in plan.endpoints.indices.dropFirst(max(0, first)) {
            let endpoint = plan.endpoints[position]
            do {
                let (target, url) = try prepare(endpoint)
                let found = try await client.persist(
                    at: url,
                    root: target.root,
                    hasAlternative: position + 1 < plan.endpoints.count,
                    journey: &journey
                ) {
                    try await fetch(url, target: target)
                }
                return FetchedManifest(
                    bytes: found.bytes,
                    document: found.document,
                    mediaType: found.document.mediaType,
                    digest: found.digest,
                    endpoint: position,
                    attempts: journey.attempts
                )
            } catch let failure as RequestFailure {
                journey.gaveUp(failure.error, position: position)
                guard failure.error.code != .cancelled else { throw RegistryClientError.cancelled(journey, .manifest) }
            } catch let error as RegistryClientError {
                journey.skipped(error, endpoint: endpoint.url, position: position)
            } catch {
                throw RegistryClientError(.networkError, stage: .manifest, detail: CleanText.line("\(error)"))
            }
        }
        throw journey.verdict(stage: .manifest)
    }

    private func prepare(_ endpoint: Endpoint) throws(RegistryClientError) -> (Target, HTTPURL) {
        let target = try Target(endpoint)
        let text = endpoint.manifestURL(digest?.description ?? endpoint.reference)
        return (target, try HTTPURL(endpointText: text, root: endpoint.url))
    }

    private typealias Found = (bytes: [UInt8], document: ManifestDocument, digest: Digest)

    private func fetch(_ url: HTTPURL, target: Target) async throws(RequestFailure) -> Found {
        let exchange = client.exchange(target, stage: .manifest)
        let accept = ("Accept", MediaType.manifestAccept.joined(separator: ", "))
        let response = try await exchange.run(url, headers: [accept])
        guard response.status == 200, !response.isWebPage else {
            throw exchange.failure(response, body: await response.prefix())
        }
        try response.requireIdentityEncoding(stage: .manifest)
        guard let bytes = try await response.bytes(limit: ManifestDocument.maximumSize) else {
            throw response.failure(.manifestTooLarge, .manifest, String(ManifestDocument.maximumSize))
        }
        let digest = try verify(bytes, response)
        do throws(OCIError) {
            return (bytes, try ManifestDocument(bytes: bytes, mediaType: response.header("Content-Type")), digest)
        } catch {
            let detail = [error.subject, error.detail].compactMap(\.self).joined(separator: ": ")
            throw response.failure(.init(rawValue: error.code.rawValue), .manifest, detail)
        }
    }

    /// The digest of the bytes. What the server says in `Docker-Content-Digest` is not asked: it proves nothing.
    private func verify(_ bytes: [UInt8], _ response: WireResponse) throws(RequestFailure) -> Digest {
        let expected = digest ?? plan.image.digest
        let actual = Digest(hashing: bytes, with: expected?.algorithm ?? .sha256)
        guard expected == nil || expected == actual else {
            throw response.failure(.digestMismatch, .integrity, "\(actual)")
        }
        return actual
    }
}

extension RegistryClientError {
    static func cancelled(_ journey: Journey, _ stage: Stage) -> RegistryClientError {
        RegistryClientError(.cancelled, stage: stage, attempts: journey.attempts)
    }
}

extension HTTPURL {
    /// A URL made of an endpoint's parts, which come from a file and from an image's name.
    init(endpointText text: String, root: String) throws(RegistryClientError) {
        do throws(HTTPURL.Problem) {
            try self.init(parsing: text)
        } catch {
            throw RegistryClientError(.endpointInvalid, stage: .configuration, endpoint: root, detail: error.rawValue)
        }
    }
}

extension WireResponse {
    /// Nothing asks for a compressed answer, and its bytes would not be those of the digest.
    func requireIdentityEncoding(stage: RegistryClientError.Stage) throws(RequestFailure) {
        guard let encoding = header("Content-Encoding"), encoding.lowercased() != "identity" else { return }
        throw failure(.contentEncoded, stage, encoding)
    }
}
