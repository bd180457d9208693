import Credentials
import Testing

@testable import RegistryClient

/// Whatever a server or a file says, the parsers answer, and what they accept keeps its promises.
@Suite("Hostile text")
struct ParserFuzzTests {
    private static let pieces = [
        "bytes ", "0", "1", "99", "-", "/", "*", " ", ",", ":", ".", "http", "https", "://", "@", "[", "]", "::", "%",
        "a",
        "example.com", "Sun, 06 Nov 1994 08:49:37 GMT", "Nov", "é", "\u{0}", "\u{1B}", "\r\n", "\\", "?", "#", "{", "}",
        "\"", "errors", "token", "9223372036854775807", "10.0.0.0/8", "\u{202E}", "\t",
    ]

    private func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0..<12, using: &random)).map { _ in Self.pieces.randomElement(using: &random)! }.joined()
    }

    @Test("breaks no parser", arguments: 0..<30)
    func parsers(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let target = try HTTPURL(parsing: "https://r.example/v2/")
        for _ in 0..<400 {
            let text = text(&random)
            if let range = ContentRange(parsing: text) { #expect(range.first <= range.last) }
            if let wait = RetryAfter.parse(text, date: text, now: 0) {
                #expect(wait >= .zero && wait <= .seconds(31_536_000))
            }
            let body = RegistryErrorBody(Array(text.utf8), isWebPage: Bool.random(using: &random))
            let clean = CleanText.line(body.detail ?? text)
            #expect(clean.utf8.count <= CleanText.maximumLength)
            #expect(!clean.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0.value == 0x202E })
            _ = TokenReply(bytes: Array(text.utf8))
            _ = try? ProxyEnvironment(["HTTPS_PROXY": text, "NO_PROXY": text]).route(to: target)
        }
    }

    @Test("is a URL only if it is the same URL when it is read again", arguments: 0..<30)
    func urls(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 1000)
        let base = try HTTPURL(parsing: "https://r.example:5000/v2/a/blobs/b?ns=x")
        for _ in 0..<400 {
            let text = text(&random)
            for url in [try? HTTPURL(parsing: text), try? base.resolving(text)].compactMap(\.self) {
                #expect(try HTTPURL(parsing: url.description) == url)
                #expect(!url.description.contains("@") || url.target.contains("@"))
                #expect(url.target.hasPrefix("/"))
            }
        }
    }

    @Test("of a failing server ends the tries", arguments: 0..<30)
    func retries(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) &+ 2000)
        let failures: [RetryMachine.Failure] = [
            .permanent, .refused, .connectTimeout, .interrupted, .stalled, .serverError(retryAfter: nil),
            .serverError(retryAfter: .seconds(1)), .throttled(retryAfter: .seconds(3)), .throttled(retryAfter: nil),
        ]
        let policy = RetryPolicy()
        var machine = RetryMachine(policy: policy, hasAlternative: Bool.random(using: &random))
        var tries = 1
        while case .retry(let delay) = machine.next(
            after: failures.randomElement(using: &random)!,
            random: Double.random(in: 0..<1, using: &random)
        ) {
            tries += 1
            #expect(delay <= policy.cap + policy.retryAfterCap)
        }
        #expect(tries <= policy.attempts)
    }
}

@Suite("A name")
struct HostResolverTests {
    @Test("is looked up on this machine")
    func localhost() async {
        guard case .addresses(let addresses) = await HostResolver.resolve("localhost") else {
            Issue.record("localhost is not known")
            return
        }
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { $0.scope == .loopback })
        #expect(await HostResolver.resolve("0x7f.1") == .addresses([NetworkAddress(v4: 0x7F00_0001)]))
    }
}
