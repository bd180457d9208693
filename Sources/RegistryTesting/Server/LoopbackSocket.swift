import NIOCore

#if canImport(Glibc)
package import Glibc
#elseif canImport(Musl)
package import Musl
#elseif canImport(Darwin)
package import Darwin
#endif

/// Addresses of bare sockets on 127.0.0.1.
///
/// `sockaddr_in` is filled by NIO and read by offset: which C module its members belong to depends on what a
/// compiler job happened to import first.
package enum LoopbackSocket {
    /// Gives `body` the address `127.0.0.1:port`, for `bind` or `connect`.
    package static func withAddress(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        guard let address = try? SocketAddress(ipAddress: "127.0.0.1", port: port) else { return -1 }
        return address.withSockAddr { body($0, socklen_t($1)) }
    }

    /// The port a socket is bound to; nil if the system does not say.
    package static func port(of socket: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 128)
        var length = socklen_t(bytes.count)
        let result = bytes.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: sockaddr.self) { getsockname(socket, $0.baseAddress, &length) }
        }
        return result == 0 ? Int(bytes[2]) << 8 | Int(bytes[3]) : nil
    }
}
