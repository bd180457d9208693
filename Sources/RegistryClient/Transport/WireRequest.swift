import Credentials
import NIOSSL

/// One request as it goes out.
struct WireRequest: Sendable {
    var url: HTTPURL
    var method = "GET"
    var headers: [(String, String)]
    /// A form, which makes it a POST.
    var form: String?
    var tls: TLSConfiguration?

    init(url: HTTPURL, headers: [(String, String)] = [], form: String? = nil, tls: TLSConfiguration? = nil) {
        self.url = url
        self.headers = headers
        self.form = form
        self.tls = tls
    }
}
