import Credentials
import NIOSSL

/// One request as it goes out.
struct WireRequest: Sendable {
    var url: HTTPURL
    var headers: [(String, String)]
    /// A form to POST; nil for a GET.
    var form: String?
    var tls: TLSConfiguration?

    init(url: HTTPURL, headers: [(String, String)] = [], form: String? = nil, tls: TLSConfiguration? = nil) {
        self.url = url
        self.headers = headers
        self.form = form
        self.tls = tls
    }
}
