import Dispatch
import RegistryTesting

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
        let status = LoopbackSocket.withAddress(port: 0) { bind(listener, $0, $1) | listen(listener, 8) }
        guard status == 0, let port = LoopbackSocket.port(of: listener) else { throw Unavailable() }
        self.listener = listener
        self.port = UInt16(port)
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
