import Credentials
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Asks the system what a name stands for.
///
/// The connection resolves the name once more by itself: a name server that changes its answer in between (DNS
/// rebinding) is not caught, only one that gives the forbidden address at the time of the check.
enum HostResolver {
    enum Answer: Hashable, Sendable {
        case addresses([NetworkAddress])
        /// The name does not exist.
        case notFound
        /// The name servers did not answer; later they may.
        case unavailable
    }

    /// Resolves on a thread of its own pool: `getaddrinfo` blocks.
    static func resolve(_ name: String) async -> Answer {
        if let address = NetworkAddress(host: name) { return .addresses([address]) }
        return (try? await NIOThreadPool.singleton.runIfActive { lookUp(name) }) ?? .unavailable
    }

    private static func lookUp(_ name: String) -> Answer {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_protocol = CInt(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(name, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard status == 0 else { return status == EAI_AGAIN || status == EAI_SYSTEM ? .unavailable : .notFound }
        var addresses: [NetworkAddress] = []
        var entry = list
        while let info = entry?.pointee {
            if let address = address(info) { addresses.append(address) }
            entry = info.ai_next
        }
        return .addresses(addresses)
    }

    // By offset: which C module the members of the two structures belong to depends on what was imported first.
    private static func address(_ info: addrinfo) -> NetworkAddress? {
        guard let pointer = UnsafeRawPointer(info.ai_addr) else { return nil }
        switch info.ai_family {
        case AF_INET:
            return NetworkAddress(v4: UInt32(bigEndian: pointer.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        case AF_INET6:
            return NetworkAddress(v6: (8..<24).map { pointer.load(fromByteOffset: $0, as: UInt8.self) })
        default:
            return nil
        }
    }
}
