import Testing

@testable import NodeConfiguration

@Suite("TOML headers")
struct TOMLHeaderTests {
    @Test(
        "Headers make tables and arrays of tables",
        arguments: [
            ("[a]", "a={}"), ("[a]\n[b]", "a={}, b={}"), ("[a]\nx = 1\n[b]\nx = 2", "a={x=1}, b={x=2}"),
            ("[a.b.c]", "a={b={c={}}}"), ("[ a . b ]", "a={b={}}"), ("[\ta\t]", "a={}"), (#"["a.b"]"#, "a.b={}"),
            (#"['a'."b"]"#, "a={b={}}"), (#"[""]"#, "={}"), ("[a.b]\n[a]", "a={b={}}"), ("[a]\n[a.b]", "a={b={}}"),
            ("[a.b]\nx = 1\n[a]\ny = 2", "a={b={x=1}, y=2}"), ("[a.b.c]\n[a.b]\n[a]", "a={b={c={}}}"),
            ("[x.y.z.w]\n[x]", "x={y={z={w={}}}}"), ("[a]\nb.c = 1\n[a.d]", "a={b={c=1}, d={}}"),
            ("[a]\nb.c = 1\n[a.b.d]\ne = 2", "a={b={c=1, d={e=2}}}"), ("a.b = 1\n[a.c]", "a={b=1, c={}}"),
            ("a = 1\n[b]\na = 2", "a=1, b={a=2}"), ("[1]\n[-]", "1={}, -={}"), ("[true]", "true={}"),
            ("[a] # c", "a={}"), ("  [a]", "a={}"), ("[a]\r\nb = 1\r\n", "a={b=1}"),
            ("[a.b]\n[c.b]", "a={b={}}, c={b={}}"), ("[a.\"b\".c]\n[a.b.d]", "a={b={c={}, d={}}}"),
            ("[a.b.c]\nz = 9\n[a]\nb.x = 1", "a={b={c={z=9}, x=1}}"), ("[[a]]", "a=[{}]"),
            ("[[a]]\n[[a]]", "a=[{}, {}]"), ("[[a]]\nx = 1\n[[a]]\nx = 2", "a=[{x=1}, {x=2}]"),
            ("[[a.b]]", "a={b=[{}]}"), ("[[ a . b ]]", "a={b=[{}]}"),
            ("[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2", "a=[{b={x=1}}, {b={x=2}}]"),
            ("[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[[a]]\n[[a.b]]\nx = 3", "a=[{b=[{x=1}, {x=2}]}, {b=[{x=3}]}]"),
            ("[a]\n[[a.b]]", "a={b=[{}]}"), ("[[a.b]]\n[a]", "a={b=[{}]}"),
            ("[[a]]\nb.c = 1\n[[a]]\nb.c = 2", "a=[{b={c=1}}, {b={c=2}}]"),
            ("[[a]]\n[a.b.c]\n[a.b]", "a=[{b={c={}}}]"), ("[a.b]\n[[a.c]]\n[[a.c]]", "a={b={}, c=[{}, {}]}"),
            (#"[["a.b"]]"#, "a.b=[{}]"), ("[[a]] # c", "a=[{}]"), ("[[a]]\n\n[b]\n\n[[a]]", "a=[{}, {}], b={}"),
            ("[a]\n[b]\n[a.c]", "a={c={}}, b={}"), ("a = [[{}]]\n[b]", "a=[[{}]], b={}"),
            (
                "[plugins.\"io.containerd.grpc.v1.cri\".registry.configs.\"h:5000\".auth]\nusername = \"u\"",
                "plugins={io.containerd.grpc.v1.cri={registry={configs={h:5000={auth={username=<u>}}}}}}"
            ),
            (
                "server = \"https://x\"\n[host]\n[host.\"https://m/v2\"]\n  capabilities = [\"pull\", \"resolve\"]\n  [host.\"https://m/v2\".rewrite]\n    \"^(.*)$\" = \"p/$1\"",
                "server=<https://x>, host={https://m/v2={capabilities=[<pull>, <resolve>], rewrite={^(.*)$=<p/$1>}}}"
            ),
            (
                "version = 2\nroot = 'C:\\ProgramData\\x'\n[grpc]\naddress = \"\\\\\\\\.\\\\pipe\\\\c\"\n[[imports]]\n",
                #"version=2, root=<C:\ProgramData\x>, grpc={address=<\\.\pipe\c>}, imports=[{}]"#
            ),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }

    @Test(
        "What is no header is refused",
        arguments: [
            ("[", "no-key@1:2"), ("[]", "no-key@1:2"), ("[ ]", "no-key@1:3"), ("[a", "header-end@1:3"),
            ("[a\n]", "header-end@1:3"), ("[a\n", "header-end@1:3"), ("[a]]", "text-after-end@1:4"),
            ("[[a]", "header-end@1:5"), ("[[a", "header-end@1:4"), ("[[a]\n]", "header-end@1:5"),
            ("[[a] ]", "header-end@1:5"), ("[ [a]]", "no-key@1:3"), ("[[ ]]", "no-key@1:4"), ("[[]]", "no-key@1:3"),
            ("[a.]", "no-key@1:4"), ("[.a]", "no-key@1:2"), ("[a..b]", "no-key@1:4"), ("[a b]", "header-end@1:4"),
            ("[a]b", "text-after-end@1:4"), ("[a] b = 1", "text-after-end@1:5"), ("[a] [b]", "text-after-end@1:5"),
            ("[a][b]", "text-after-end@1:4"), ("[a=1]", "header-end@1:3"), ("[a] = 1", "text-after-end@1:5"),
            ("[a#b]", "header-end@1:3"), ("[a] x", "text-after-end@1:5"), (#"["a]"#, "string-end@1:2"),
            ("['a]", "string-end@1:2"), (#"["a"b]"#, "header-end@1:5"), ("[\u{E9}]", "no-key@1:2"),
            ("[a!]", "header-end@1:3"), ("[a,b]", "header-end@1:3"), (#"[a\]"#, "header-end@1:3"),
            ("[a:b]", "header-end@1:3"), ("[*]", "no-key@1:2"), ("[host.https://x]", "header-end@1:12"),
            ("[[[a]]]", "no-key@1:3"), ("[[a]]]", "text-after-end@1:6"), ("[{}]", "no-key@1:2"),
            (#"["\x"]"#, "bad-escape/unknown@1:3"), ("[a]\0", "text-after-end@1:4"), ("[a]\r", "bare-cr@1:4"),
            ("[\na]", "no-key@1:2"), ("[a.\nb]", "no-key@1:4"), ("[ [ a ] ]", "no-key@1:3"), ("[(a)]", "no-key@1:2"),
            ("[$x]", "no-key@1:2"),
        ]
    )
    func refuses(text: String, fault: String) {
        #expect(TOMLDocument.fault(in: text) == fault)
    }
}
