import NIOCore
import OCI
import Registries
import RegistryClient
import RegistryTesting
import Synchronization
import Testing

/// Tests with servers run one after the other: their timeouts are short, and the machine may be busy.
@Suite(.serialized)
enum ServerTests {}

/// A plan for one repository over test servers, and a client to run it.
struct Scene {
    static let repository = "team/app"

    static func endpoint(
        _ registry: TestRegistry,
        auth: AuthConfiguration? = nil,
        tls: TLSSettings? = nil
    ) -> Endpoint {
        endpoint(registry.origin, auth: auth, tls: tls)
    }

    static func endpoint(_ origin: String, auth: AuthConfiguration? = nil, tls: TLSSettings? = nil) -> Endpoint {
        let isHTTP = origin.hasPrefix("http://")
        return Endpoint(
            scheme: isHTTP ? .http : .https,
            host: String(origin.split(separator: "/", maxSplits: 1)[1].dropFirst()),
            repository: repository,
            reference: "1.0",
            auth: auth,
            tls: tls,
            isExplicitHTTP: isHTTP
        )
    }

    static func plan(_ endpoints: Endpoint..., reference: String = "registry.test/team/app:1.0") throws -> PullPlan {
        PullPlan(
            image: try ImageReference(parsing: reference),
            node: Node(Platform(os: "linux", architecture: "amd64")),
            endpoints: endpoints
        )
    }

    /// A client whose waits take no time.
    @discardableResult
    static func withClient<Result>(
        _ configuration: RegistryClientConfiguration = .quick(),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (RegistryClient) async throws -> Result
    ) async throws -> Result {
        let client = RegistryClient(configuration: configuration)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try await client.shutdown()
            throw error
        }
    }
}

extension RegistryClientConfiguration {
    static func quick(
        clock: any Clock<Duration> = LeapingClock(),
        noProgress: Duration = .seconds(20),
        environment: [String: String] = [:],
        hosts: [String: ConfiguredHost] = [:]
    ) -> RegistryClientConfiguration {
        RegistryClientConfiguration(
            jobs: 8,
            connectTimeout: .seconds(5),
            noProgressTimeout: noProgress,
            environment: environment,
            configuredHost: { hosts[$0] },
            clock: clock,
            random: { 0.5 }
        )
    }
}

/// Keeps a blob in memory, and verifies it like a store.
final class MemoryDestination: BlobDestination {
    private struct State {
        var bytes: [UInt8]
        var restarts = 0
        var isFinished = false
    }

    private let expected: SampleContent
    private let state: Mutex<State>

    init(_ expected: SampleContent, holding bytes: [UInt8] = []) {
        self.expected = expected
        self.state = Mutex(State(bytes: bytes))
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var restarts: Int { state.withLock { $0.restarts } }
    var isFinished: Bool { state.withLock { $0.isFinished } }
    var offset: Int64 { state.withLock { Int64($0.bytes.count) } }

    func append(_ bytes: ByteBuffer) throws {
        state.withLock { $0.bytes.append(contentsOf: bytes.readableBytesView) }
    }

    func restart() throws {
        state.withLock { state in
            state.bytes = []
            state.restarts += 1
        }
    }

    func finish() async throws {
        let held = bytes
        guard held == expected.bytes else {
            throw BlobIntegrityError(
                expectedDigest: expected.digest,
                actualDigest: SampleContent(mediaType: expected.mediaType, body: .bytes(held)).digest,
                expectedSize: expected.size,
                actualSize: Int64(held.count)
            )
        }
        state.withLock { $0.isFinished = true }
    }
}

/// The ``RegistryClientError`` that `body` throws.
func clientError(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Void
) async -> RegistryClientError? {
    do {
        try await body()
        Issue.record("nothing was thrown")
        return nil
    } catch let error as RegistryClientError {
        return error
    } catch {
        Issue.record("\(error)")
        return nil
    }
}
