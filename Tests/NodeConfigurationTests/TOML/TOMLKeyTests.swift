import Testing

@testable import NodeConfiguration

@Suite("TOML keys")
struct TOMLKeyTests {
    @Test(
        "A key is bare, quoted or dotted",
        arguments: [
            ("a = 1", "a=1"), ("A = 1\na = 2", "A=1, a=2"), ("a-b_c = 1", "a-b_c=1"), ("- = 1", "-=1"),
            ("_ = 1", "_=1"), ("-1 = 1", "-1=1"), ("1234 = 1", "1234=1"), ("01 = 1", "01=1"), ("1e3 = 1", "1e3=1"),
            ("true = 1\nfalse = 2\ninf = 3\nnan = 4", "true=1, false=2, inf=3, nan=4"),
            ("2001-02-08 = 1", "2001-02-08=1"), ("\"\" = 1", "=1"), ("'' = 1", "=1"), (#""a b" = 1"#, "a b=1"),
            ("'a.b' = 1", "a.b=1"), (#""a.b".c = 1"#, "a.b={c=1}"), (#""\u00e9" = 1"#, "\u{E9}=1"),
            (#""\n\t\"" = 1"#, "\n\t\"=1"), (#"'a"b' = 1"#, #"a"b=1"#), (##""#" = 1"##, "#=1"), (#""=" = 1"#, "==1"),
            (#""[a]" = 1"#, "[a]=1"), ("\"\u{28E}\u{1DD}\u{29E}\" = 1", "\u{28E}\u{1DD}\u{29E}=1"),
            (#"'\u0041' = 1"#, #"\u0041=1"#), ("a.b = 1", "a={b=1}"), ("a . b = 1", "a={b=1}"),
            ("a\t.\tb\t=\t1", "a={b=1}"), (#"a."b".'c' = 1"#, "a={b={c=1}}"), ("3.14 = 1", "3={14=1}"),
            ("1.2.3 = 1", "1={2={3=1}}"), ("a.b = 1\na.c = 2", "a={b=1, c=2}"),
            ("a.b.c = 1\na.d = 2\na.b.e = 3", "a={b={c=1, e=3}, d=2}"),
            ("a.x = 1\nb.x = 2\na.y = 3\nb.y = 4", "a={x=1, y=3}, b={x=2, y=4}"), ("\"a\" = 1\nb = 2", "a=1, b=2"),
            ("a=1", "a=1"), ("a= 1", "a=1"), ("a =1", "a=1"),
            ("\"\u{E9}\" = 1\n\"e\u{301}\" = 2", "\u{E9}=1, e\u{301}=2"),
            (#""~!@$^&*()_+-`1234567890[]|/?><.,;:'=" = 1"#, "~!@$^&*()_+-`1234567890[]|/?><.,;:'==1"),
            ("a.a.a.a.a = 1", "a={a={a={a={a=1}}}}"), (#""a"."" = 1"#, "a={=1}"), (#""a".''.b = 1"#, "a={={b=1}}"),
            (#""key\u0000" = 1"#, "key\0=1"), ("k = 1\n\"K\" = 2", "k=1, K=2"), (#""127.0.0.1" = 1"#, "127.0.0.1=1"),
            ("127.0.0.1 = 1", "127={0={0={1=1}}}"),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }

    @Test(
        "What is no key with a value on one line is refused",
        arguments: [
            ("a", "no-equals@1:2"), ("a =", "no-value@1:4"), ("a = ", "no-value@1:5"), ("a\n", "no-equals@1:2"),
            ("a =\n", "no-value@1:4"), ("a = \n1", "no-value@1:5"), ("= 1", "no-key@1:1"), (" = 1", "no-key@1:2"),
            ("a b = 1", "no-equals@1:3"), ("a = 1 b = 2", "text-after-end@1:7"),
            ("a = 1, b = 2", "text-after-end@1:6"), ("a == 1", "no-value@1:4"), ("a = = 1", "no-value@1:5"),
            ("a =: 1", "no-value@1:4"), ("a : 1", "no-equals@1:3"), ("a\n= 1", "no-equals@1:2"),
            ("a.\n b = 1", "no-key@1:3"), (".a = 1", "no-key@1:1"), ("a. = 1", "no-key@1:4"),
            ("a..b = 1", "no-key@1:3"), (". = 1", "no-key@1:1"), ("a.b. = 1", "no-key@1:6"),
            ("a # = 1", "no-equals@1:3"), ("a = # c", "no-value@1:5"), ("#a\n#\nb", "no-equals@3:2"),
            ("\u{E9} = 1", "no-key@1:1"), ("\u{28E}\u{1DD}\u{29E} = 1", "no-key@1:1"), ("a! = 1", "no-equals@1:2"),
            ("a/b = 1", "no-equals@1:2"), ("a@b = 1", "no-equals@1:2"), ("a+b = 1", "no-equals@1:2"),
            ("a*=1", "no-equals@1:2"), ("{} = 1", "no-key@1:1"), ("{a = 1}", "no-key@1:1"),
            (#""a = 1"#, "string-end@1:1"), ("'a = 1", "string-end@1:1"), (#""a" b = 1"#, "no-equals@1:5"),
            (#""a"b = 1"#, "no-equals@1:4"), (#"a"b" = 1"#, "no-equals@1:2"), (#""a""b" = 1"#, "no-equals@1:4"),
            (#""a\" = 1"#, "string-end@1:1"), (#""\x41" = 1"#, "bad-escape/unknown@1:2"),
            ("\"a\nb\" = 1", "line-end-in-string@1:3"), ("'a\nb' = 1", "line-end-in-string@1:3"),
            ("\"\"\"a\"\"\" = 1", "no-equals@1:3"), ("'''a''' = 1", "no-equals@1:3"),
            (#""\u00" = 1"#, "bad-escape/hex-digits@1:2"), ("a = 1\n\0", "no-key@2:1"),
            ("a = 1 \\\n", "text-after-end@1:7"), (#"\u0041 = 1"#, "no-key@1:1"), ("a = 1\n= 2", "no-key@2:1"),
            ("]", "no-key@1:1"), ("}", "no-key@1:1"), (",", "no-key@1:1"), ("\"", "string-end@1:1"),
            ("'", "string-end@1:1"), ("-", "no-equals@1:2"), ("*", "no-key@1:1"),
            ("a = 1 # \u{7}", "control-character@1:9"), ("a = 1 #\u{7F}", "control-character@1:8"),
            ("#\0", "encoding-utf16/no-byte-order-mark@1:1"), ("# \u{1F}", "control-character@1:3"),
            ("# a\rb", "bare-cr@1:4"), ("# a\r", "bare-cr@1:4"), ("a = 1\r", "bare-cr@1:6"), ("\r", "bare-cr@1:1"),
            ("a = 1\rb = 2", "bare-cr@1:6"), ("\u{C}a = 1", "no-key@1:1"), ("\u{B}", "no-key@1:1"),
            ("a = 1\u{C}", "text-after-end@1:6"), ("\u{A0}a = 1", "no-key@1:1"), ("a =\u{A0}1", "no-value@1:4"),
            ("\u{2028}", "no-key@1:1"), ("a\u{FEFF} = 1", "no-equals@1:2"), ("a = 1\n\u{FEFF}", "no-key@2:1"),
            ("\u{FEFF}\u{FEFF}a = 1", "no-key@1:1"), ("\"k\"\n", "no-equals@1:4"), ("a.b", "no-equals@1:4"),
            ("1", "no-equals@1:2"), ("true", "no-equals@1:5"), ("a = 1 true", "text-after-end@1:7"),
        ]
    )
    func refuses(text: String, fault: String) {
        #expect(TOMLDocument.fault(in: text) == fault)
    }
}
