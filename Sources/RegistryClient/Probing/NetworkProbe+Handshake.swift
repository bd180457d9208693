import AsyncHTTPClient
import Credentials
import NIOCore
import NIOPosix
import NIOSSL
public import Registries

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension NetworkProbe {
    /// Does the client's handshake with the host of `url`, and beside it one that accepts any certificate, to see what
    /// is shown.
    ///
    /// The second is sent nothing but the handshake, and ends as soon as it is known whether the server asks for a
    /// client certificate. That it was accepted is only known after the first, which then waits a little for a server
    /// that takes offence (TLS 1.3 tells only afterwards).
    ///
    /// - Parameters:
    ///   - address: where to connect instead of what the name stands for; left aside where a proxy leads there.
    ///   - tls: the settings that the client would use.
    public func handshake(with url: String, at address: String?, tls: TLSSettings?) async -> Handshake {
        let target: HTTPURL
        do throws(HTTPURL.Problem) {
            target = try HTTPURL(parsing: url)
            guard target.scheme == .https else { throw .scheme }
        } catch {
            let failure = RegistryClientError(.endpointInvalid, stage: .configuration, detail: error.rawValue)
            return Handshake(failure: failure)
        }
        let route: ProxyEnvironment.Route
        do throws(ProxyEnvironment.Problem) {
            route = try proxies.route(to: target)
        } catch {
            return Handshake(failure: error.clientError(for: target))
        }
        let clock = ContinuousClock()
        let start = clock.now
        if let failure = await nameFailure(of: target, route: route, address: address) {
            return Handshake(failure: failure)
        }
        let rest = max(.milliseconds(1), limit - (clock.now - start))
        let attempt = HandshakeAttempt(url: target, route: route, address: address, limit: rest)
        let asks = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Bool.self)
        async let look = Self.look(attempt, telling: asks)
        async let outcome = Self.outcome(attempt, tls: tls, asks: asks.futureResult)
        let (sight, (version, error)) = await (look, outcome)
        return Handshake(
            chain: sight.chain,
            tlsVersion: (sight.version ?? version)?.text,
            asksForClientCertificate: sight.asksForClientCertificate,
            failure: await Self.failure(error, attempt: attempt, sight: sight)
        )
    }

    /// Asks for the name first: the connection would have it asked for where a server that hangs holds up everybody.
    private func nameFailure(
        of url: HTTPURL,
        route: ProxyEnvironment.Route,
        address: String?
    ) async -> RegistryClientError? {
        guard let name = route.server?.host ?? (address == nil ? url.host : nil) else { return nil }
        let code: RegistryClientError.Code
        switch await HostResolver.resolve(name, limit: limit) {
        case .addresses: return nil
        case .notFound: code = .nameNotFound
        case .unavailable: code = .networkError
        }
        let stage: RegistryClientError.Stage = route == .direct ? .name : .proxy
        return RegistryClientError(code, stage: stage, url: url.redacted, detail: CleanText.line(name))
    }

    private static func look(
        _ attempt: HandshakeAttempt,
        telling asks: EventLoopPromise<Bool>
    ) async -> CertificateProbe.Sight {
        let sight = await CertificateProbe.look(attempt)
        asks.succeed(sight.asksForClientCertificate ?? true)
        return sight
    }

    /// How the client's own handshake ends.
    private static func outcome(
        _ attempt: HandshakeAttempt,
        tls: TLSSettings?,
        asks: EventLoopFuture<Bool>
    ) async -> (TLSVersion?, (any Error)?) {
        do {
            return (try await attempt.run(TLSMaterial.configuration(tls), lingers: asks), nil)
        } catch {
            return (nil, error)
        }
    }

    private static func failure(
        _ error: (any Error)?,
        attempt: HandshakeAttempt,
        sight: CertificateProbe.Sight
    ) async -> RegistryClientError? {
        guard let error else { return nil }
        if let error = error as? RegistryClientError { return error }
        let fault = TransportFault(
            error,
            request: WireRequest(url: attempt.url),
            route: attempt.route,
            patience: .milliseconds(500)
        ) {
            sight.chain.first.flatMap { RegistryClientError.PeerCertificate(der: $0) }
        }
        var failure = await fault.requestFailure().error
        if attempt.route == .direct, let error = error as? IOError, [ECONNRESET, EPIPE].contains(error.errnoCode) {
            // Only a connection that was made can break.
            failure.stage = .tls
        }
        // The watch says so of a proxy that hangs up before the tunnel is there; of the handshake it says `eof`.
        if attempt.route != .direct, error as? HTTPClientError == .remoteConnectionClosed {
            failure.stage = .proxy
            failure.detail = attempt.route.server?.variable
        }
        // TLS 1.2 has no alert of its own for a certificate that is missing.
        let isGeneral = failure.code == .tlsError && failure.detail?.contains("ALERT_HANDSHAKE_FAILURE") == true
        if isGeneral, sight.asksForClientCertificate == true { failure.code = .tlsClientCertificate }
        return failure
    }
}

extension TLSVersion {
    fileprivate var text: String {
        switch self {
        case .tlsv1: "1.0"
        case .tlsv11: "1.1"
        case .tlsv12: "1.2"
        case .tlsv13: "1.3"
        }
    }
}
