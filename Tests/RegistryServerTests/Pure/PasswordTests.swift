import Testing

@testable import RegistryServer

@Suite("Passwords")
struct PasswordTests {
    private static let hash = PasswordHash(password: "secret", cost: 4)

    private func entry(_ user: String, _ password: String) throws -> String {
        try #require(PasswordHash(password: password, cost: 4)).entry(for: user)
    }

    @Test(
        "match their own hash and no other",
        arguments: ["", "secret", "pä$$:wörd", String(repeating: "x", count: 72)]
    )
    func matching(password: String) throws {
        let hash = try #require(PasswordHash(password: password, cost: 4))
        #expect(hash.matches(password))
        #expect(!hash.matches(password.isEmpty ? "x" : String(password.dropLast())))
        #expect(!hash.matches("Secret"))
        let text = hash.entry(for: "u").dropFirst(2).dropLast()
        #expect(text.hasPrefix("$2y$04$"))
        #expect(PasswordHash(text) == hash)
    }

    @Test("are salted")
    func salt() throws {
        #expect(try entry("u", "secret") != entry("u", "secret"))
    }

    @Test("that bcrypt would cut are refused", arguments: [String(repeating: "x", count: 73), "a\0b", "\0"])
    func unhashable(password: String) {
        #expect(PasswordHash(password: password, cost: 4) == nil)
        #expect(Self.hash?.matches(password) == false)
    }

    @Test("with a NUL match no hash, not even that of what stands before it")
    func nul() {
        #expect(Self.hash?.matches("secret\0") == false)
        #expect(Self.hash?.matches("secret\0x") == false)
    }

    @Test("of a known hash are known")
    func vector() {
        // From the test vectors of Openwall's crypt_blowfish.
        let hash = PasswordHash("$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e")
        #expect(hash?.matches("\u{FF}\u{FF}\u{A3}") == false)
        let plain = PasswordHash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
        #expect(plain?.matches("U*U") == true)
        #expect(plain?.matches("U*V") == false)
    }

    @Test("of nobody take as long as others")
    func nobody() {
        for cost in [4, 6] { #expect(PasswordHash.ofNobody(cost: cost)?.cost == cost) }
    }

    @Test(
        "are not looked for in other hashes",
        arguments: [
            "", "secret", "$apr1$abcdefgh$abcdefghijklmnopqrstu1", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
            "$6$abcdefgh$" + String(repeating: "a", count: 86),
            "$2y$04$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGf",
            "$2y$03$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGfG",
            "$2y$16$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGfG",
            "$2x$10$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGfG",
            "$2y$1$aabcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGfG",
            "$2y$10$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGf!",
            "$2y$10$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGé",
            "$2y$+4$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGfG",
        ]
    )
    func otherHashes(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("stand in a file, a user a line")
    func file() throws {
        let (alice, bob) = (try entry("alice", "a"), try entry("bob", "b:c"))
        let text = "# users\n\n" + alice + " \t\r\n" + bob.replacing("\n", with: "\r\n")
        let file = try PasswordFile(parsing: Array(text.utf8), path: "/p")
        #expect(file.admits(user: "alice", password: "a"))
        #expect(file.admits(user: "bob", password: "b:c"))
        #expect(!file.admits(user: "alice", password: "b:c"))
        #expect(!file.admits(user: "Alice", password: "a"))
        #expect(!file.admits(user: "", password: ""))
    }

    @Test(
        "in a file that is wrong are named by line and reason, never by their text",
        arguments: [
            ("alice:$apr1$sesame$abcdefghijklmnopqrstu1\n", "line-1:not-bcrypt"),
            ("#\nalice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n", "line-2:not-bcrypt"),
            ("\n\nalice:sesame\n", "line-3:not-bcrypt"), ("sesame", "line-1:no-user"), (":sesame\n", "line-1:no-user"),
            ("alice:\n", "line-1:not-bcrypt"), ("HASH alice\nHASH alice\n", "line-2:user-twice"),
            ("HASH alice\n\nsesame:x:y", "line-3:not-bcrypt"), ("\u{FEFF}#\n", "line-1:no-user"),
        ]
    )
    func brokenFile(text: String, detail: String) throws {
        let alice = try entry("alice", "a").dropLast()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line == "HASH alice" ? alice : line
        }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        let error = #expect(throws: RegistryServerError.self) { try PasswordFile(parsing: bytes, path: "/p") }
        #expect(error == RegistryServerError(.passwordFileInvalid, subject: "/p", detail: detail))
        #expect(!"\(String(describing: error))".contains("sesame"))
    }

    @Test("in a file that is not UTF-8 are refused")
    func encoding() {
        let error = #expect(throws: RegistryServerError.self) { try PasswordFile(parsing: [0x61, 0xFF], path: "/p") }
        #expect(error?.detail == "not-utf-8")
    }

    @Test("in a file of whatever text are read or refused by line", arguments: 0..<20)
    func anyFile(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let good = "# c\nalice:$2y$10$abcdefghijklmnopqrstuuBdNxWnwJfvGQBcYQxFPrfyeFZoFuGfG\n"
        let tokens = [":", "\n", "\r\n", "$", "#", "alice:", "$2y$10$", "\0", "\u{2028}"]
        for _ in 0..<200 {
            let bytes = random.mutated(Array(good.utf8), tokens: tokens)
            do throws(RegistryServerError) {
                _ = try PasswordFile(parsing: bytes, path: "/p")
            } catch {
                let detail = try #require(error.detail)
                #expect(detail == "not-utf-8" || detail.hasPrefix("line-"))
                #expect(error.code == .passwordFileInvalid && !detail.contains("alice") && detail.utf8.count < 24)
            }
        }
    }
}
