import NIOCore
import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

/// An answer, its body collected.
struct Answer: Equatable {
    var status: UInt
    var headers: HTTPHeaders
    var body: [UInt8]

    subscript(name: String) -> String? { headers.first(name: name) }

    var json: JSON? { try? JSON(parsing: body) }

    /// The code of the first error.
    var code: String? { json?["errors"]?.array?.first?["code"]?.string }

    func strings(_ key: String) -> [String]? {
        json?[key]?.array?.compactMap(\.string)
    }
}

extension RegistryService {
    /// Answers a request whose body comes in pieces.
    @discardableResult
    func send(
        _ method: HTTPMethod,
        _ target: String,
        _ headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        isChunked: Bool = false
    ) async throws -> Answer {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        if isChunked {
            head.headers.add(name: "Transfer-Encoding", value: "chunked")
        } else if let body, !head.headers.contains(name: "Content-Length") {
            head.headers.add(name: "Content-Length", value: String(body.count))
        }
        var rest = (body ?? [])[...]
        let size = max(1_000, rest.count / 20)
        return try await collect(
            respond(
                to: head,
                body: RequestBody {
                    let piece = rest.prefix(size)
                    rest = rest.dropFirst(piece.count)
                    return piece.isEmpty ? nil : ByteBuffer(bytes: piece)
                }
            )
        )
    }

    func collect(_ answer: RegistryAnswer) async throws -> Answer {
        let response = answer.response
        var bytes: [UInt8] = []
        switch response.body {
        case .none: break
        case .bytes(let buffer): bytes = Array(buffer.readableBytesView)
        case .blob(let content, let range):
            var offset = range.lowerBound
            while offset < range.upperBound {
                let piece = try await content.read(
                    at: offset,
                    count: Int(min(max(700, content.size / 10), range.upperBound - offset))
                )
                try #require(piece.readableBytes > 0)
                bytes += piece.readableBytesView
                offset += Int64(piece.readableBytes)
            }
        }
        return Answer(status: response.status.code, headers: response.headers, body: bytes)
    }
}
