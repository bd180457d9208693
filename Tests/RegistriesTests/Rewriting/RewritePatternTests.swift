import Testing

@testable import Registries

@Suite("A rewrite pattern")
struct RewritePatternTests {
    @Test("replaces as Go's ReplaceAllString does", arguments: GoRegexpCase.documented + GoRegexpCase.random)
    func goRegexp(example: GoRegexpCase) {
        switch example.expectation {
        case .replaced(let text, let template, let result):
            let replaced = try? RewritePattern(example.pattern).replacingAll(in: text, with: template)
            // Scalar by scalar: Swift holds é and e with an accent for equal.
            #expect(replaced.map { Array($0.unicodeScalars) } == Array(result.unicodeScalars))
        case .refused(let code):
            let error = #expect(throws: RewritePatternError.self) { try RewritePattern(example.pattern) }
            #expect(error.map { Self.nameInGo(of: $0.code) } == code)
        }
    }

    /// Go has one code for several of ours.
    private static func nameInGo(of code: RewritePatternError.Code) -> String {
        switch code {
        case .lookaround: RewritePatternError.Code.invalidPerlSyntax.rawValue
        case .backreference: RewritePatternError.Code.invalidEscape.rawValue
        case .unsupportedClass: RewritePatternError.Code.invalidClassRange.rawValue
        default: code.rawValue
        }
    }

    @Test(
        "names a group in either of Go's ways",
        arguments: ["(?P<org>[^/]+)/(?P<name>.+)", "(?<org>[^/]+)/(?<name>.+)"]
    )
    func namedGroups(pattern: String) throws {
        let pattern = try RewritePattern(pattern)
        #expect(pattern.replacingAll(in: "library/nginx", with: "${name}-$org") == "nginx-library")
        #expect(pattern.replacingAll(in: "library/nginx", with: "$name_$org/$2$1") == "library/nginxlibrary")
    }

    @Test("tells whether it matches anywhere")
    func matches() throws {
        let pattern = try RewritePattern("b{2}$")
        #expect(pattern.matches("aabb"))
        #expect(!pattern.matches("bba"))
    }

    @Test(
        "is refused with the place and the piece",
        arguments: [
            ("a(?=b)", .lookaround, 1, "(?="), ("(?<!b)a", .lookaround, 0, "(?<!"),
            ("(a)/\\1", .backreference, 4, "\\1"),
            ("x\\k<n>", .backreference, 1, "\\k"), ("ab**c", .invalidRepeatOperator, 2, "**"),
            ("ab++", .invalidRepeatOperator, 2, "++"), ("ab\\Z", .invalidEscape, 2, "\\Z"),
            ("\\C", .invalidEscape, 0, "\\C"), ("a|(b", .missingParenthesis, 2, "(b"),
            ("ab)c", .unexpectedParenthesis, 2, ")"), ("a[b-", .missingBracket, 1, "[b-"),
            ("a[z-b]", .invalidClassRange, 2, "z-b"), ("[[:word:][:foo:]]", .invalidClassRange, 9, "[:foo:]"),
            ("a\\", .trailingBackslash, 1, "\\"), ("é\\p{Thai}", .unsupportedClass, 1, "\\p{Thai}"),
            ("a{5,2}", .invalidRepeatSize, 1, "{5,2}"), ("a|+", .missingRepeatArgument, 2, "+"),
            ("(?P<n>a)(?P<n>b)", .duplicateGroupName, 8, "(?P<n>"), ("(?P<a-b>c)", .invalidGroupName, 0, "(?P<a-b>"),
            ("(?>a)", .invalidPerlSyntax, 0, "(?>"),
        ] as [(String, RewritePatternError.Code, Int, String)]
    )
    func refusals(pattern: String, code: RewritePatternError.Code, offset: Int, detail: String) {
        let error = #expect(throws: RewritePatternError.self) { try RewritePattern(pattern) }
        #expect(error == RewritePatternError(code: code, offset: offset, detail: detail))
    }

    @Test(
        "folds as Unicode's simple case folding does",
        arguments: ["kK\u{212A}", "sSſ", "σςΣ", "ßẞ", "µμΜ", "ǆǅǄ", "ᾳᾼ", "აᲐ"]
    )
    func folding(orbit: String) throws {
        for member in orbit.unicodeScalars {
            let pattern = try RewritePattern("(?i)^[\(member)]{\(orbit.unicodeScalars.count)}$")
            #expect(pattern.matches(orbit), "\(member)")
        }
        #expect(try !RewritePattern("(?i)i").matches("ıİ"))
    }
}
