public import Logging
import NIOCertificateReloading
import NIOCore
import NIOHTTP1
public import NIOPosix
import NIOSSL
public import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A registry: the OCI distribution API 1.1 over a storage, on one address, and a second one for operations.
///
/// ``run()`` serves until its task is cancelled or a graceful shutdown begins; then it takes no new connection and
/// ends when the last transfer has.
public struct RegistryServer: Service {
    /// Where the addresses in use are told, ports that were free to choose included.
    public struct Addresses: Hashable, Sendable {
        /// Of the registry.
        public var registry: ListenAddress
        /// Of `/metrics`, `/livez` and `/readyz`.
        public var operations: ListenAddress?
    }

    private let configuration: RegistryServerConfiguration
    private let storage: any RegistryStorage
    private let guardian: Guardian
    private let metrics: ServerMetrics
    private let logger: Logger
    private let onReady: @Sendable (Addresses) -> Void
    private let connections = ConnectionList()

    /// - Parameters:
    ///   - configuration: addresses, access, limits.
    ///   - storage: the content.
    ///   - passwordPool: threads for bcrypt; two are enough.
    ///   - logger: what happens; no secret is ever among it.
    ///   - onReady: called once, when requests are answered.
    /// - Throws: `RegistryServerError` `htpasswd-invalid`, `address-unguarded` or `address-unavailable`.
    public init(
        configuration: RegistryServerConfiguration,
        storage: any RegistryStorage,
        passwordPool: NIOThreadPool,
        logger: Logger,
        onReady: @escaping @Sendable (Addresses) -> Void
    ) throws(RegistryServerError) {
        if configuration.passwordFile == nil, !configuration.allowsAnonymous, try !configuration.address.isLoopback {
            throw RegistryServerError(.addressUnguarded, subject: configuration.address.description)
        }
        self.configuration = configuration
        self.storage = storage
        self.logger = logger
        self.onReady = onReady
        guardian = try Guardian(passwordFile: configuration.passwordFile, pool: passwordPool)
        metrics = ServerMetrics(version: configuration.version)
    }

