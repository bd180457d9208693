import Testing

@testable import Registries

@Suite("A hostile rewrite pattern")
struct RewritePatternLimitsTests {
    /// 200 patterns over which a backtracking engine takes exponential or polynomial time.
    static let evil: [String] = {
        let pieces = ["a", "[a-c]", "\\w", ".", "(?i)a", "(?:a?)", "(?:aa)", "(a|a)", "(a|aa)", "(?:a{1,3})"]
        let shapes = [
            "^(P*)*$", "^(P+)+$", "(P*)*b", "(P+)+b", "(P|P)*b", "(P|PP)+$", "(P+P+)+y", "((P*)*)*b", "(P*)+(P*)+y",
            "(P*?)*?b", "(?U)(P+)+b", "P*P*P*P*P*P*y", "(P|b)*c(P|b)*y", "(P?){20}P{20}y", "^(P{1,9}){1,9}y$",
            "(P*|b)*y", "(?:P*\\b)*y", "((P)|(P)|(P))+y", "P{0,30}y", "(^P*$)*y",
        ]
        return shapes.flatMap { shape in
            pieces.map { shape.split(separator: "P", omittingEmptySubsequences: false).joined(separator: $0) }
        }
    }()

    @Test("takes at most two steps per instruction and character")
    func evilPatterns() throws {
        #expect(Self.evil.count == 200)
        let text = String(repeating: "a", count: 500) + "!"
        for pattern in Self.evil {
            try self.expectLinearTime(pattern, text)
        }
    }

    @Test(
        "is linear over 64 KiB",
        arguments: [
            "(a*)*b", "(a|aa)+$", "(x+x+)+y", "^(a+)+$",
        ]
    )
    func largeTexts(pattern: String) throws {
        try self.expectLinearTime(pattern, String(repeating: "a", count: 1 << 16) + "!")
    }

    @Test("is linear with a thousand copies", arguments: ["(.*){1,1000}", "(a?){1000}b", "((a{10}){10}){10}b"])
    func counts(pattern: String) throws {
        try self.expectLinearTime(pattern, String(repeating: "a", count: 255))
    }

    private func expectLinearTime(_ pattern: String, _ text: String) throws {
        let compiled = try RewritePattern(pattern)
        let steps = compiled.replacingAllCountingSteps(in: text, with: "$1").steps
        let searches = 2
        let bound = 2 * searches * compiled.program.instructions.count * (text.unicodeScalars.count + 1)
        #expect(steps <= bound, "\(pattern)")
    }

    @Test(
        "is refused when its program gets too large",
        arguments: [
            "(abcdefghijklmnopqrstuvwxyz){1000}", String(repeating: "(", count: 1_001),
            String(repeating: "()", count: 257), String(repeating: "a", count: 4_097),
            String(repeating: "(a{1000}", count: 400), "(a|b|c|d|e|f|g){999}(a|b|c|d|e|f|g){999}",
            String(repeating: "(?:", count: 1_002) + "a" + String(repeating: ")", count: 1_002),
        ]
    )
    func tooLarge(pattern: String) {
        #expect(throws: RewritePatternError.self) { try RewritePattern(pattern) }
        #expect((try? RewritePattern(pattern)) == nil)
        do {
            _ = try RewritePattern(pattern)
        } catch {
            #expect(error.code == .tooLarge)
        }
    }

    @Test("may be as large as the limits allow")
    func large() throws {
        let groups = try RewritePattern(String(repeating: "(", count: 256) + "a" + String(repeating: ")", count: 256))
        #expect(groups.replacingAll(in: "bab", with: "<$256>") == "b<a>b")
        let nested = String(repeating: "(?:", count: 1_000) + "a" + String(repeating: ")", count: 1_000)
        #expect(try RewritePattern(nested).matches("aaa"))
    }

    @Test("never crashes, whatever the text", arguments: 0..<8)
    func randomText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab01()[]{}*+?|\\^$.-,:=!<>PpQEdwsbxUimn#é日\u{301}\n".unicodeScalars)
        for _ in 0..<400 {
            var pattern = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                pattern.append(alphabet.randomElement(using: &random)!)
            }
            guard let compiled = try? RewritePattern(String(pattern)) else { continue }
            let text = "ab01/é日a.b"
            #expect(compiled.replacingAll(in: text, with: "$0") == text, "\(String(pattern))")
        }
    }
}
