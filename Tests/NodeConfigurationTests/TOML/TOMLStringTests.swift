import Testing

@testable import NodeConfiguration

@Suite("TOML strings")
struct TOMLStringTests {
    @Test(
        "A string is read in each of its four forms",
        arguments: [
            (#"s = """#, "s=<>"), ("s = ''", "s=<>"), (#"s = "a""#, "s=<a>"),
            (#"s = 'C:\Users\x'"#, #"s=<C:\Users\x>"#), (#"s = "C:\\x""#, #"s=<C:\x>"#),
            (#"s = "\b\t\n\f\r\"\\""#, "s=<\u{8}\t\n\u{C}\r\"\\>"),
            (#"s = "\u0041\u00E9\u00e9""#, "s=<A\u{E9}\u{E9}>"), (#"s = "\U0001F40B\U00000041""#, "s=<\u{1F40B}A>"),
            (#"s = "\u0000""#, "s=<\0>"), (#"s = "\uD7FF\uE000""#, "s=<\u{D7FF}\u{E000}>"),
            (#"s = "\U0010FFFF""#, "s=<\u{10FFFF}>"), ("s = \"tab\there\"", "s=<tab\there>"),
            ("s = 'tab\there'", "s=<tab\there>"), ("s = \"\u{E9}\u{1F40B}\u{2028}\"", "s=<\u{E9}\u{1F40B}\u{2028}>"),
            ("s = \"\u{80}\u{9F}\"", "s=<\u{80}\u{9F}>"), (#"s = "'""#, "s=<'>"), (#"s = '"'"#, #"s=<">"#),
            ("s = '# no comment'", "s=<# no comment>"), (#"s = "a # b" # c"#, "s=<a # b>"), (#"s = """""""#, "s=<>"),
            ("s = ''''''", "s=<>"), ("s = \"\"\"\n\"\"\"", "s=<>"), ("s = \"\"\"a\nb\"\"\"", "s=<a\nb>"),
            ("s = \"\"\"\na\n\nb\n\"\"\"", "s=<a\n\nb\n>"), ("s = \"\"\"\r\na\r\nb\"\"\"", "s=<a\r\nb>"),
            ("s = \"\"\"a\\\n   b\"\"\"", "s=<ab>"), ("s = \"\"\"a\\  \n\n \t b\"\"\"", "s=<ab>"),
            ("s = \"\"\"a\\\r\n b\"\"\"", "s=<ab>"), ("s = \"\"\"\\\n\"\"\"", "s=<>"),
            ("s = \"\"\"a \\\n\"\"\"", "s=<a >"), (#"s = """"a""""#, #"s=<"a>"#), (#"s = """""a""""#, #"s=<""a>"#),
            (#"s = """a"""" "#, #"s=<a">"#), (#"s = """a""""""#, #"s=<a"">"#), (#"s = """a"b""c""""#, #"s=<a"b""c>"#),
            (#"s = """a\"""b""""#, #"s=<a"""b>"#), (#"s = """\"\"\"""""#, #"s=<""">"#), (#"s = """"""""#, #"s=<">"#),
            (#"s = """""""""#, #"s=<"">"#), ("s = '''a\nb'''", "s=<a\nb>"), ("s = '''\na\\n\n'''", "s=<a\\n\n>"),
            ("s = ''''a'''", "s=<'a>"), ("s = '''''a'''", "s=<''a>"), ("s = '''a''''", "s=<a'>"),
            ("s = '''a'''''", "s=<a''>"), ("s = '''a'b''c'''", "s=<a'b''c>"), (#"s = '''\'''"#, #"s=<\>"#),
            ("s = '''\ttab\r\n'''", "s=<\ttab\r\n>"), (#"s = '''"""'''"#, #"s=<""">"#), (#"s = """'''""""#, "s=<'''>"),
            (#"s = """\u0041\U0001F40B""""#, "s=<A\u{1F40B}>"), ("s = \"\"\"\ta\t\"\"\"", "s=<\ta\t>"),
            ("s = \"\"\"\n\n\"\"\"", "s=<\n>"), ("s = '''\n\n'''", "s=<\n>"), ("s = '''\r\n'''", "s=<>"),
            ("s = \"\"\"x\\\\\n\"\"\"", "s=<x\\\n>"), (#"s = "a\\""#, #"s=<a\>"#),
            ("s = \"\"\"a\\\n\n\n\tb\\\nc\"\"\"", "s=<abc>"),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }

    @Test(
        "A string that breaks a rule is refused at the place where it does",
        arguments: [
            (#"s = ""#, "string-end@1:5"), ("s = '", "string-end@1:5"), (#"s = "a"#, "string-end@1:5"),
            ("s = 'a", "string-end@1:5"), ("s = \"a\n\"", "line-end-in-string@1:7"),
            ("s = 'a\n'", "line-end-in-string@1:7"), ("s = \"a\r\n\"", "line-end-in-string@1:7"),
            ("s = \"a\rb\"", "line-end-in-string@1:7"), ("s = 'a\rb'", "line-end-in-string@1:7"),
            (#"s = "a\"#, "bad-escape/unknown@1:7"), (#"s = "\""#, "string-end@1:5"),
            (#"s = "\a""#, "bad-escape/unknown@1:6"), (#"s = "\v""#, "bad-escape/unknown@1:6"),
            (#"s = "\e""#, "bad-escape/unknown@1:6"), (#"s = "\0""#, "bad-escape/unknown@1:6"),
            (#"s = "\x41""#, "bad-escape/unknown@1:6"), (#"s = "\/""#, "bad-escape/unknown@1:6"),
            (#"s = "\'""#, "bad-escape/unknown@1:6"), (#"s = "\ ""#, "bad-escape/unknown@1:6"),
            ("s = \"\\\n\"", "bad-escape/unknown@1:6"), (#"s = "C:\new\path""#, "bad-escape/unknown@1:12"),
            (#"s = "C:\Users\x""#, "bad-escape/hex-digits@1:8"), ("s = \"\\\u{E9}\"", "bad-escape/unknown@1:6"),
            (#"s = "\(a\)""#, "bad-escape/unknown@1:6"), (#"s = "\d+""#, "bad-escape/unknown@1:6"),
            (#"s = "\u""#, "bad-escape/hex-digits@1:6"), (#"s = "\u00""#, "bad-escape/hex-digits@1:6"),
            (#"s = "\u004""#, "bad-escape/hex-digits@1:6"), (#"s = "\u004g""#, "bad-escape/hex-digits@1:6"),
            (#"s = "\u 041""#, "bad-escape/hex-digits@1:6"), (#"s = "\u+041""#, "bad-escape/hex-digits@1:6"),
            (#"s = "\U0000004""#, "bad-escape/hex-digits@1:6"), (#"s = "\U0000004g""#, "bad-escape/hex-digits@1:6"),
            (#"s = "\uD800""#, "bad-escape/surrogate@1:6"), (#"s = "\uDFFF""#, "bad-escape/surrogate@1:6"),
            (#"s = "\ud83d\udc0b""#, "bad-escape/surrogate@1:6"), (#"s = "\U0000D800""#, "bad-escape/surrogate@1:6"),
            (#"s = "\U00110000""#, "bad-escape/out-of-range@1:6"),
            (#"s = "\UFFFFFFFF""#, "bad-escape/out-of-range@1:6"), (#"s = "\N""#, "bad-escape/unknown@1:6"),
            (#"s = "\B""#, "bad-escape/unknown@1:6"), (#"s = "\T""#, "bad-escape/unknown@1:6"),
            ("s = \"\0\"", "control-character@1:6"), ("s = \"\u{8}\"", "control-character@1:6"),
            ("s = \"\u{B}\"", "control-character@1:6"), ("s = \"\u{1F}\"", "control-character@1:6"),
            ("s = \"\u{7F}\"", "control-character@1:6"), ("s = '\0'", "control-character@1:6"),
            ("s = '\u{8}'", "control-character@1:6"), ("s = '\u{1F}'", "control-character@1:6"),
            ("s = '\u{7F}'", "control-character@1:6"), (#"s = "a" "b""#, "text-after-end@1:9"),
            (#"s = "a""b""#, "text-after-end@1:8"), (#"s = "a"b"#, "text-after-end@1:8"),
            (#"s = "a" b"#, "text-after-end@1:9"), (#"s = "a'"#, "string-end@1:5"), (#"s = 'a""#, "string-end@1:5"),
            ("s = 'a'b'", "text-after-end@1:8"), ("s = a'b'", "no-value@1:5"), ("s = a", "no-value@1:5"),
            ("s = hello world", "no-value@1:5"), ("s = https://x", "no-value@1:5"), (#"s = C:\x"#, "no-value@1:5"),
            ("s = \u{201D}a\u{201D}", "no-value@1:5"), ("s = \u{201C}a\u{201D}", "no-value@1:5"),
            ("s = `a`", "no-value@1:5"), ("s = /a/", "no-value@1:5"), (#"s = '\''"#, "text-after-end@1:8"),
            (#"s = "a" + "b""#, "text-after-end@1:9"), (#"s = """"#, "string-end@1:5"), ("s = '''", "string-end@1:5"),
            (#"s = """a"#, "string-end@1:5"), ("s = '''a", "string-end@1:5"), (#"s = """a""#, "string-end@1:5"),
            (#"s = """a"""#, "string-end@1:5"), ("s = '''a'", "string-end@1:5"), ("s = '''a''", "string-end@1:5"),
            (#"s = """""#, "string-end@1:5"), ("s = \"\"\"a\n", "string-end@1:5"),
            (#"s = """a\"#, "bad-escape/unknown@1:9"), (#"s = """a\""""#, "string-end@1:5"),
            (#"s = """\a""""#, "bad-escape/unknown@1:8"), (#"s = """\ a""""#, "bad-escape/unknown@1:8"),
            ("s = \"\"\"a\\ b\n\"\"\"", "bad-escape/unknown@1:9"),
            ("s = \"\"\"\\\t\tx\"\"\"", "bad-escape/unknown@1:8"), (#"s = """\u00""""#, "bad-escape/hex-digits@1:8"),
            (#"s = """\uD800""""#, "bad-escape/surrogate@1:8"),
            (#"s = """\U00110000""""#, "bad-escape/out-of-range@1:8"), ("s = \"\"\"\0\"\"\"", "control-character@1:8"),
            ("s = \"\"\"\u{1F}\"\"\"", "control-character@1:8"), ("s = \"\"\"\u{7F}\"\"\"", "control-character@1:8"),
            ("s = \"\"\"a\rb\"\"\"", "bare-cr@1:9"), ("s = \"\"\"\ra\"\"\"", "bare-cr@1:8"),
            ("s = \"\"\"a\\\rb\"\"\"", "bare-cr@1:10"), ("s = '''\0'''", "control-character@1:8"),
            ("s = '''\u{B}'''", "control-character@1:8"), ("s = '''\u{7F}'''", "control-character@1:8"),
            ("s = '''a\rb'''", "bare-cr@1:9"), (#"s = """"""""""#, "text-after-end@1:13"),
            ("s = '''''''''", "text-after-end@1:13"), (#"s = """a"""""""#, "text-after-end@1:14"),
            ("s = '''a''''''", "text-after-end@1:14"), (#"s = """a"""b"#, "text-after-end@1:12"),
            ("s = '''a'''b", "text-after-end@1:12"), ("s = \"\"\"\\\n", "string-end@1:5"),
            ("s = ''''''''''", "text-after-end@1:13"), ("s = \"\"\"\n\"", "string-end@1:5"),
        ]
    )
    func refuses(text: String, fault: String) {
        #expect(TOMLDocument.fault(in: text) == fault)
    }
}
