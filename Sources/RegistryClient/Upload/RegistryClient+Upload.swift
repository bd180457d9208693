import Credentials
public import OCI
public import Registries

/// How a blob came to be where it was to be.
public struct BlobDelivery: Sendable {
    /// The ways.
    public enum Way: Hashable, Sendable {
        /// It was there.
        case present
        /// The registry took it from this repository of its own.
        case mounted(from: String)
        /// Its bytes were sent.
        case uploaded
    }

    /// Which way.
    public let way: Way
    /// Bytes sent, those sent twice included.
    public let bytesUploaded: Int64
    /// Every request, in order.
    public let attempts: [Attempt]
}

extension RegistryClient {
    /// Whether a registry has the blob, with the size that the descriptor says.
    ///
    /// - Parameter endpoint: the registry itself, and the repository.
    public func hasBlob(_ descriptor: Descriptor, at endpoint: Endpoint) async throws(RegistryClientError) -> Bool {
        let target = try Target(endpoint, access: .push)
        return try await single(endpoint, stage: .blob, url: endpoint.blobURL(descriptor.digest)) { _ in
            try await self.hasBlob(descriptor, at: target, endpoint)
        }
    }

    func hasBlob(_ descriptor: Descriptor, at target: Target, _ endpoint: Endpoint) async throws -> Bool {
        let url = try HTTPURL(endpointText: endpoint.blobURL(descriptor.digest), root: endpoint.url)
        var exchange = exchange(target, stage: .blob)
        exchange.method = "HEAD"
        let response = try await exchange.run(url, headers: [])
        switch response.status {
        case 200:
            // Of a blob of another size there can be nothing right.
            return response.contentLength == nil || response.contentLength == descriptor.size
        case 404: return false
        default: throw exchange.failure(response, body: [])
        }
    }

    /// Has a registry take a blob from another of its repositories.
    ///
    /// - Returns: false where it does not: the repository has no such blob, may not be read, or nothing is mounted
    ///   there at all.
    public func mount(
        _ descriptor: Descriptor,
        from repository: String,
        to endpoint: Endpoint
    ) async throws(RegistryClientError) -> Bool {
        let target = try Target(endpoint, access: .push, reading: [repository])
        let requests = UploadRequests(client: self, endpoint: endpoint, target: target, descriptor: descriptor)
        do {
            return try await single(endpoint, stage: .upload, url: try requests.root.description) { _ in
                switch try await requests.begin(mountingFrom: repository) {
                case .mounted: return true
                case .session(let session, _):
                    await requests.cancel(session)
                    return false
                }
            }
        } catch  where [.authDenied, .authFailed, .authRequired, .notFound, .pushRefused].contains(error.code) {
            return false
        }
    }

    /// Sends a blob to a registry: in one stream, which goes on where it broke.
    ///
    /// Size and digest are checked before the registry is told to keep the bytes.
    /// - Parameters:
    ///   - endpoint: the registry itself, and the repository.
    ///   - source: hands over the bytes from the destination's offset on, and finishes it; it may be asked again, and
    ///     has to pass on what the destination throws.
    /// - Throws: ``RegistryClientError``; or, unchanged, what `source` throws.
    public func upload(
        _ descriptor: Descriptor,
        to endpoint: Endpoint,
        from source: @escaping @Sendable (any BlobDestination) async throws -> Void
    ) async throws -> BlobDelivery {
        let target = try Target(endpoint, access: .push)
        let requests = UploadRequests(client: self, endpoint: endpoint, target: target, descriptor: descriptor)
        var upload = BlobUpload(requests, source: source)
        let (bytes, attempts) = try await upload.run()
        return BlobDelivery(way: .uploaded, bytesUploaded: bytes, attempts: attempts)
    }

    /// Removes a blob from a repository. False where it is not there.
    public func deleteBlob(_ digest: Digest, at endpoint: Endpoint) async throws(RegistryClientError) -> Bool {
        try await delete(endpoint.blobURL(digest), at: endpoint)
    }

    func delete(_ text: String, at endpoint: Endpoint) async throws(RegistryClientError) -> Bool {
        let target = try Target(endpoint, access: .delete)
        return try await single(endpoint, stage: .manifest, url: text) { url in
            var exchange = self.exchange(target, stage: .upload)
            exchange.method = "DELETE"
            let response = try await exchange.run(url, headers: [])
            let said = await response.prefix()
            switch response.status {
            case 200...204 where !response.isWebPage: return true
            case 404: return false
            default:
                var failure = exchange.failure(response, body: said)
                if response.status == 405 || response.status == 501 { failure.error.code = .deleteUnsupported }
                throw failure
            }
        }
    }

    /// One piece of work at one endpoint, tried until the retry machine gives up.
    func single<Success>(
        _ endpoint: Endpoint,
        stage: RegistryClientError.Stage,
        url text: String,
        _ operation: (HTTPURL) async throws -> Success
    ) async throws(RegistryClientError) -> Success {
        var journey = Journey()
        do {
            let url = try HTTPURL(endpointText: text, root: endpoint.url)
            return try await persist(at: url, root: endpoint.url, hasAlternative: false, journey: &journey) {
                try await operation(url)
            }
        } catch let failure as RequestFailure {
            var error = failure.error
            error.endpoint = error.endpoint ?? endpoint.url
            error.attempts = journey.attempts
            throw error
        } catch let error as RegistryClientError {
            throw error
        } catch {
            throw RegistryClientError(.networkError, stage: stage, endpoint: endpoint.url, detail: "\(error)")
        }
    }
}
