import Testing

@testable import NodeConfiguration

@Suite("TOML inline tables")
struct TOMLInlineTableTests {
    @Test(
        "An inline table is read",
        arguments: [
            ("t = {}", "t={}"), ("t = { }", "t={}"), ("t = {a = 1}", "t={a=1}"), ("t = {a=1,b=2}", "t={a=1, b=2}"),
            ("t = { a = 1, b = { c = 2 } }", "t={a=1, b={c=2}}"), ("t = {a.b = 1, a.c = 2}", "t={a={b=1, c=2}}"),
            (#"t = {"a b" = 1}"#, "t={a b=1}"), ("t = {'' = 1}", "t={=1}"),
            ("t = {a = [\n1,\n2\n], b = 3}", "t={a=[1, 2], b=3}"), ("t = {a = \"\"\"\nx\n\"\"\"}", "t={a=<x\n>}"),
            ("t = {a = {}, b = {}}", "t={a={}, b={}}"),
            ("t = {a.b.c = 1, a.b.d = 2, a.e = 3}", "t={a={b={c=1, d=2}, e=3}}"),
            ("t = {a = [{b = 1}]}", "t={a=[{b=1}]}"), ("x.y = {a = 1}\nx.z = {b = 2}", "x={y={a=1}, z={b=2}}"),
            ("t = {a = 1} # c", "t={a=1}"), ("t = {a = [ # c\n ]}", "t={a=[]}"), ("t = { a . b = 1 }", "t={a={b=1}}"),
            ("t = {true = true}", "t={true=true}"), ("t = {1 = 1}", "t={1=1}"),
            ("[s]\nt = {a = 1}\nu = {a = 1}", "s={t={a=1}, u={a=1}}"),
            ("t = {a = {b = 1}, c.d = 2}", "t={a={b=1}, c={d=2}}"),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }

    @Test(
        "An inline table with a line end, a comma too many or nothing to close it is refused",
        arguments: [
            ("t = {", "no-key@1:6"), ("t = {a", "no-equals@1:7"), ("t = {a = 1", "inline-table-end@1:11"),
            ("t = {a = 1,", "no-key@1:12"), ("t = {a = 1,}", "no-key@1:12"), ("t = {,}", "no-key@1:6"),
            ("t = {, a = 1}", "no-key@1:6"), ("t = {a = 1,, b = 2}", "no-key@1:12"),
            ("t = {a = 1 b = 2}", "inline-table-end@1:12"), ("t = {\n}", "no-key@1:6"),
            ("t = {a = 1\n}", "inline-table-end@1:11"), ("t = {\na = 1}", "no-key@1:6"),
            ("t = {a = 1,\nb = 2}", "no-key@1:12"), ("t = {a = 1 # c\n}", "inline-table-end@1:12"),
            ("t = {# c\n}", "no-key@1:6"), ("t = {a = 1}}", "text-after-end@1:12"), ("t = {a}", "no-equals@1:7"),
            ("t = {a =}", "no-value@1:9"), ("t = {= 1}", "no-key@1:6"), ("t = {1}", "no-equals@1:7"),
            (#"t = {"a"}"#, "no-equals@1:9"), ("t = {a = 1] ", "inline-table-end@1:11"),
            ("t = {a: 1}", "no-equals@1:7"), ("t = {a = 1; b = 2}", "inline-table-end@1:11"),
            ("t = {a = 1} b = 2", "text-after-end@1:13"), ("t = }", "no-value@1:5"), ("t = {a.b}", "no-equals@1:9"),
            ("t = {a. = 1}", "no-key@1:9"), ("t = {[a] = 1}", "no-key@1:6"),
            ("t = {a = {b = 1}", "inline-table-end@1:17"), ("t = {a = 1}\r", "bare-cr@1:12"),
            ("t = {a = \n1}", "no-value@1:10"), ("t = {a\n= 1}", "no-equals@1:7"),
            ("t = {a = '''\n'''\n}", "inline-table-end@2:4"),
        ]
    )
    func refuses(text: String, fault: String) {
        #expect(TOMLDocument.fault(in: text) == fault)
    }
}
