import NIOCore
import NIOHTTP1
import OCI

/// An answer before it is on the wire. `Content-Length` is set by whoever writes it.
struct RegistryResponse: Sendable {
    enum Body: Sendable {
        case none
        case bytes(ByteBuffer)
        case blob(any BlobContent, Range<Int64>)

        var count: Int64 {
            switch self {
            case .none: 0
            case .bytes(let buffer): Int64(buffer.readableBytes)
            case .blob(_, let range): range.upperBound - range.lowerBound
            }
        }
    }

    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: Body

    init(_ status: HTTPResponseStatus, headers: HTTPHeaders = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(_ status: HTTPResponseStatus, json: JSON, type: String = "application/json") {
        let bytes = json.bytes()
        self.init(status, headers: ["Content-Type": type], body: .bytes(ByteBuffer(bytes: bytes)))
    }
}

extension HTTPHeaders {
    /// The digest of what is answered, for whoever wants to check it (distribution-spec, "Pulling manifests").
    static let contentDigest = "Docker-Content-Digest"
}