    /// Serves.
    ///
    /// - Throws: `RegistryServerError` `tls-invalid` or `address-unavailable`.
    public func run() async throws {
        let reloader = try certificateReloader()
        let group = MultiThreadedEventLoopGroup.singleton
        let encryption = try reloader.map { try Self.context(for: $0) }
        let registry = try await bind(configuration.address, on: group) { channel in
            configureRegistry(channel, encryption)
        }
        let operations = try await configuration.operationsAddress.asyncMap { address in
            try await bind(address, on: group) { channel in try configureOperations(channel) }
        }
        await refresh()
        onReady(
            Addresses(
                registry: configuration.address.bound(to: registry.channel),
                operations: operations.flatMap { configuration.operationsAddress?.bound(to: $0.channel) }
            )
        )
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                if let reloader { group.addTask { try await reloader.run() } }
                if let operations { group.addTask { try await serveOperations(operations) } }
                group.addTask { await upkeep() }
                try await serve(registry, isEncrypted: encryption != nil)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            let open = metrics.connections.load(ordering: .relaxed)
            logger.info("shutting down", metadata: ["connections": "\(open)"])
            metrics.isReady.store(false, ordering: .relaxed)
            registry.channel.close(promise: nil)
            connections.drain()
        }
    }

    // MARK: - listening

    private func bind<Child: Sendable>(
        _ address: ListenAddress,
        on group: MultiThreadedEventLoopGroup,
        configure: @escaping @Sendable (any Channel) throws -> Child
    ) async throws -> NIOAsyncChannel<Child, Never> {
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                // A client that has sent its last request may still want the answer.
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                // Small for those who ask, growing for those who push, and never much for a hundred of them.
                .childChannelOption(
                    .recvAllocator,
                    value: AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 4_096, maximum: 64 << 10)
                )
                .bind(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try configure(channel) }
                }
        } catch {
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw RegistryServerError(.addressUnavailable, subject: address.description, detail: reason)
        }
    }

    /// - Returns: a connection that nobody serves where it cannot be set up: its failure must not be the listener's.
    private func configureRegistry(_ channel: any Channel, _ encryption: NIOSSLContext?) -> Arrival {
        do {
            try connections.add(channel)
            let pipeline = channel.pipeline.syncOperations
            if let encryption { try pipeline.addHandler(NIOSSLServerHandler(context: encryption)) }
            try pipeline.addHandler(HTTPResponseEncoder())
            try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
            let shortcut = ManifestShortcut(cache: cache, guardian: guardian, metrics: metrics)
            try pipeline.addHandler(ExchangeHandler(shortcut: shortcut, limits: configuration.limits))
            return Arrival(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(
                        // A piece of a body may be large: one in hand and one at the door are enough.
                        backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2),
                        isOutboundHalfClosureEnabled: false
                    )
                )
            )
        } catch {
            channel.close(promise: nil)
            return Arrival(nil)
        }
    }

    private func configureOperations(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline()
        try pipeline.addHandler(OperationsHandler(metrics: metrics, limit: configuration.limits.header))
    }

    // MARK: - serving

    private let cache = ManifestCache()

    private func serve(_ listener: NIOAsyncChannel<Arrival, Never>, isEncrypted: Bool) async throws {
        let service = RegistryService(
            storage: storage,
            guardian: guardian,
            cache: cache,
            isReadOnly: configuration.isReadOnly,
            acceptsSparseImages: configuration.acceptsSparseImages,
            metrics: metrics,
            logger: logger
        )
        let connection = Connection(
            service: service,
            metrics: metrics,
            budget: SendBudget(),
            isEncrypted: isEncrypted,
            logger: logger
        )
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { inbound in
                for try await arrival in inbound {
                    guard let channel = arrival.take() else { continue }
                    group.addTask { await connection.run(channel) }
                }
            }
        }
    }

    /// The handlers do the work; the listener stays open for as long as this runs.
    private func serveOperations(_ listener: NIOAsyncChannel<Void, Never>) async throws {
        try await listener.executeThenClose { inbound in
            for try await _ in inbound {}
        }
    }

    /// What has to be looked at now and then. Ends with its task.
    private func upkeep() async {
        var untilSweep = 0
        while !Task.isCancelled {
            await refresh()
            if !configuration.isReadOnly, untilSweep == 0 {
                do {
                    try await storage.removeAbandonedUploads()
                } catch {
                    logger.error("abandoned uploads could not be removed", metadata: ["error": "\(error.summary)"])
                }
            }
            // Every hour.
            untilSweep = (untilSweep + 1) % 1_800
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func refresh() async {
        let isReady = await storage.isReady() && !connections.isDraining
        metrics.isReady.store(isReady, ordering: .relaxed)
        await guardian.refresh(logger)
    }
}

extension RegistryServer: CustomStringConvertible {
    /// What it is and where, for logs.
    public var description: String { "registry at \(configuration.address)" }
}

// MARK: - TLS

extension RegistryServer {
    /// Reads certificate and key again when they change; what is broken leaves the last good pair in use.
    private func certificateReloader() throws -> TimedCertificateReloader? {
        guard let tls = configuration.tls else { return nil }
        do {
            return try TimedCertificateReloader.makeReloaderValidatingSources(
                configuration: TimedCertificateReloader.Configuration(
                    refreshInterval: .seconds(2),
                    certificateSource: .init(location: .file(path: tls.certificatePath), format: .pem),
                    privateKeySource: .init(location: .file(path: tls.keyPath), format: .pem)
                ) { [logger] configuration in
                    configuration.onCertificateLoaded = { change in
                        guard change.currentX509CertificateChain != change.previousX509CertificateChain else { return }
                        logger.info("certificate read", metadata: ["path": "\(tls.certificatePath)"])
                    }
                    configuration.onCertificateLoadFailed = { failure in
                        logger.error(
                            "certificate or key is broken; the last good ones are in use",
                            metadata: ["path": "\(tls.certificatePath)", "error": "\(failure.error)"]
                        )
                    }
                }
            )
        } catch {
            throw RegistryServerError(.tlsInvalid, subject: tls.certificatePath, detail: "\(error)")
        }
    }

    private static func context(for reloader: TimedCertificateReloader) throws -> NIOSSLContext {
        do {
            var configuration = try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw RegistryServerError(.tlsInvalid, subject: "", detail: "\(error)")
        }
    }
}

/// The open connections, so that a shutdown reaches them.
private final class ConnectionList: Sendable {
    private struct State: Sendable {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init() {
        var descriptors = rlimit()
        let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors) == 0
        limit = isKnown ? Int(clamping: descriptors.rlim_cur / 2) : 512
    }

    var isDraining: Bool { state.withLock { $0.isDraining } }

    /// - Throws: once the draining has begun, for it would not reach the channel any more, and where there are as many
    ///   connections as the process has descriptors for, with as many again for files.
    func add(_ channel: any Channel) throws {
        let id = ObjectIdentifier(channel)
        let isTaken = state.withLock { state in
            guard !state.isDraining, state.channels.count < limit else { return false }
            state.channels[id] = channel
            return true
        }
        guard isTaken else { throw ChannelError.ioOnClosedChannel }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { _ = $0.channels.removeValue(forKey: id) }
        }
    }

    func drain() {
        let channels = state.withLock { state in
            state.isDraining = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(DrainEvent()) }
    }
}

extension ListenAddress {
    /// With the port that the system chose.
    fileprivate func bound(to channel: any Channel) -> ListenAddress {
        ListenAddress(host: host, port: channel.localAddress?.port ?? port)
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        switch self {
        case .some(let wrapped): try await transform(wrapped)
        case .none: nil
        }
    }
}
