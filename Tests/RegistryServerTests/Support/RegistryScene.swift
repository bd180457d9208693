import Logging
import NIOHTTP1
import NIOPosix
import OCI
import Testing

@testable import RegistryServer

/// A registry without sockets, over a directory.
struct RegistryScene: Sendable {
    static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        return pool
    }()

    static let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    let scratch: Scratch
    let storage: DiskStorage
    let service: RegistryService
    var store: String { scratch.path + "/store" }

    init(
        _ scratch: Scratch? = nil,
        passwordFile: String? = nil,
        isReadOnly: Bool = false,
        acceptsSparseImages: Bool = false
    ) throws {
        let scratch = try scratch ?? Scratch()
        self.scratch = scratch
        storage = try DiskStorage(
            path: scratch.path + "/store",
            isReadOnly: isReadOnly,
            readers: Self.pool,
            writers: Self.pool
        )
        service = RegistryService(
            storage: storage,
            guardian: try Guardian(passwordFile: passwordFile, pool: Self.pool),
            cache: ManifestCache(),
            isReadOnly: isReadOnly,
            acceptsSparseImages: acceptsSparseImages,
            metrics: ServerMetrics(version: "0"),
            logger: Self.logger
        )
    }

    /// The same content over the service of a read-only registry.
    func readOnly() -> RegistryService {
        RegistryService(
            storage: storage,
            guardian: service.guardian,
            cache: ManifestCache(),
            isReadOnly: true,
            acceptsSparseImages: false,
            metrics: service.metrics,
            logger: Self.logger
        )
    }

    @discardableResult
    func send(
        _ method: HTTPMethod,
        _ target: String,
        _ headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        isChunked: Bool = false
    ) async throws -> Answer {
        try await service.send(method, target, headers, body: body, isChunked: isChunked)
    }

    // MARK: - pushing

    /// The path of a new upload.
    func begin(in repository: String = "a", _ query: String = "") async throws -> String {
        let answer = try await send(.POST, "/v2/\(repository)/blobs/uploads/" + query)
        #expect(answer.status == 202)
        return try #require(answer["Location"])
    }

    func push(_ blobs: Sample..., to repository: String = "a") async throws {
        for blob in blobs { try await push(blob: blob, to: repository) }
    }

    func push(blob: Sample, to repository: String) async throws {
        let answer = try await send(.POST, "/v2/\(repository)/blobs/uploads/?digest=\(blob.digest)", body: blob.bytes)
        #expect(answer.status == 201)
    }

    @discardableResult
    func put(_ manifest: Sample, as reference: String? = nil, in repository: String = "a") async throws -> Answer {
        try await send(
            .PUT,
            "/v2/\(repository)/manifests/\(reference ?? manifest.digest.description)",
            ["Content-Type": manifest.mediaType],
            body: manifest.bytes
        )
    }

    func push(_ image: SampleLayers, as reference: String? = nil, to repository: String = "a") async throws {
        for blob in image.blobs { try await push(blob: blob, to: repository) }
        #expect(try await put(image.manifest, as: reference, in: repository).status == 201)
    }

    func collect(
        grace: Duration = .zero,
        deletesUntagged: Bool = false,
        isDryRun: Bool = false
    ) throws
        -> StorageCollection.Report
    {
        try StorageCollection(path: store, grace: grace, deletesUntagged: deletesUntagged, isDryRun: isDryRun).run()
    }
}
