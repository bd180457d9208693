import AsyncHTTPClient
import Credentials
import NIOCore
import NIOSSL

/// One request as it goes out.
struct WireRequest: Sendable {
    var url: HTTPURL
    var method = "GET"
    var headers: [(String, String)]
    /// What is sent along, where that is no form.
    var body: Body?
    /// A form, which makes it a POST.
    var form: String?
    var tls: TLSConfiguration?

    /// The body of a request.
    enum Body: Sendable {
        /// Bytes that can be sent as often as it takes.
        case bytes([UInt8])
        /// Bytes that come but once.
        case stream(HTTPClientRequest.Body)

        var isStream: Bool { if case .stream = self { true } else { false } }

        var content: HTTPClientRequest.Body {
            switch self {
            case .bytes(let bytes): .bytes(ByteBuffer(bytes: bytes))
            case .stream(let body): body
            }
        }
    }

    init(url: HTTPURL, headers: [(String, String)] = [], form: String? = nil, tls: TLSConfiguration? = nil) {
        self.url = url
        self.headers = headers
        self.form = form
        self.tls = tls
    }
}
