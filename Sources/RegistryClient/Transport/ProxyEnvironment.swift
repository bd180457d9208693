import Credentials
import Registries

/// Which proxy a URL is fetched through, by the rules of Go's `golang.org/x/net/http/httpproxy`, which containerd
/// and the RKE2 supervisor follow.
struct ProxyEnvironment: Sendable {
    /// How a request travels.
    enum Route: Hashable, Sendable {
        case direct
        /// Plain http through an HTTP proxy, which gets the whole request in absolute form.
        case forwarded(Server)
        /// TLS through an HTTP proxy, which is asked for a connection (`CONNECT`).
        case tunnelled(Server)
        case socks(Server)

        /// The proxy.
        var server: Server? {
            switch self {
            case .direct: nil
            case .forwarded(let server), .tunnelled(let server), .socks(let server): server
            }
        }
    }

    struct Server: Hashable, Sendable {
        var host: String
        var port: Int
        /// `user:password` of the proxy's URL, base64, for the proxy alone.
        var authorization: Secret?
        /// The variable that names the proxy.
        var variable: String

        var proxyAuthorization: String? { authorization.map { "Basic \($0.reveal())" } }
    }

    /// A variable that cannot be followed.
    struct Problem: Error, Hashable, Sendable {
        var variable: String
        /// The proxy's scheme, or the rule broken; never the value, which may hold a password.
        var detail: String
    }

    private typealias Variable = (name: String, value: String)

    private let http: Result<Route, Problem>
    private let https: Result<Route, Problem>
    private let exceptions: NoProxy

    init(_ environment: [String: String]) {
        func first(_ names: String...) -> Variable? {
            names.lazy.compactMap { name in
                environment[name].flatMap { $0.isEmpty ? nil : (name, $0) }
            }.first
        }
        self.exceptions = NoProxy(first("NO_PROXY", "no_proxy")?.value ?? "")
        self.https = Self.route(first("HTTPS_PROXY", "https_proxy"), for: .https)
        let httpVariable = first("HTTP_PROXY", "http_proxy")
        // A CGI program gets a request's `Proxy:` header in this variable (CVE-2016-5385).
        if let httpVariable, !(environment["REQUEST_METHOD"] ?? "").isEmpty {
            self.http = .failure(Problem(variable: httpVariable.name, detail: "cgi"))
        } else {
            self.http = Self.route(httpVariable, for: .http)
        }
    }

    func route(to url: HTTPURL) throws(Problem) -> Route {
        guard exceptions.allowsProxy(for: url) else { return .direct }
        return try (url.scheme == .https ? https : http).get()
    }

    private static func route(_ variable: Variable?, for traffic: HTTPURL.Scheme) -> Result<Route, Problem> {
        guard let variable else { return .success(.direct) }
        func problem(_ detail: String) -> Result<Route, Problem> {
            .failure(Problem(variable: variable.name, detail: detail))
        }
        var rest = variable.value[...]
        var scheme = "http"
        if let separator = rest.firstRange(of: "://") {
            scheme = rest[..<separator.lowerBound].lowercased()
            rest = rest[separator.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var authorization: Secret?
        if let at = rest.lastIndex(of: "@") {
            guard let userInfo = percentDecoded(rest[..<at]) else { return problem("user-info") }
            let withColon = userInfo.contains(UInt8(ascii: ":")) ? userInfo : userInfo + [UInt8(ascii: ":")]
            authorization = Secret(Base64.encode(withColon))
            rest = rest[rest.index(after: at)...]
        }
        // The strict reading of host and port is the same as everywhere else.
        guard let address = try? HTTPURL(parsing: "http://\(rest)") else { return problem("address") }
        let hasPort = (try? HTTPURL(parsing: "https://\(rest)"))?.port == address.port
        let host = address.bareHost
        let port = Int(address.port)
        switch scheme {
        case "http":
            let server = Server(host: host, port: port, authorization: authorization, variable: variable.name)
            return .success(traffic == .http ? .forwarded(server) : .tunnelled(server))
        case "socks5", "socks5h":
            guard authorization == nil else { return problem("\(scheme) with a user name") }
            return .success(.socks(Server(host: host, port: hasPort ? port : 1080, variable: variable.name)))
        default:
            return problem(scheme)
        }
    }

    private static func percentDecoded(_ text: Substring) -> [UInt8]? {
        var output: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                output.append(byte)
                continue
            }
            guard let high = bytes.next(), let low = bytes.next(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            output.append(value)
        }
        return output
    }
}
