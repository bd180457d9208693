import NIOCore
import NIOHPACK
import NIOHTTP2

/// What a server sends for one call, taken apart: headers, messages behind a prefix of five bytes, and the status in
/// trailers ("gRPC over HTTP2").
struct GRPCAnswer {
    /// containerd's own servers and clients accept no larger one.
    static let maximumMessage = 16 * 1024 * 1024

    private var buffer = ByteBuffer()
    private(set) var status: GRPCStatus?

    /// Takes one frame.
    mutating func receive(_ frame: HTTP2Frame.FramePayload) {
        guard status == nil else { return }
        switch frame {
        case .headers(let headers):
            receive(headers.headers, isLast: headers.endStream)
        case .data(let data):
            guard case .byteBuffer(let bytes) = data.data else { return }
            buffer.writeImmutableBuffer(bytes)
            if data.endStream { end(GRPCStatus(code: .internalError, message: "the answer has no status")) }
        case .rstStream(let code):
            end(GRPCStatus(code: .unavailable, message: "the stream was reset: \(code)"))
        default:
            return
        }
    }

    /// The connection is gone.
    mutating func end(_ status: GRPCStatus) {
        if self.status == nil { self.status = status }
    }

    /// The next whole message; nil if there is none yet.
    mutating func message() throws(GRPCStatus) -> ByteBuffer? {
        guard let prefix = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self),
            let length = buffer.getInteger(at: buffer.readerIndex + 1, as: UInt32.self)
        else { return nil }
        guard prefix == 0 else {
            throw GRPCStatus(code: .unimplemented, message: "the answer is compressed")
        }
        guard length <= Self.maximumMessage else {
            throw GRPCStatus(code: .resourceExhausted, message: "the answer has \(length) bytes")
        }
        guard buffer.readableBytes >= 5 + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 5)
        defer { buffer.discardReadBytes() }
        return buffer.readSlice(length: Int(length))
    }

    private mutating func receive(_ headers: HPACKHeaders, isLast: Bool) {
        if let http = headers.first(name: ":status"), http != "200" {
            end(GRPCStatus(code: .unavailable, message: "the answer is HTTP \(http)"))
        } else if let code = headers.first(name: "grpc-status") {
            let message = GRPCStatus.decoded(headers.first(name: "grpc-message") ?? "")
            end(GRPCStatus(code: Int(code).map(GRPCStatus.Code.init) ?? .unknown, message: message))
        } else if isLast {
            end(GRPCStatus(code: .internalError, message: "the answer has no status"))
        }
    }
}
