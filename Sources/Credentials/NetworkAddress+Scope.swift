extension NetworkAddress {
    /// How far an address reaches, in the terms of the address rule.
    public enum Scope: String, Hashable, Sendable {
        /// `0.0.0.0/8` and `::`: this host, by another name.
        case unspecified
        case loopback
        case linkLocal = "link-local"
        /// A cloud's instance metadata service.
        case metadata
        /// Multicast, broadcast and reserved ranges: no server is there.
        case reserved
        /// A site's own network.
        case `private`
        case `public`
    }

    /// The scope of the address (IANA special-purpose address registries; RFC 6890).
    public var scope: Scope {
        if let v4 { return Self.scope(ofV4: v4) }
        if bytes.allSatisfy({ $0 == 0 }) { return .unspecified }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
        if Self.metadataV6.contains(bytes) { return .metadata }
        switch (bytes[0], bytes[1]) {
        case (0xFF, _): return .reserved
        case (0xFE, 0x80...0xBF): return .linkLocal
        case (0xFE, 0xC0...0xFF), (0xFC...0xFD, _): return .private
        default: return .public
        }
    }

    private static func scope(ofV4 address: UInt32) -> Scope {
        if metadataV4.contains(address) { return .metadata }
        for (network, length, scope) in rangesV4 where (address ^ network) >> (32 - length) == 0 {
            return scope
        }
        return .public
    }

    private static let rangesV4: [(UInt32, UInt32, Scope)] = [
        (0x0000_0000, 8, .unspecified),
        (0x7F00_0000, 8, .loopback),
        (0xA9FE_0000, 16, .linkLocal),
        (0x0A00_0000, 8, .private),
        (0xAC10_0000, 12, .private),
        (0xC0A8_0000, 16, .private),
        (0x6440_0000, 10, .private),  // carrier-grade NAT, RFC 6598
        (0xC612_0000, 15, .private),  // benchmarking, RFC 2544
        (0xC000_0000, 24, .private),  // protocol assignments, RFC 6890
        (0xE000_0000, 4, .reserved),
        (0xF000_0000, 4, .reserved),
    ]

    // 169.254.169.254 (most clouds), 169.254.170.2 (ECS tasks), 100.100.100.200 (Alibaba Cloud),
    // 168.63.129.16 (Azure's wire server), 192.0.0.192 (Oracle Cloud).
    private static let metadataV4: Set<UInt32> = [
        0xA9FE_A9FE, 0xA9FE_AA02, 0x6464_64C8, 0xA83F_8110, 0xC000_00C0,
    ]

    // fd00:ec2::254 (AWS) and fd20:ce::254 (Google Cloud).
    private static let metadataV6: Set<[UInt8]> = [
        [0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54],
        [0xFD, 0x20, 0, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54],
    ]

    /// The scope that a name has by convention alone, whatever it resolves to (RFC 6761 §6.3).
    public static func scope(ofName name: String) -> Scope? {
        var host = name.lowercased()[...]
        if host.hasSuffix(".") { host = host.dropLast() }
        if loopbackNames.contains(String(host)) || host.hasSuffix(".localhost") { return .loopback }
        return metadataNames.contains(String(host)) ? .metadata : nil
    }

    private static let loopbackNames: Set<String> = [
        "localhost", "localhost.localdomain", "localhost4", "localhost6", "localhost6.localdomain6", "ip6-localhost",
        "ip6-loopback",
    ]
    private static let metadataNames: Set<String> = [
        "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal",
    ]
}
