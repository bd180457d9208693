import NIOCore
import NIOHPACK
import NIOHTTP2
import Testing

@testable import Containerd

@Suite("An answer over gRPC")
struct GRPCAnswerTests {
    private static let begin = headers([":status": "200", "content-type": "application/grpc"])

    private static func headers(_ fields: HPACKHeaders, isLast: Bool = false) -> HTTP2Frame.FramePayload {
        .headers(.init(headers: fields, endStream: isLast))
    }

    private static func data(_ bytes: [UInt8], isLast: Bool = false) -> HTTP2Frame.FramePayload {
        .data(.init(data: .byteBuffer(ByteBuffer(bytes: bytes)), endStream: isLast))
    }

    private func answer(_ frames: HTTP2Frame.FramePayload...) -> GRPCAnswer {
        frames.reduce(into: GRPCAnswer()) { $0.receive($1) }
    }

    @Test("gives its messages whole, however they are cut", arguments: [1, 2, 3, 5, 7, 100])
    func pieces(size: Int) throws {
        let stream: [UInt8] = [0, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9]
        var answer = answer(Self.begin)
        var messages: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            answer.receive(Self.data(Array(stream[start..<min(start + size, stream.count)])))
            while let message = try answer.message() { messages.append(Array(message.readableBytesView)) }
        }
        answer.receive(Self.headers(["grpc-status": "0"], isLast: true))
        #expect(messages == [[1, 2, 3], [], [9]])
        #expect(answer.status?.code == .ok)
    }

    @Test(
        "ends with a status, and the first one counts",
        arguments: [
            (
                [headers([":status": "200", "grpc-status": "5", "grpc-message": "a%20%c3%a9%"], isLast: true)], 5,
                "a é%"
            ),
            ([begin, headers(["grpc-status": "6"], isLast: true), .rstStream(.cancel)], 6, ""),
            ([begin, headers(["grpc-status": "many"], isLast: true)], 2, ""),
            ([begin, headers([:], isLast: true)], 13, "the answer has no status"),
            ([begin, data([], isLast: true)], 13, "the answer has no status"),
            ([headers([":status": "503"], isLast: true)], 14, "the answer is HTTP 503"),
        ] as [([HTTP2Frame.FramePayload], Int, String)]
    )
    func status(frames: [HTTP2Frame.FramePayload], code: Int, message: String) {
        let answer = frames.reduce(into: GRPCAnswer()) { $0.receive($1) }
        #expect(answer.status == GRPCStatus(code: .init(rawValue: code), message: message))
    }

    @Test("that is reset has the connection to blame")
    func reset() {
        #expect(answer(Self.begin, .rstStream(.enhanceYourCalm)).status?.code == .unavailable)
    }

    @Test(
        "that is compressed or too large is refused before it is kept",
        arguments: [([1, 0, 0, 0, 0], GRPCStatus.Code.unimplemented), ([0, 1, 0, 0, 1], .resourceExhausted)]
            as [([UInt8], GRPCStatus.Code)]
    )
    func refused(prefix: [UInt8], code: GRPCStatus.Code) {
        var answer = answer(Self.begin, Self.data(prefix))
        let error = #expect(throws: GRPCStatus.self) { try answer.message() }
        #expect(error?.code == code)
    }
}
