import Testing

@testable import RegistryServer

@Suite("Addresses")
struct AddressTests {
    @Test(
        "to listen on are host and port",
        arguments: [
            ("127.0.0.1:5000", "127.0.0.1", 5000), ("[::1]:0", "::1", 0), ("localhost:65535", "localhost", 65535),
            (":5000", "::", 5000), ("[::]:5000", "::", 5000), ("registry.example:1", "registry.example", 1),
        ]
    )
    func read(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(parsing: text))
        #expect(address == ListenAddress(host: host, port: port))
        #expect(ListenAddress(parsing: address.description) == address)
    }

    @Test(
        "to listen on are nothing else",
        arguments: [
            "", "5000", "localhost", "localhost:", "a:65536", "a:-1", "a:x", "::1:5000", "[::1:5000", "::1]:5", "a: 1",
            "a:+80", "[localhost]:80", "[]:80",
        ]
    )
    func refused(text: String) {
        #expect(ListenAddress(parsing: text) == nil)
    }

    @Test(
        "that only this machine reaches are known",
        arguments: [
            ("127.0.0.1", true), ("127.255.0.1", true), ("::1", true), ("localhost", true), ("0.0.0.0", false),
            ("::", false),
            ("10.0.0.1", false), ("128.0.0.1", false), ("::ffff:127.0.0.1", false), ("fe80::1", false),
        ]
    )
    func loopback(host: String, isLoopback: Bool) throws {
        #expect(try ListenAddress(host: host, port: 1).isLoopback == isLoopback)
    }

    @Test("of a name that has none are unavailable")
    func unknownName() {
        let error = #expect(throws: RegistryServerError.self) {
            try ListenAddress(host: "no such host", port: 1).isLoopback
        }
        #expect(error?.code == .addressUnavailable)
    }

    @Test(
        "in a Host header are told apart from names",
        arguments: [
            (nil, true), ("", true), ("127.0.0.1", true), ("127.0.0.1:9", true), ("10.1.2.3:9", true), ("[::1]", true),
            ("[::1]:9", true), ("localhost", true), ("localhost:9", true), ("evil.example", false),
            ("evil.example:9", false), ("127.0.0.1.evil.example", false), ("localhost.evil.example", false),
            ("2130706433", false), ("0x7f.1", false), ("127.1:9", false), (":9", false),
        ] as [(String?, Bool)]
    )
    func hosts(host: String?, isAddress: Bool) {
        #expect(OperationsHandler.isAddress(host: host) == isAddress)
    }
}

@Suite("A page of names")
struct NamePageTests {
    @Test(
        "begins after the last one",
        arguments: [
            (nil, 2, ["a", "b"], true), ("a", 2, ["b", "d"], true), ("c", 2, ["d", "e"], false), ("e", 2, [], false),
            ("", 9, ["a", "b", "d", "e"], false), (nil, 0, [], true), ("e", 0, [], false), ("zz", 1, [], false),
            ("b", 2, ["d", "e"], false),
        ] as [(String?, Int, [String], Bool)]
    )
    func pages(last: String?, limit: Int, names: [String], hasMore: Bool) {
        let page = NamePage(of: ["a", "b", "d", "e"], after: last, limit: limit)
        #expect(page.names == names)
        #expect(page.hasMore == hasMore)
    }

    @Test("after page shows every name once, in order", arguments: 0..<20)
    func walk(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let names = Set((0..<Int.random(in: 0...60, using: &random)).map { _ in random.tag() }).sorted()
        let limit = Int.random(in: 1...9, using: &random)
        var seen: [String] = []
        var last: String?
        while true {
            let page = NamePage(of: names, after: last, limit: limit)
            #expect(page.names.count <= limit)
            #expect(page.names.count == limit || !page.hasMore)
            seen += page.names
            guard page.hasMore else { break }
            last = page.names.last
        }
        #expect(seen == names)
    }
}
