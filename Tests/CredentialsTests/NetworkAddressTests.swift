import Testing

@testable import Credentials

@Suite("A network address")
struct NetworkAddressTests {
    @Test(
        "is the same in every spelling",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("127.0.1", "127.0.0.1"), ("2130706433", "127.0.0.1"),
            ("0x7F000001", "127.0.0.1"), ("0x7f.0x0.0x0.0x1", "127.0.0.1"), ("0177.1", "127.0.0.1"),
            ("00000000177.00.00.01", "127.0.0.1"), ("10.256", "10.0.1.0"), ("192.168.257", "192.168.1.1"),
            ("4294967295", "255.255.255.255"), ("1.2.3.4.", "1.2.3.4"), ("[::ffff:1.2.3.4]", "1.2.3.4"),
            ("::ffff:102:304", "1.2.3.4"), ("64:ff9b::1.2.3.4", "1.2.3.4"), ("::1.2.3.4", "1.2.3.4"),
            ("2002:102:304::", "1.2.3.4"), ("fe80::1%eth0", "fe80::1"), ("2001:DB8:0:0::1", "2001:db8::1"),
        ]
    )
    func spellings(_ text: String, _ plain: String) throws {
        let address = try #require(NetworkAddress(host: text))
        #expect(address == NetworkAddress(host: plain))
    }

    @Test(
        "is not a name",
        arguments: [
            "", ".", "example.com", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "4294967296", "0x", "0x100000000", "08",
            "1..2",
            "1.2.3.4..", "-1", "+1", "1e3", "0b1", "1 ", ":", ":::", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "::1.2.3", "1.2.3.4::", "::1.2.3.256", "::+1", "1:2:3:4:5:6:7::8", "[", "[]",
        ]
    )
    func names(_ text: String) {
        #expect(NetworkAddress(host: text) == nil)
    }

    @Test(
        "has the scope of its range",
        arguments: [
            ("8.8.8.8", NetworkAddress.Scope.public), ("192.0.2.1", .public), ("11.0.0.0", .public),
            ("9.255.255.255", .public),
            ("172.15.255.255", .public), ("172.32.0.0", .public), ("192.167.255.255", .public),
            ("192.169.0.0", .public),
            ("100.63.255.255", .public), ("100.128.0.0", .public), ("198.17.255.255", .public), ("198.20.0.0", .public),
            ("10.0.0.0", .private), ("172.16.0.0", .private), ("192.168.255.255", .private), ("100.64.0.0", .private),
            ("198.19.255.255", .private), ("fdff::", .private), ("fec0::1", .private), ("2001:db8::1", .public),
            ("126.255.255.255", .public), ("128.0.0.0", .public), ("127.0.0.0", .loopback), ("0.0.0.0", .unspecified),
            ("1.0.0.0", .public), ("169.253.255.255", .public), ("169.254.0.0", .linkLocal), ("febf::1", .linkLocal),
            ("169.254.169.254", .metadata), ("224.0.0.0", .reserved), ("240.0.0.1", .reserved), ("ff00::", .reserved),
            ("::", .unspecified), ("::1", .loopback), ("::2", .unspecified),
        ]
    )
    func scopes(_ text: String, _ expected: NetworkAddress.Scope) throws {
        #expect(try #require(NetworkAddress(host: text)).scope == expected)
    }

    @Test("survives any text", arguments: 0..<20)
    func fuzz(_ seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let alphabet = Array("0123456789abcdefxX.:[]%-+ \u{0}é")
        for _ in 0..<2000 {
            let text = String((0..<next(24)).map { _ in alphabet[next(alphabet.count)] })
            if let address = NetworkAddress(host: text) { #expect(address.bytes.count == 16) }
        }
    }

    @Test("round-trips through every IPv4 notation", arguments: 0..<50)
    func notations(_ seed: Int) {
        let value = UInt32(truncatingIfNeeded: seed &* 2_654_435_761 &+ 12345)
        let octets = [24, 16, 8, 0].map { value >> UInt32($0) & 255 }
        let spellings = [
            octets.map { String($0) }.joined(separator: "."),
            octets.map { "0x" + String($0, radix: 16) }.joined(separator: "."),
            octets.map { "0" + String($0, radix: 8) }.joined(separator: "."),
            String(value), "0x" + String(value, radix: 16), "0" + String(value, radix: 8),
            "\(octets[0]).\(value & 0xFF_FFFF)", "\(octets[0]).\(octets[1]).\(value & 0xFFFF)",
        ]
        for spelling in spellings {
            #expect(NetworkAddress(host: spelling) == NetworkAddress(v4: value), "\(spelling)")
        }
    }
}
