import ContentStore
import Logging
import NIOCore
import NIOHTTP1
import OCI

/// Pushing blobs (distribution-spec, "Pushing blobs"): in one request, in one stream, in chunks, or by mounting.
extension RegistryService {
    func beginUpload(
        in repository: Repository,
        _ head: HTTPRequestHead,
        _ query: RequestQuery,
        _ body: RequestBody
    ) async throws -> RegistryResponse {
        if let text = query["mount"] {
            let digest = try Self.digest(text)
            // A source that cannot exist has nothing to mount, which is no error ("Mounting a blob").
            let source = query["from"].map { try? Repository(parsing: $0) }
            if source != .some(nil), try await storage.mount(digest, from: source ?? nil, into: repository) {
                return created(digest, in: repository)
            }
        }
        if let text = query["digest"] {
            let digest = try Self.digest(text)
            let id = try await storage.beginUpload(in: repository, algorithm: digest.algorithm)
            // The client never learns the upload's name: what breaks off is of no use to anybody.
            return try await withUpload(id, in: repository, isResumable: false) { upload in
                try await append(body, to: upload, head, id, repository)
                return try await commit(upload, as: digest, in: repository)
            }
        }
        let algorithm = query["digest-algorithm"].flatMap(Digest.Algorithm.init) ?? .sha256
        let id = try await storage.beginUpload(in: repository, algorithm: algorithm)
        return progress(.accepted, id, in: repository, offset: 0)
    }

    func addChunk(
        to id: UploadID,
        in repository: Repository,
        _ head: HTTPRequestHead,
        _ body: RequestBody
    ) async throws -> RegistryResponse {
        try await withUpload(id, in: repository) { upload in
            try await append(body, to: upload, head, id, repository)
            return progress(.accepted, id, in: repository, offset: upload.offset)
        }
    }

    func finishUpload(
        _ id: UploadID,
        in repository: Repository,
        _ head: HTTPRequestHead,
        _ query: RequestQuery,
        _ body: RequestBody
    ) async throws -> RegistryResponse {
        let digest = try Self.digest(query["digest"] ?? "")
        return try await withUpload(id, in: repository) { upload in
            try await append(body, to: upload, head, id, repository)
            return try await commit(upload, as: digest, in: repository)
        }
    }

    func uploadStatus(_ id: UploadID, in repository: Repository) async throws -> RegistryResponse {
        guard let offset = try await storage.uploadOffset(id, in: repository) else { throw Self.unknown(id) }
        return progress(.noContent, id, in: repository, offset: offset)
    }

    func cancelUpload(_ id: UploadID, in repository: Repository) async throws -> RegistryResponse {
        try await withUpload(id, in: repository) { upload in
            try await upload.cancel()
            return RegistryResponse(.noContent)
        }
    }

    // MARK: -

    /// Holds an upload for `body`; whatever goes wrong there, what was received is kept for another try where there
    /// can be one.
    private func withUpload(
        _ id: UploadID,
        in repository: Repository,
        isResumable: Bool = true,
        _ body: (any BlobUpload) async throws -> RegistryResponse
    ) async throws -> RegistryResponse {
        switch try await storage.openUpload(id, in: repository) {
        case .unknown: throw Self.unknown(id)
        case .busy: throw RegistryFault(.blobUploadInvalid, .conflict, detail: ["reason": "another request writes it"])
        case .opened(let upload):
            do {
                let response = try await body(upload)
                await upload.release()
                return response
            } catch {
                // What does not fit must not take the space of what does.
                let isFull = (error as? ContentStoreError)?.code == .diskFull
                if isFull || !isResumable { try? await upload.cancel() }
                await upload.release()
                throw error
            }
        }
    }

    private func append(
        _ body: RequestBody,
        to upload: any BlobUpload,
        _ head: HTTPRequestHead,
        _ id: UploadID,
        _ repository: Repository
    ) async throws {
        let start = upload.offset
        var expected = head.contentLength
        if let text = head.headers.first(name: "Content-Range") {
            let place = progress(.ok, id, in: repository, offset: start).headers
            guard let range = ChunkRange(header: text) else {
                throw RegistryFault(.rangeInvalid, .badRequest, headers: place)
            }
            // Chunks come in order; where this one belongs is in `Range`.
            guard range.first == start else {
                throw RegistryFault(.rangeInvalid, .rangeNotSatisfiable, headers: place)
            }
            guard expected == nil || expected == range.count else {
                throw RegistryFault(.sizeInvalid, .badRequest, headers: place)
            }
            expected = range.count
        }
        while let piece = try await body.next() {
            if let expected, body.count > expected { throw RegistryFault(.sizeInvalid, .badRequest) }
            try await upload.append(piece)
        }
        if let expected, body.count < expected { throw RegistryFault(.sizeInvalid, .badRequest) }
    }

    private func commit(
        _ upload: any BlobUpload,
        as digest: Digest,
        in repository: Repository
    ) async throws -> RegistryResponse {
        guard try await upload.commit(as: digest) else { throw RegistryFault.digestInvalid(digest.description) }
        return created(digest, in: repository)
    }

    private func created(_ digest: Digest, in repository: Repository) -> RegistryResponse {
        logger.debug("blob pushed", metadata: ["repository": "\(repository)", "digest": "\(digest)"])
        return RegistryResponse(
            .created,
            headers: [
                "Location": "/v2/\(repository)/blobs/\(digest)", HTTPHeaders.contentDigest: digest.description,
            ]
        )
    }

    /// `Range` is inclusive at both ends, so that nothing yet and one byte look the same; that is the specification's.
    private func progress(
        _ status: HTTPResponseStatus,
        _ id: UploadID,
        in repository: Repository,
        offset: Int64
    ) -> RegistryResponse {
        RegistryResponse(
            status,
            headers: [
                "Location": "/v2/\(repository)/blobs/uploads/\(id)", "Range": "0-\(max(0, offset - 1))",
                "Docker-Upload-UUID": id.description,
            ]
        )
    }

    private static func digest(_ text: String) throws(RegistryFault) -> Digest {
        do {
            return try Digest(parsing: text)
        } catch {
            throw .digestInvalid(error.subject)
        }
    }

    private static func unknown(_ id: UploadID) -> RegistryFault {
        RegistryFault(.blobUploadUnknown, .notFound, detail: ["upload": .string(id.description)])
    }
}
