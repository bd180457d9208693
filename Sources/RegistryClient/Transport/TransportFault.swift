import AsyncHTTPClient
import Credentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads an error of the HTTP stack: what it says about the network, TLS or the proxy.
struct TransportFault {
    private let error: any Error
    private let request: WireRequest
    private let route: ProxyEnvironment.Route
    private let isInBody: Bool
    private let patience: Duration?
    private let peer: (@Sendable () async -> RegistryClientError.PeerCertificate?)?

    /// - Parameters:
    ///   - isInBody: whether the answer had begun well.
    ///   - patience: how long to ask once more for a name; nil is as long as the system takes.
    ///   - peer: the server's certificate, from one who has seen it; nil has it fetched where it is needed.
    init(
        _ error: any Error,
        request: WireRequest,
        route: ProxyEnvironment.Route,
        isInBody: Bool = false,
        patience: Duration? = nil,
        peer: (@Sendable () async -> RegistryClientError.PeerCertificate?)? = nil
    ) {
        self.error = error
        self.request = request
        self.route = route
        self.isInBody = isInBody
        self.patience = patience
        self.peer = peer
    }

    private typealias Stage = RegistryClientError.Stage

    func requestFailure() async -> RequestFailure {
        if Task.isCancelled || error is CancellationError { return .cancelled }
        return switch error {
        case let error as HTTPClientError: client(error)
        case let error as NIOConnectionError: await connection(error)
        case let error as IOError: system(error.errnoCode)
        case let error as ChannelError: channel(error)
        case let error as NIOSSLError: await tls(error)
        case let error as BoringSSLError: await handshake(error)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: await certificate(.tlsHostname)
        case is NIOSSLExtraError: failure(.tlsError, .tls, detail: "\(error)")
        case let error as HTTPParserError: unreadable(error)
        default: failure(.networkError, .connect, .interrupted, detail: "\(error)")
        }
    }

    private func failure(
        _ code: RegistryClientError.Code,
        _ stage: RegistryClientError.Stage,
        _ kind: RetryMachine.Failure = .permanent,
        status: Int? = nil,
        detail: String? = nil
    ) -> RequestFailure {
        let detail = detail.map { CleanText.line($0) }
        return RequestFailure(
            RegistryClientError(code, stage: stage, url: request.url.redacted, status: status, detail: detail),
            kind: kind
        )
    }

    /// Where a connection is made: to the proxy, if there is one.
    private var connectStage: RegistryClientError.Stage { route == .direct ? .connect : .proxy }

    private var proxyVariable: String? { route.server?.variable }

