import Credentials
import Registries
import Testing

@testable import RegistryClient

@Suite("The dialogue with a proxy about a tunnel")
struct TunnelDialogueTests {
    private static let proxy = ProxyEnvironment.Server(host: "p", port: 1, variable: "HTTPS_PROXY")

    private func dialogue(_ route: ProxyEnvironment.Route, _ url: String) throws -> TunnelDialogue {
        try #require(TunnelDialogue(route, to: try HTTPURL(parsing: url)))
    }

    private static let answers: [(String, TunnelDialogue.Event)] = [
        ("HTTP/1.1 200 Connection established\r\n\r\n", .open),
        ("HTTP/1.0 204\r\nX: y\r\n\r\n", .open),
        ("HTTP/1.1 200 OK\r\n\r\nmore", .refused),
        ("HTTP/1.1 407 Login\r\n\r\n", .refused),
        ("HTTP/2 200\r\n\r\n", .refused),
        ("200 OK\r\n\r\n", .refused),
        ("\r\n\r\n", .refused),
        ("HTTP/1.1 200 OK\r\n", .wait),
        (String(repeating: "x", count: TunnelDialogue.maximumAnswer + 1), .refused),
    ]

    @Test("opens only on a CONNECT answered with a bare 2xx", arguments: answers)
    func connect(_ answer: String, _ expected: TunnelDialogue.Event) throws {
        var whole = try dialogue(.tunnelled(Self.proxy), "https://r.example")
        #expect(whole.receive(answer.utf8) == expected)
        // Byte for byte the end is the same, but for what comes behind it.
        guard !answer.hasSuffix("more") else { return }
        var slow = try dialogue(.tunnelled(Self.proxy), "https://r.example")
        let events = answer.utf8.map { slow.receive([$0]) }
        #expect(events.dropLast().allSatisfy { $0 == .wait })
        #expect(events.last == expected)
    }

    @Test("begins with the target and the login")
    func opening() throws {
        var server = Self.proxy
        server.authorization = Secret("dTpw")
        let text = String(decoding: try dialogue(.tunnelled(server), "https://[2001:db8::1]/x").opening, as: UTF8.self)
        #expect(
            text == "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n"
                + "Proxy-Authorization: Basic dTpw\r\n\r\n"
        )
        #expect(TunnelDialogue(.direct, to: try HTTPURL(parsing: "https://r.example")) == nil)
        #expect(TunnelDialogue(.forwarded(server), to: try HTTPURL(parsing: "http://r.example")) == nil)
    }

    private static let targets: [(String, [UInt8])] = [
        ("https://r.example:5000", [3, 9, 114, 46, 101, 120, 97, 109, 112, 108, 101, 0x13, 0x88]),
        ("https://10.0.0.1", [1, 10, 0, 0, 1, 0x01, 0xBB]),
        ("https://[2001:db8::1]", [4, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0xBB]),
    ]

    @Test("speaks SOCKS5 with names and both kinds of address", arguments: targets)
    func socks(_ url: String, _ target: [UInt8]) throws {
        for (address, isOpen) in [
            ([5, 0, 0, 1, 1, 2, 3, 4, 0, 80], true), ([5, 0, 0, 3, 1, 97, 0, 80], true),
            ([5, 0, 0, 4] + [UInt8](repeating: 0, count: 18), true), ([5, 5, 0, 1, 0, 0, 0, 0, 0, 0], false),
            ([5, 0, 0, 9, 0, 0], false), ([5, 0, 0, 1, 1, 2, 3, 4, 0, 80, 1], false),
        ] as [([UInt8], Bool)] {
            var dialogue = try dialogue(.socks(Self.proxy), url)
            #expect(dialogue.opening == [5, 1, 0])
            #expect(dialogue.receive([5]) == .wait)
            #expect(dialogue.receive([0]) == .send([5, 1, 0] + target))
            #expect(dialogue.receive(address.prefix(4)) == .wait)
            #expect(dialogue.receive(address.dropFirst(4)) == (isOpen ? .open : .refused))
        }
        var login = try dialogue(.socks(Self.proxy), url)
        #expect(login.receive([5, 0xFF]) == .refused)
    }

    @Test("stands any bytes", arguments: 0..<20)
    func fuzz(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for route in [ProxyEnvironment.Route.socks(Self.proxy), .tunnelled(Self.proxy)] {
            for _ in 0..<200 {
                var dialogue = try dialogue(route, "https://r.example")
                for _ in 0..<20 {
                    let bytes = (0..<Int.random(in: 0..<9, using: &random)).map { _ in
                        Bool.random(using: &random)
                            ? UInt8.random(in: 0...5, using: &random) : UInt8.random(in: 0...255, using: &random)
                    }
                    if dialogue.receive(bytes) == .refused { break }
                }
            }
        }
    }
}
