import Testing

@testable import NodeConfiguration

@Suite("TOML lines")
struct TOMLLineTests {
    @Test(
        "Comments, blank lines and line ends are read over",
        arguments: [
            ("", ""), ("\n", ""), (" \t ", ""), ("\r\n", ""), ("# only a comment", ""), ("# c\n", ""), ("#\n#\n", ""),
            ("# tab\tin comment", ""), ("# \u{E9} \u{2028} \u{1F40B}\n", ""), ("a = 1 # c", "a=1"),
            ("a = 1# c", "a=1"), ("a = 1\t#c\r\nb = 2", "a=1, b=2"), ("\u{FEFF}", ""), ("\u{FEFF}a = 1", "a=1"),
            ("\u{FEFF}# c\n[t]", "t={}"), (##"a = "#" # "x""##, "a=<#>"), ("a = '#'", "a=<#>"),
            ("[t] # c\n  # c\na = 1\n\n# end", "t={a=1}"), ("\n\n\na = 1\n\n", "a=1"),
            ("a = [ # c\n 1, # c ]\n# c\n 2 # c\n] # c", "a=[1, 2]"), (#"key = "value" #"#, "key=<value>"),
            ("  a = 1  ", "a=1"), ("\ta = 1\t", "a=1"),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }
}
