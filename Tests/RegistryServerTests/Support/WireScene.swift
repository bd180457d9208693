import NIOPosix
import RegistryTesting
import ServiceLifecycle
import Testing

@testable import RegistryServer

/// A registry that listens, and what it has.
struct WireScene: Sendable {
    /// Threads for clients that block, so that they take none from the server.
    private static let clients: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 32)
        pool.start()
        return pool
    }()

    let scene: RegistryScene
    let port: Int
    let operationsPort: Int?

    /// Serves while `body` runs; its task is cancelled then.
    static func run<Result: Sendable>(
        over scene: RegistryScene? = nil,
        _ configure: (inout RegistryServerConfiguration) -> Void = { _ in },
        _ body: (WireScene) async throws -> Result
    ) async throws -> Result {
        try await self.run(configure, over: scene, isCancelled: true, with: { try await $0.run() }, body)
    }

    /// Serves as one of a group of services, which `body` shuts down.
    static func runInGroup<Result: Sendable>(
        over scene: RegistryScene? = nil,
        _ configure: (inout RegistryServerConfiguration) -> Void = { _ in },
        _ body: (WireScene, ServiceGroup) async throws -> Result
    ) async throws -> Result {
        let (groups, start) = AsyncStream<ServiceGroup>.makeStream()
        return try await self.run(
            configure,
            over: scene,
            isCancelled: false,
            with: { server in
                let group = ServiceGroup(services: [server], logger: RegistryScene.logger)
                start.yield(group)
                try await group.run()
            },
            { wire in
                var iterator = groups.makeAsyncIterator()
                return try await body(wire, try #require(await iterator.next()))
            }
        )
    }

    private static func run<Result: Sendable>(
        _ configure: (inout RegistryServerConfiguration) -> Void,
        over scene: RegistryScene?,
        isCancelled: Bool,
        with serve: @escaping @Sendable (RegistryServer) async throws -> Void,
        _ body: (WireScene) async throws -> Result
    ) async throws -> Result {
        let scene = try scene ?? RegistryScene()
        var configuration = RegistryServerConfiguration(
            address: ListenAddress(host: "127.0.0.1", port: 0),
            version: "0"
        )
        configure(&configuration)
        let (addresses, ready) = AsyncStream<RegistryServer.Addresses>.makeStream()
        let server = try RegistryServer(
            configuration: configuration,
            storage: scene.storage,
            passwordPool: RegistryScene.pool,
            logger: RegistryScene.logger,
            onReady: { ready.yield($0) }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { ready.finish() }
                try await serve(server)
            }
            var iterator = addresses.makeAsyncIterator()
            guard let found = await iterator.next() else {
                try await group.waitForAll()
                throw CancellationError()
            }
            let wire = WireScene(scene: scene, port: found.registry.port, operationsPort: found.operations?.port)
            let result = try await body(wire)
            isCancelled ? group.cancelAll() : try await group.waitForAll()
            return result
        }
    }

    /// Runs what blocks on a thread of its own.
    static func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await self.clients.runIfActive(body)
    }

    /// Connects, and runs a dialogue that blocks.
    func talk<Result: Sendable>(
        receiveBuffer: Int32? = nil,
        _ body: @escaping @Sendable (WireClient) throws -> Result
    ) async throws -> Result {
        try await Self.blocking { [port] in try body(WireClient(port: port, receiveBuffer: receiveBuffer)) }
    }

    /// The value of a line of `/metrics`.
    func metric(_ line: String) async throws -> Double? {
        let port = try #require(operationsPort)
        let text = try await Self.blocking { () throws -> String in
            let answer = try exchange(port: port, "/metrics", headers: ["Connection: close"])
            return String(decoding: answer.response.body, as: UTF8.self)
        }
        let prefix = "windlass_registry_\(line) "
        return text.split(separator: "\n").first { $0.hasPrefix(prefix) }.flatMap { Double($0.dropFirst(prefix.count)) }
    }
}

extension WireClient {
    /// Sends a request without a body, or with that one.
    func request(
        _ method: String = "GET",
        _ target: String,
        _ headers: [String] = [],
        version: String = "HTTP/1.1",
        body: [UInt8]? = nil
    ) {
        let length = body.map { ["Content-Length: \($0.count)"] } ?? []
        let lines = ["\(method) \(target) \(version)", "Host: registry"] + headers + length
        send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? []), patience: .seconds(10))
    }
}
