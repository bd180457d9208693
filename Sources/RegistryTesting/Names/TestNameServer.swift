import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A DNS server on loopback that does what a script says: UDP, and TCP for those who come back after a truncated
/// answer.
///
/// A resolver finds it by a `resolv.conf` of the test's own, in a mount namespace of the program's own.
public final class TestNameServer: Sendable {
    /// The address it listens on.
    public let address: String
    /// The port; resolvers ask on 53 only.
    public let port: Int
    private let script: NameScript
    private let channels: [any Channel]

    /// The questions so far, in order of arrival; the first ten thousand.
    public var questions: [NameQuestion] { self.script.questions }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - names: What it does with questions about these names, in lower case; every other name is missing.
    ///   - address: A loopback address; nil takes one of 127.7.0.0/16 that nobody uses.
    ///   - port: 53, which takes the right to low ports, or 0 for a free one.
    /// - Throws: What binding throws.
    public init(names: [String: NameReaction] = [:], address: String? = nil, port: Int = 53) async throws {
        let script = NameScript(names)
        var attempts = 0
        while true {
            let candidate = address ?? "127.7.\(UInt8.random(in: 1...254)).\(UInt8.random(in: 1...254))"
            do {
                (self.channels, self.port) = try await Self.listen(on: candidate, port: port, script)
                self.address = candidate
                break
            } catch let error as IOError {
                attempts += 1
                guard error.errnoCode == EADDRINUSE, address == nil || port == 0, attempts < 20 else { throw error }
            }
        }
        self.script = script
    }

    /// Does something else with a name from now on; the questions so far count.
    public func set(_ name: String, to reaction: NameReaction) {
        self.script.set(name, to: reaction)
    }

    /// Stops listening; connections end with their clients.
    public func shutdown() async {
        for channel in self.channels { try? await channel.close() }
    }

    /// Both channels at one port.
    private static func listen(
        on address: String,
        port: Int,
        _ script: NameScript
    ) async throws -> (channels: [any Channel], port: Int) {
        let group = MultiThreadedEventLoopGroup.singleton
        let datagrams = try await DatagramBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NameDatagramHandler(script: script))
                }
            }
            .bind(host: address, port: port)
            .get()
        do {
            guard let port = datagrams.localAddress?.port else { throw ChannelError.unknownLocalAddress }
            let listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(NameConnectionHandler(script: script))
                    }
                }
                .bind(host: address, port: port)
                .get()
            return ([datagrams, listener], port)
        } catch {
            try? await datagrams.close()
            throw error
        }
    }
}
