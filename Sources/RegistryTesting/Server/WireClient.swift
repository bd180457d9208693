#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A blocking socket: it shows what a server puts on the wire, with nothing in between.
public final class WireClient: Sendable {
    /// How a connection stands after what could be read.
    public enum Ending: Sendable, Hashable {
        /// It goes on, or so it seems.
        case open
        /// The peer has sent all that it wanted to.
        case fin
        /// The peer has broken it off.
        case reset
    }

    /// A connection that could not be made.
    public struct Failure: Error {
        /// The system's error number.
        public var code: Int32
    }

    private let socket: Int32

    /// Connects to a port of 127.0.0.1.
    ///
    /// - Parameters:
    ///   - port: The port.
    ///   - receiveBuffer: The size of the kernel's buffer; a small one leaves most bytes with the server.
    /// - Throws: ``Failure``.
    public init(port: Int, receiveBuffer: Int32? = nil) throws {
        let descriptor = Self.tcpSocket()
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        let result = LoopbackSocket.withAddress(port: port) { connect(descriptor, $0, $1) }
        guard result == 0 else {
            let failure = Failure(code: errno)
            close(descriptor)
            throw failure
        }
        self.socket = descriptor
    }

    deinit {
        close(self.socket)
    }

    private static func tcpSocket() -> Int32 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // Bounds a connect that is never answered; Linux takes it from the timeout for sending.
        var patience = timeval(tv_sec: 0, tv_usec: 300_000)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    private func setTimeout(_ option: Int32, _ time: Duration) {
        let (seconds, fraction) = time.components
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(fraction / 1_000_000_000_000))
        setsockopt(self.socket, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends text.
    public func send(_ text: String) {
        self.send(Array(text.utf8))
    }

    /// Sends bytes until the peer takes none for so long, or has closed the connection.
    ///
    /// - Returns: How many it has taken.
    @discardableResult
    public func send(_ bytes: [UInt8], patience: Duration = .milliseconds(300)) -> Int {
        self.setTimeout(SO_SNDTIMEO, patience)
        return bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let count = Glibc.send(self.socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { break }
                sent += count
            }
            return sent
        }
    }

    /// Says that nothing more will be sent.
    public func finishSending() {
        shutdown(self.socket, Int32(SHUT_WR))
    }

    /// Reads until the connection ends, or nothing comes for so long, or so many bytes are there.
    public func read(atMost count: Int = .max, silence: Duration = .seconds(5)) -> (bytes: [UInt8], ending: Ending) {
        self.setTimeout(SO_RCVTIMEO, silence)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < count {
            let received = recv(self.socket, &piece, min(piece.count, count - bytes.count), 0)
            if received == 0 { return (bytes, .fin) }
            if received < 0 { return (bytes, errno == EAGAIN ? .open : .reset) }
            bytes += piece[..<received]
        }
        return (bytes, .open)
    }

    /// Whether the connection is reset before so much time is over, without a byte being read.
    public func isReset(within time: Duration) -> Bool {
        var request = pollfd(fd: self.socket, events: 0, revents: 0)
        return poll(&request, 1, Int32(time.components.attoseconds / 1_000_000_000_000_000)) > 0
    }

    /// Reads one response whose body has a `Content-Length`; the connection stays open.
    public func response(isHead: Bool = false) -> WireResponse {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual(Array("\r\n\r\n".utf8)) {
            let next = self.read(atMost: 1)
            guard !next.bytes.isEmpty else { break }
            bytes += next.bytes
        }
        var response = WireResponse(bytes)
        if !isHead, let length = response.header("Content-Length").flatMap({ Int($0) }), length > 0 {
            response.body = self.read(atMost: length).bytes
        }
        return response
    }
}

/// A response as it stands on the wire.
public struct WireResponse: Sendable {
    /// Nil if there is no status line.
    public var status: Int?
    /// The headers, in order.
    public var headers: [(name: String, value: String)]
    /// All that came after the headers.
    public var body: [UInt8]

    /// Reads a response, its body not decoded.
    public init(_ bytes: [UInt8]) {
        let mark = Array("\r\n\r\n".utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: mark) } ?? bytes.count
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        self.status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
        self.headers = lines.dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        self.body = Array(bytes.dropFirst(end + mark.count))
    }

    /// The first value of a header.
    public func header(_ name: String) -> String? {
        self.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// All values of a header.
    public func headers(_ name: String) -> [String] {
        self.headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}

/// Sends one request and reads all that comes back.
///
/// - Throws: `WireClient.Failure`.
public func exchange(
    port: Int,
    _ path: String,
    method: String = "GET",
    headers: [String] = [],
    body: String = ""
) throws -> (response: WireResponse, ending: WireClient.Ending, bytes: [UInt8]) {
    let client = try WireClient(port: port)
    let lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers
    client.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    let result = client.read()
    return (WireResponse(result.bytes), result.ending, result.bytes)
}
