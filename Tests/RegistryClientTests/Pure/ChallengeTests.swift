import Testing

@testable import RegistryClient

@Suite("A WWW-Authenticate header")
struct ChallengeTests {
    @Test(
        "is split into its challenges",
        arguments: [
            (
                [#"Bearer realm="https://a/t",service="s",scope="repository:x:pull""#],
                "Bearer[realm=https://a/t;service=s;scope=repository:x:pull]"
            ),
            ([#"Bearer realm="https://a/t", service="s""#], "Bearer[realm=https://a/t;service=s]"),
            ([#"bearer REALM = "x" , Service=s"#], "bearer[realm=x;service=s]"),
            ([#"Bearer realm=https://a/t,service=s"#], "Bearer[realm=https://a/t;service=s]"),
            ([#"Basic realm="r", Bearer realm="b""#], "Basic[realm=r] Bearer[realm=b]"),
            ([#"Basic realm="r""#, #"Bearer realm="b""#], "Basic[realm=r] Bearer[realm=b]"),
            ([#"Negotiate, Basic realm="r""#], "Negotiate[] Basic[realm=r]"),
            ([#"Negotiate YWJj=="#], "Negotiate(YWJj==)[]"),
            ([#"Negotiate YWJj==, Basic realm="r""#], "Negotiate(YWJj==)[] Basic[realm=r]"),
            ([#"Digest realm="d", qop="auth, auth-int", nonce="n""#], "Digest[realm=d;qop=auth, auth-int;nonce=n]"),
            ([#",, Basic realm="r",,"#], "Basic[realm=r]"),
            ([#"Bearer realm="a\"b\\c""#], #"Bearer[realm=a"b\c]"#),
            ([#"Bearer realm="a,b=c Basic""#], "Bearer[realm=a,b=c Basic]"),
            (["Basic"], "Basic[]"),
            (
                ["Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\""],
                #"Newauth[realm=apps;type=1;title=Login to "apps"] Basic[realm=simple]"#
            ),
            ([""], ""), ([], ""), (["=x"], ""), (["Bearer realm=\"open"], ""), (["Bearer realm="], "Bearer(realm=)[]"),
            (["Basic realm=\"r\", Bearer realm=\"open"], "Basic[realm=r]"),
            (["realm=\"r\""], ""), (["Bearer realm=\"a\u{0}b\""], ""),
        ]
    )
    func splits(_ lines: [String], _ expected: String) {
        let text = Challenge.parse(lines).map { challenge in
            let parameters = challenge.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
            return challenge.scheme + (challenge.token68.map { "(\($0))" } ?? "") + "[\(parameters)]"
        }
        #expect(text.joined(separator: " ") == expected)
    }

    @Test(
        "is answered with Bearer before Basic, and never with what is not spoken",
        arguments: [
            (
                [#"Basic realm="r", Bearer realm="https://a/t""#],
                ChallengeChoice.bearer(BearerChallenge(realm: "https://a/t"))
            ),
            ([#"Bearer realm="https://a/t", Basic realm="r""#], .bearer(BearerChallenge(realm: "https://a/t"))),
            ([#"BASIC realm="r""#], .basic),
            ([#"Bearer service="s", Basic realm="r""#], .basic),
            ([#"Bearer realm="a", realm="b""#], .unsupported(["Bearer"])),
            (["Negotiate", #"Digest realm="d""#], .unsupported(["Negotiate", "Digest"])),
            ([], .none),
            (
                [#"Bearer realm="x",scope="a b",scope="c",error="invalid_token""#],
                .bearer(BearerChallenge(realm: "x", scopes: ["a", "b", "c"], error: "invalid_token"))
            ),
        ]
    )
    func chooses(_ lines: [String], _ expected: ChallengeChoice) {
        #expect(ChallengeChoice(Challenge.parse(lines)) == expected)
    }

    @Test(
        "widens no token beyond its repository",
        arguments: [
            ([], ["repository:team/app:pull"]),
            (["repository:team/app:pull"], ["repository:team/app:pull"]),
            (["repository:team/app:pull,push"], ["repository:team/app:pull"]),
            (["repository:other/secret:pull"], ["repository:team/app:pull"]),
            (["registry:catalog:*", "registry:catalog:*"], ["repository:team/app:pull", "registry:catalog:*"]),
        ]
    )
    func scopes(_ asked: [String], _ expected: [String]) {
        #expect(BearerChallenge(realm: "x", scopes: asked).scopes(for: ["repository:team/app:pull"]) == expected)
    }

    @Test("never breaks the tokenizer", arguments: 0..<40)
    func fuzz(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "Bearer", "Basic", " ", ",", "=", "\"", "\\", "realm", "a", "\t", "\u{0}", "é", "==", "/", "scope",
        ]
        for _ in 0..<500 {
            let line = (0..<Int.random(in: 0..<16, using: &random))
                .map { _ in pieces.randomElement(using: &random)! }.joined()
            let challenges = Challenge.parse([line])
            #expect(challenges.count <= 17)
            #expect(challenges.allSatisfy { !$0.scheme.isEmpty })
        }
    }

    @Test("cannot be made endless")
    func bounded() {
        #expect(Challenge.parse([String(repeating: "A,", count: 10_000)]).count <= 17)
        let parameters = "Bearer " + (0..<1000).map { "p\($0)=1" }.joined(separator: ",")
        #expect(Challenge.parse([parameters]).isEmpty)
    }
}
