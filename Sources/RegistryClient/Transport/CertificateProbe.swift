import Credentials
import Crypto
import NIOCore
import NIOPosix
import NIOSSL

/// Fetches the certificate of a server that failed verification, to tell why. The handshake is broken off as soon
/// as the certificate is there: nothing is sent over the connection.
enum CertificateProbe {
    static func certificate(of url: HTTPURL) async -> RegistryClientError.PeerCertificate? {
        let host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
        let serverName = url.address == nil ? host : nil
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let found = loop.makePromise(of: NIOSSLCertificate.self)
        let timeout = loop.scheduleTask(in: .seconds(5)) { found.fail(ChannelError.connectTimeout(.seconds(5))) }
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let context = try NIOSSLContext(configuration: .makeClientConfiguration())
                    let handler = try NIOSSLClientHandler(
                        context: context,
                        serverHostname: serverName,
                        customVerificationCallback: { chain, promise in
                            if let leaf = chain.first { found.succeed(leaf) }
                            promise.succeed(.failed)
                        }
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: host, port: Int(url.port))
        connection.cascadeFailure(to: found)
        let leaf = try? await found.futureResult.get()
        timeout.cancel()
        _ = try? await connection.flatMap { $0.close() }.get()
        return leaf.flatMap(describe)
    }

    private static func describe(_ certificate: NIOSSLCertificate) -> RegistryClientError.PeerCertificate? {
        guard let der = try? certificate.toDERBytes() else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        let hex = SHA256.hash(data: der).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return RegistryClientError.PeerCertificate(
            fingerprint: String(decoding: hex, as: UTF8.self),
            summary: CleanText.line("\(certificate)"),
            notBefore: Int64(certificate.notValidBefore),
            notAfter: Int64(certificate.notValidAfter)
        )
    }
}
