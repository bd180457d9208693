import ContentStore
import Logging
import NIOCore
import NIOHTTP1
import OCI

/// Manifests (distribution-spec, "Pulling manifests", "Pushing Manifests", "Deleting Manifests").
extension RegistryService {
    func manifest(
        _ reference: ManifestReference,
        in repository: Repository,
        _ head: HTTPRequestHead
    ) async throws -> RegistryResponse {
        let reading = cache.beginReading()
        guard let found = try await storage.manifest(reference, in: repository) else {
            throw RegistryFault(.manifestUnknown, .notFound, detail: reference.json)
        }
        // Whoever pushes an index looks for its children first, and leaves out those that are there.
        if !isReadOnly { try await storage.touch(found.digest, in: repository) }
        let answer = ManifestAnswer(found)
        cache.keep(answer, for: head.uri, in: repository, since: reading)
        return answer.response(ifNoneMatch: head.headers)
    }

    func putManifest(
        _ reference: ManifestReference,
        in repository: Repository,
        _ head: HTTPRequestHead,
        _ query: RequestQuery,
        _ body: RequestBody
    ) async throws -> RegistryResponse {
        let limit = ManifestDocument.maximumSize
        let tooLarge = RegistryFault(.sizeInvalid, .payloadTooLarge, detail: ["limit": .number(String(limit))])
        if let length = head.contentLength, length > limit { throw tooLarge }
        let share = intake.share()
        defer { share.giveBack() }
        guard let bytes = try await body.collect(limit: limit, from: share) else { throw tooLarge }
        let content: StoredManifest
        let document: ManifestDocument
        do {
            document = try ManifestDocument(bytes: bytes, mediaType: head.headers.first(name: "Content-Type"))
            content = StoredManifest(
                mediaType: document.mediaType,
                digest: try digest(of: bytes, named: reference, query),
                bytes: bytes
            )
        } catch let error as OCIError {
            throw RegistryFault(manifest: error)
        }
        let tags = try tags(named: reference, query)
        let manifest = PushedManifest(
            content: content,
            document: document,
            tags: tags,
            mayBeSparse: acceptsSparseImages
        )
        let missing = try await storage.put(manifest, in: repository)
        guard missing.isEmpty else {
            let digests = missing.map { JSON.string($0.description) }
            throw RegistryFault(.manifestBlobUnknown, .notFound, detail: ["digests": .array(digests)])
        }
        cache.forget(repository)
        logger.info(
            "manifest pushed",
            metadata: [
                "repository": "\(repository)", "digest": "\(content.digest)",
                "tags": .array(tags.map { "\($0)" }),
            ]
        )
        var response = RegistryResponse(.created)
        response.headers.add(name: "Location", value: "/v2/\(repository)/manifests/\(content.digest)")
        response.headers.add(name: HTTPHeaders.contentDigest, value: content.digest.description)
        if let subject = document.subject {
            response.headers.add(name: "OCI-Subject", value: subject.digest.description)
        }
        if case .digest = reference, !tags.isEmpty {
            for tag in tags { response.headers.add(name: "OCI-Tag", value: tag.description) }
        }
        return response
    }

    /// The digest that the client names, in the path or as a parameter, and that the bytes then must have.
    private func digest(
        of bytes: [UInt8],
        named reference: ManifestReference,
        _ query: RequestQuery
    ) throws -> Digest {
        let named: Digest?
        if case .digest(let digest) = reference {
            named = digest
        } else {
            named = try query["digest"].map { try Digest(parsing: $0) }
        }
        let found = ContentHasher.digest(of: bytes, named?.algorithm ?? .sha256)
        guard named == nil || named == found else {
            throw RegistryFault.digestInvalid(named?.description ?? "")
        }
        return found
    }

    /// The tag in the path, or those that come as parameters with a digest.
    private func tags(named reference: ManifestReference, _ query: RequestQuery) throws(RegistryFault) -> [Tag] {
        if case .tag(let tag) = reference { return [tag] }
        let texts = query.all("tag")
        guard texts.count <= Self.mostTags else { throw RegistryFault(.manifestInvalid, .uriTooLong) }
        do throws(OCIError) {
            return try texts.map { text throws(OCIError) in try Tag(parsing: text) }
        } catch {
            throw RegistryFault(.manifestInvalid, .badRequest, detail: ["tag": .string(error.subject)])
        }
    }

    private static var mostTags: Int { 100 }

    func deleteManifest(_ reference: ManifestReference, in repository: Repository) async throws -> RegistryResponse {
        let wasThere =
            switch reference {
            case .tag(let tag): try await storage.removeTag(tag, in: repository)
            case .digest(let digest): try await storage.removeManifest(digest, in: repository)
            }
        cache.forget(repository)
        guard wasThere else { throw RegistryFault(.manifestUnknown, .notFound, detail: reference.json) }
        logger.info(
            "manifest deleted",
            metadata: ["repository": "\(repository)", "reference": "\(reference.text)"]
        )
        return RegistryResponse(.accepted)
    }
}

extension ManifestReference {
    var text: String {
        switch self {
        case .tag(let tag): tag.description
        case .digest(let digest): digest.description
        }
    }

    fileprivate var json: JSON { ["reference": .string(text)] }
}

extension HTTPRequestHead {
    /// How many bytes the body is said to have; nil where it is not said.
    var contentLength: Int64? {
        headers.first(name: "Content-Length").flatMap { Int64(digits: $0.utf8) }
    }

    var hasBody: Bool {
        contentLength.map { $0 > 0 }
            ?? (headers.contains(name: "Transfer-Encoding") || headers.contains(name: "Content-Length"))
    }

    /// For logs: nothing of an authority, where a password may stand, and no query.
    var loggedPath: Substring {
        let path = uri.pathAndQuery.path
        return path.hasPrefix("/") ? path : "-"
    }
}