    private func client(_ error: HTTPClientError) -> RequestFailure {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout:
            failure(.connectTimeout, connectStage, .connectTimeout, detail: proxyVariable)
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            failure(.connectTimeout, .proxy, .connectTimeout, detail: proxyVariable)
        case .tlsHandshakeTimeout:
            failure(.connectTimeout, .tls, .connectTimeout)
        case .readTimeout, .writeTimeout, .deadlineExceeded:
            failure(.noProgress, .connect, .stalled)
        case .proxyAuthenticationRequired:
            failure(.proxyRefused, .proxy, status: 407, detail: proxyVariable)
        case .invalidProxyResponse:
            failure(.proxyRefused, .proxy, detail: proxyVariable)
        case .cancelled, .alreadyShutdown:
            .cancelled
        default:
            failure(.networkError, .connect, .interrupted, detail: error.shortDescription)
        }
    }

    private func connection(_ error: NIOConnectionError) async -> RequestFailure {
        guard !error.connectionErrors.isEmpty else {
            // The stack does not say whether the name is wrong or its servers are silent: asking once more tells.
            if await HostResolver.resolve(error.host, limit: patience) == .notFound {
                return failure(.nameNotFound, route == .direct ? .name : .proxy, detail: error.host)
            }
            return failure(.networkError, route == .direct ? .name : .proxy, .interrupted, detail: error.host)
        }
        let causes = error.connectionErrors.map(\.error)
        if causes.contains(where: { ($0 as? IOError)?.errnoCode == ECONNREFUSED }) { return system(ECONNREFUSED) }
        if let code = causes.lazy.compactMap({ ($0 as? IOError)?.errnoCode }).first { return system(code) }
        return failure(.connectTimeout, connectStage, .connectTimeout, detail: proxyVariable)
    }

    private func system(_ code: CInt) -> RequestFailure {
        switch code {
        case ECONNREFUSED:
            failure(.connectRefused, connectStage, .refused, detail: proxyVariable)
        case ETIMEDOUT:
            failure(.connectTimeout, connectStage, .connectTimeout, detail: proxyVariable)
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL:
            failure(.networkError, connectStage, .refused, detail: String(cString: strerror(code)))
        default:
            failure(.networkError, .connect, .interrupted, detail: String(cString: strerror(code)))
        }
    }

    private func channel(_ error: ChannelError) -> RequestFailure {
        if case .connectTimeout = error {
            return failure(.connectTimeout, connectStage, .connectTimeout, detail: proxyVariable)
        }
        return failure(.networkError, .connect, .interrupted, detail: "\(error)")
    }

    /// Bytes that are no HTTP. A plain connection that does not even begin as HTTP is most often a TLS server's alert,
    /// unless it is to a proxy.
    private func unreadable(_ error: HTTPParserError) -> RequestFailure {
        let detail = "the reply is no valid HTTP: \(error)"
        let isForeignProtocol = error == .invalidConstant || error == .invalidVersion
        guard isForeignProtocol, !isInBody, request.url.scheme == .http else {
            return failure(.networkError, .connect, .interrupted, detail: detail)
        }
        if case .forwarded = route { return failure(.networkError, .proxy, .interrupted, detail: detail) }
        return failure(.httpsToHTTP, .connect, detail: detail)
    }
}

extension TransportFault {
    private func tls(_ error: NIOSSLError) async -> RequestFailure {
        switch error {
        case .handshakeFailed(let cause): await handshake(cause)
        case .failedToLoadPrivateKey, .failedToLoadCertificate:
            failure(.clientCertificateUnreadable, .tls, detail: "certificate and key do not belong together")
        case .uncleanShutdown: failure(.networkError, .connect, .interrupted, detail: "unclean shutdown")
        default: failure(.tlsError, .tls, detail: "\(error)")
        }
    }

    private func handshake(_ error: BoringSSLError) async -> RequestFailure {
        let text = "\(error)"
        func mentions(_ reasons: String...) -> Bool { reasons.contains { text.contains($0) } }
        if mentions("CERTIFICATE_VERIFY_FAILED") { return await certificate(.tlsUnknownCA) }
        if mentions("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST") {
            return failure(.httpToHTTPS, .tls)
        }
        // Alerts that a server sends about the client's certificate, or for want of one (RFC 8446 §6.2).
        let alerts = ["CERTIFICATE_REQUIRED", "BAD_CERTIFICATE", "UNKNOWN_CA", "CERTIFICATE_UNKNOWN", "ACCESS_DENIED"]
        if text.contains("ALERT"), alerts.contains(where: { text.contains($0) }) {
            return failure(.tlsClientCertificate, .tls, detail: Self.reason(text))
        }
        if mentions("EOF during handshake", "syscallError", "zeroReturn") {
            return failure(.networkError, .tls, .interrupted, detail: "closed during the TLS handshake")
        }
        return failure(.tlsError, .tls, detail: Self.reason(text))
    }

    /// The reason in `error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION at ...`.
    private static func reason(_ text: String) -> String {
        guard let start = text.firstRange(of: "OPENSSL_internal:")?.upperBound else { return text }
        return String(text[start...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }

    /// Looks at the certificate that was not accepted, for the stack does not say what is wrong with it.
    private func certificate(_ code: RegistryClientError.Code) async -> RequestFailure {
        let certificate =
            if let peer { await peer() } else { await CertificateProbe.certificate(of: request.url, through: route) }
        guard let peer = certificate else { return failure(code, .tls) }
        let now = WallClock.now()
        let isCurrent = (peer.notBefore...max(peer.notBefore, peer.notAfter)).contains(now)
        var result = failure(code == .tlsUnknownCA && !isCurrent ? .tlsExpired : code, .tls)
        result.error.certificate = peer
        return result
    }
}
