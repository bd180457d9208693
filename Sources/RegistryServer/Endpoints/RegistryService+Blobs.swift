import Logging
import NIOCore
import NIOHTTP1
import OCI

/// Blobs (distribution-spec, "Pulling blobs", "Deleting Blobs").
extension RegistryService {
    func blob(_ digest: Digest, in repository: Repository, _ head: HTTPRequestHead) async throws -> RegistryResponse {
        guard let content = try await storage.blob(digest, in: repository) else { throw Self.unknown(digest) }
        if head.method == .HEAD, !isReadOnly { try await storage.touch(digest, in: repository) }
        let tag = "\"\(digest)\""
        var headers: HTTPHeaders = [
            "Content-Type": "application/octet-stream",
            HTTPHeaders.contentDigest: digest.description,
            "ETag": tag,
            "Accept-Ranges": "bytes",
            // The name is the content's own.
            "Cache-Control": "max-age=31536000, immutable",
        ]
        if head.headers.matches(entityTag: tag) { return RegistryResponse(.notModified, headers: headers) }
        // A range of another version is no use to the client (RFC 9110, 13.1.5), and HEAD has no ranges.
        let condition = head.headers.first(name: "If-Range")
        let wanted = condition == nil || condition == tag ? head.headers.first(name: "Range") : nil
        switch ByteRange(header: head.method == .GET ? wanted : nil, size: content.size) {
        case .whole:
            return RegistryResponse(.ok, headers: headers, body: .blob(content, 0..<content.size))
        case .part(let range):
            headers.add(
                name: "Content-Range",
                value: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(content.size)"
            )
            return RegistryResponse(.partialContent, headers: headers, body: .blob(content, range))
        case .unsatisfiable:
            throw RegistryFault(
                .rangeInvalid,
                .rangeNotSatisfiable,
                headers: ["Content-Range": "bytes */\(content.size)"]
            )
        }
    }

    func deleteBlob(_ digest: Digest, in repository: Repository) async throws -> RegistryResponse {
        guard try await storage.removeBlob(digest, in: repository) else { throw Self.unknown(digest) }
        logger.info("blob deleted", metadata: ["repository": "\(repository)", "digest": "\(digest)"])
        return RegistryResponse(.accepted)
    }

    private static func unknown(_ digest: Digest) -> RegistryFault {
        RegistryFault(.blobUnknown, .notFound, detail: ["digest": .string(digest.description)])
    }
}
