public import NIOCore
public import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One containerd, one of its namespaces (`k8s.io` is the kubelet's), over its socket.
public struct ContainerdClient: Sendable {
    /// The socket's path.
    public let address: String
    /// The namespace.
    public let namespace: String
    let connection: GRPCConnection

    /// Connects.
    ///
    /// - Throws: `containerd-unreachable` or `containerd-not-permitted`.
    public init(
        address: String,
        namespace: String,
        on group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup
    ) async throws(ContainerdError) {
        let metadata = [("containerd-namespace", namespace)]
        do {
            connection = try await GRPCConnection(socket: address, metadata: metadata, on: group)
        } catch let error as IOError {
            let code: ContainerdError.Code = [EACCES, EPERM].contains(error.errnoCode) ? .notPermitted : .unreachable
            throw ContainerdError(code, address: address, detail: String(cString: strerror(error.errnoCode)))
        } catch {
            throw ContainerdError(.unreachable, address: address, detail: "\(error)")
        }
        self.address = address
        self.namespace = namespace
    }

    init(_ connection: GRPCConnection, address: String, namespace: String) {
        self.connection = connection
        self.address = address
        self.namespace = namespace
    }

    /// Ends the connection; calls that are on their way fail.
    public func close() async {
        await connection.close()
    }

    /// Where containerd has its content, if it says so: on the host of containerd, that is.
    public func contentRoot() async throws -> String? {
        try await plugins("type==io.containerd.content.v1").first?.exports["root"]
    }

    /// Whether there is a snapshotter of that name that works.
    public func hasSnapshotter(_ name: String) async throws -> Bool {
        try await plugins("type==io.containerd.snapshotter.v1").contains { $0.id == name && $0.initErr == nil }
    }

    private func plugins(_ filter: String) async throws -> [IntrospectionV1.Plugin] {
        var request = IntrospectionV1.PluginsRequest()
        request.filters = [filter]
        return try await call(IntrospectionV1.plugins, request).plugins
    }

    func call<Request, Response>(
        _ method: GRPCMethod<Request, Response>,
        _ request: Request,
        within timeout: TimeAmount = .seconds(120)
    ) async throws -> Response {
        try await reported { try await connection.call(method, request, within: timeout) }
    }
}
