import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The plain port of a web server: a first byte of a TLS greeting is answered with a 400, as Go and nginx do it.
///
/// The answer is delivered before the connection ends, so that no reset can overtake it.
final class PlainPort: Sendable {
    struct Unavailable: Error {}

    let port: UInt16
    private let listener: CInt

    init() throws {
        #if canImport(Glibc)
        let stream = CInt(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | listen(listener, 8) | getsockname(listener, address, &length)
            }
        }
        guard status == 0 else { throw Unavailable() }
        self.listener = listener
        self.port = UInt16(bigEndian: address.sin_port)
        DispatchQueue.global().async {
            while case let connection = accept(listener, nil, nil), connection >= 0 { Self.serve(connection) }
            close(listener)
        }
    }

    func shutdown() {
        // Wakes the waiting `accept`.
        _ = Self.end(listener, CInt(SHUT_RDWR))
    }

    private static func serve(_ connection: CInt) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(connection, &buffer, buffer.count, 0)
        let handshakeRecord: UInt8 = 0x16
        if count > 0, buffer[0] == handshakeRecord {
            let answer = Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
            _ = send(connection, answer, answer.count, 0)
        }
        _ = end(connection, CInt(SHUT_WR))
        while recv(connection, &buffer, buffer.count, 0) > 0 {}
        close(connection)
    }

    private static func end(_ socket: CInt, _ direction: CInt) -> CInt {
        #if canImport(Glibc)
        Glibc.shutdown(socket, direction)
        #elseif canImport(Musl)
        Musl.shutdown(socket, direction)
        #else
        Darwin.shutdown(socket, direction)
        #endif
    }
}
