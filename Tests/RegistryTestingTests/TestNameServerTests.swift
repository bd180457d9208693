import NIOCore
import RegistryTesting
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The server's answers byte for byte; that resolvers understand them is seen where programs are run.
@Suite("The name server")
struct TestNameServerTests {
    private static let v4: UInt16 = 1
    private static let v6: UInt16 = 28

    /// A query as a resolver writes it: recursion wanted, one question.
    private static func query(_ name: String, _ record: UInt16, identifier: UInt16 = 0x1234) -> [UInt8] {
        head(identifier, flags: 0x0100) + question(name, record)
    }

    private static func head(_ identifier: UInt16, flags: UInt16, answers: UInt16 = 0) -> [UInt8] {
        [identifier, flags, 1, answers, 0, 0].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    }

    private static func question(_ name: String, _ record: UInt16) -> [UInt8] {
        let labels = name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return labels + [0, UInt8(record >> 8), UInt8(record & 0xff), 0, 1]
    }

    private static func answer(_ record: UInt16, _ address: [UInt8]) -> [UInt8] {
        [0xc0, 12, UInt8(record >> 8), UInt8(record & 0xff), 0, 1, 0, 0, 0, 0, 0, UInt8(address.count)] + address
    }

    /// Asks in a datagram.
    ///
    /// - Returns: the answer; nil if none comes for so long.
    private func ask(_ server: TestNameServer, _ query: [UInt8], patience: Int = 5_000) throws -> [UInt8]? {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        let result = LoopbackSocket.withAddress(port: server.port) { connect(descriptor, $0, $1) }
        try #require(result == 0)
        try #require(send(descriptor, query, query.count, 0) == query.count)
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, Int32(patience)) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    private func withServer(
        _ names: [String: NameReaction],
        _ body: (TestNameServer) async throws -> Void
    ) async throws {
        let server = try await TestNameServer(names: names, address: "127.0.0.1", port: 0)
        do {
            try await body(server)
        } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
    }

    @Test("a name has addresses of both kinds, capitals or not, and an empty answer for a kind that it has none of")
    func addresses() async throws {
        let names = [
            "both.test": NameReaction.addresses(["127.0.0.1", "::1", "127.0.0.2"]),
            "four.test": .addresses(["10.0.0.9"]),
        ]
        try await withServer(names) { server async throws in
            let four = try ask(server, Self.query("BOTH.test", Self.v4))
            let answers = Self.answer(Self.v4, [127, 0, 0, 1]) + Self.answer(Self.v4, [127, 0, 0, 2])
            #expect(
                four == Self.head(0x1234, flags: 0x8580, answers: 2) + Self.question("BOTH.test", Self.v4) + answers
            )
            let six = try ask(server, Self.query("both.test", Self.v6, identifier: 7))
            let address = Self.answer(Self.v6, [UInt8](repeating: 0, count: 15) + [1])
            #expect(six == Self.head(7, flags: 0x8580, answers: 1) + Self.question("both.test", Self.v6) + address)
            let none = try ask(server, Self.query("four.test", Self.v6))
            #expect(none == Self.head(0x1234, flags: 0x8580) + Self.question("four.test", Self.v6))
            #expect(
                server.questions == [
                    NameQuestion(name: "both.test", record: .v4), NameQuestion(name: "both.test", record: .v6),
                    NameQuestion(name: "four.test", record: .v6),
                ]
            )
        }
    }

    @Test("missing names, failures, truncation and silence")
    func refusals() async throws {
        let names = [
            "down.test": NameReaction.failure, "long.test": .truncated(overTCP: .missing), "mute.test": .silence,
        ]
        try await withServer(names) { server async throws in
            for (name, flags) in [("other.test", 0x8583), ("down.test", 0x8582), ("long.test", 0x8780)]
                as [(String, UInt16)]
            {
                let answer = try ask(server, Self.query(name, Self.v4))
                #expect(answer == Self.head(0x1234, flags: flags) + Self.question(name, Self.v4), "\(name)")
            }
            #expect(try ask(server, Self.query("mute.test", Self.v4), patience: 50) == nil)
            #expect(server.questions.count == 4)
        }
    }

    @Test("a name can recover, each kind of record for itself")
    func recovery() async throws {
        try await withServer(["slow.test": .first(2, .failure, then: .addresses(["127.0.0.1"]))]) {
            server async throws in
            var codes: [UInt8] = []
            for record in [Self.v4, Self.v4, Self.v6, Self.v4] {
                codes.append(try #require(try ask(server, Self.query("slow.test", record)))[3] & 15)
            }
            #expect(codes == [2, 2, 2, 0])
            server.set("slow.test", to: .missing)
            #expect(try #require(try ask(server, Self.query("slow.test", Self.v4)))[3] & 15 == 3)
        }
    }

    @Test("over a connection the whole answer comes, also to two questions in one piece, and a broken length ends it")
    func connections() async throws {
        try await withServer(["long.test": .truncated(overTCP: .addresses(["127.0.0.3"]))]) { server async throws in
            let client = try WireClient(port: server.port)
            let query = Self.query("long.test", Self.v4)
            let framed = [0, UInt8(query.count)] + query
            let answer =
                Self.head(0x1234, flags: 0x8580, answers: 1) + Self.question("long.test", Self.v4)
                + Self.answer(Self.v4, [127, 0, 0, 3])
            let whole = [0, UInt8(answer.count)] + answer
            client.send(framed + framed)
            #expect(client.read(atMost: 2 * whole.count).bytes == whole + whole)
            #expect(server.questions.map(\.transport) == [.tcp, .tcp])
            client.send([0xff, 0xff])
            #expect(client.read().ending != .open)
        }
    }

    @Test("what is no query gets no answer, and the server goes on")
    func garbage() async throws {
        try await withServer(["a.test": .failure]) { server async throws in
            let query = Self.query("a.test", Self.v4)
            var pieces = (0..<query.count).map { Array(query.prefix($0)) }
            pieces.append(Self.head(1, flags: 0x8180) + Self.question("a.test", Self.v4))
            pieces.append(Self.head(1, flags: 0x0100) + [0xc0, 12, 0, 1, 0, 1])
            pieces.append(Self.head(1, flags: 0x0100) + [63] + [UInt8](repeating: 1, count: 40))
            pieces.append(query + [UInt8](repeating: 0, count: 2_000))
            // One client for all: the answer to the last question is the only one.
            for piece in pieces { #expect(try ask(server, piece, patience: 0) == nil) }
            #expect(try ask(server, query) != nil)
            #expect(server.questions.count == 1)
        }
    }
}
