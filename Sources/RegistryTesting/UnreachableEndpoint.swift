#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// An address on loopback where no connection comes about, as long as the value lives.
public final class UnreachableEndpoint: Sendable {
    /// A system call that failed.
    public struct Failure: Error {
        /// Its name.
        public var call: String
        /// `errno`.
        public var code: Int32
    }

    /// The port.
    public let port: Int
    private let sockets: [Int32]

    /// `127.0.0.1:port`.
    public var host: String { "127.0.0.1:\(self.port)" }

    private init(port: Int, sockets: [Int32]) {
        self.port = port
        self.sockets = sockets
    }

    deinit {
        for socket in self.sockets { close(socket) }
    }

    /// A port that is taken but not listened on: connections are refused, and nobody else gets it.
    ///
    /// - Throws: ``Failure``.
    public static func refusing() throws(Failure) -> UnreachableEndpoint {
        let (socket, port) = try self.bound()
        return UnreachableEndpoint(port: port, sockets: [socket])
    }

    /// A listener whose queue is full: the kernel drops every further SYN, so that a connection is neither made nor
    /// refused.
    ///
    /// - Throws: ``Failure``.
    public static func blackHole() throws(Failure) -> UnreachableEndpoint {
        let (listener, port) = try self.bound()
        guard listen(listener, 0) == 0 else { throw self.failure("listen", closing: [listener]) }
        // Linux queues one connection more than the backlog says; the others are for certainty.
        var sockets = [listener]
        for _ in 0..<4 {
            let filler = socket(AF_INET, Self.stream | Int32(SOCK_NONBLOCK.rawValue), 0)
            guard filler >= 0 else { throw self.failure("socket", closing: sockets) }
            sockets.append(filler)
            let result = LoopbackSocket.withAddress(port: port) { connect(filler, $0, $1) }
            guard result == 0 || errno == EINPROGRESS else { throw self.failure("connect", closing: sockets) }
        }
        return UnreachableEndpoint(port: port, sockets: sockets)
    }

    private static var stream: Int32 { Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) }

    private static func bound() throws(Failure) -> (socket: Int32, port: Int) {
        let descriptor = socket(AF_INET, self.stream, 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        guard LoopbackSocket.withAddress(port: 0, { bind(descriptor, $0, $1) }) == 0 else {
            throw self.failure("bind", closing: [descriptor])
        }
        guard let port = LoopbackSocket.port(of: descriptor) else {
            throw self.failure("getsockname", closing: [descriptor])
        }
        return (descriptor, port)
    }

    private static func failure(_ call: String, closing sockets: [Int32]) -> Failure {
        let failure = Failure(call: call, code: errno)
        for socket in sockets { close(socket) }
        return failure
    }
}
