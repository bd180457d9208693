import Credentials
public import OCI
public import Registries

extension RegistryClient {
    /// What a registry has under a tag or digest.
    ///
    /// - Returns: a descriptor without a platform, its digest and size as the registry says; nil where there is nothing.
    public func manifestDescriptor(
        _ reference: String,
        at endpoint: Endpoint
    ) async throws(RegistryClientError) -> Descriptor? {
        let target = try Target(endpoint, access: .push)
        return try await single(endpoint, stage: .manifest, url: endpoint.manifestURL(reference)) { url in
            var exchange = self.exchange(target, stage: .manifest)
            exchange.method = "HEAD"
            let accept = ("Accept", MediaType.manifestAccept.joined(separator: ", "))
            let response = try await exchange.run(url, headers: [accept])
            guard response.status != 404 else { return nil }
            guard response.status == 200, !response.isWebPage else { throw exchange.failure(response, body: []) }
            guard let text = response.header("Docker-Content-Digest"), let digest = try? Digest(parsing: text) else {
                return nil
            }
            return Descriptor(
                mediaType: response.mediaType ?? "",
                digest: digest,
                size: response.contentLength ?? 0
            )
        }
    }

    /// The manifest of an image at one registry, verified.
    ///
    /// - Throws: as ``manifest(for:digest:startingAt:)``.
    public func manifest(
        of image: ImageReference,
        at endpoint: Endpoint
    ) async throws(RegistryClientError) -> FetchedManifest {
        try await manifest(for: PullPlan(image: image, node: Node(.current), endpoints: [endpoint]))
    }

    /// Puts a manifest or an index under a tag or digest, byte for byte.
    ///
    /// - Returns: whether the registry says that it lists the manifest among those that refer to its subject.
    /// - Throws: `digest-mismatch` where the registry says that it stored something else; `urls-refused` where it takes
    ///   no layers with `urls`.
    @discardableResult
    public func putManifest(
        _ bytes: [UInt8],
        mediaType: String,
        as reference: String,
        at endpoint: Endpoint
    ) async throws(RegistryClientError) -> Bool {
        let target = try Target(endpoint, access: .push)
        let algorithm = (try? Digest(parsing: reference))?.algorithm ?? .sha256
        let digest = Digest(hashing: bytes, with: algorithm)
        return try await single(endpoint, stage: .upload, url: endpoint.manifestURL(reference)) { url in
            var exchange = self.exchange(target, stage: .upload)
            exchange.method = "PUT"
            exchange.body = .bytes(bytes)
            let response = try await exchange.run(url, headers: [("Content-Type", mediaType)])
            let said = await response.prefix()
            guard (200...204).contains(response.status), !response.isWebPage else {
                throw Self.refusal(exchange.failure(response, body: said), of: bytes, mediaType)
            }
            // A registry may name its digest of another algorithm.
            if response.header("Docker-Content-Digest")?.hasPrefix(algorithm.rawValue + ":") == true {
                try response.requireDigest(digest)
            }
            return response.header("OCI-Subject") != nil
        }
    }

    /// Removes a manifest or, where the registry knows how, a tag. False where it is not there.
    public func deleteManifest(
        _ reference: String,
        at endpoint: Endpoint
    ) async throws(RegistryClientError) -> Bool {
        try await delete(endpoint.manifestURL(reference), at: endpoint)
    }

    /// Docker's registry has no word of its own for layers with `urls` that its configuration does not allow: it says
    /// that it does not know the blob, with status 500 before 3.0 and 400 after.
    private static func refusal(_ failure: RequestFailure, of bytes: [UInt8], _ mediaType: String) -> RequestFailure {
        guard failure.error.registryCode == "MANIFEST_BLOB_UNKNOWN" || failure.error.registryCode == "UNKNOWN",
            case .manifest(let manifest)? = try? ManifestDocument(bytes: bytes, mediaType: mediaType),
            manifest.layers.contains(where: { !$0.urls.isEmpty })
        else { return failure }
        var refusal = failure
        refusal.error.code = .urlsRefused
        refusal.kind = .permanent
        return refusal
    }
}
