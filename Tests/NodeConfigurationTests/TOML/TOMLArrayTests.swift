import Testing

@testable import NodeConfiguration

@Suite("TOML truth values and arrays")
struct TOMLArrayTests {
    @Test(
        "Truth values and arrays are read",
        arguments: [
            ("b = true", "b=true"), ("b = false", "b=false"), ("a = []", "a=[]"), ("a = [ ]", "a=[]"),
            ("a = [\n]", "a=[]"), ("a = [1]", "a=[1]"), ("a = [1,]", "a=[1]"), ("a = [1, 2]", "a=[1, 2]"),
            ("a = [ 1 , 2 , ]", "a=[1, 2]"), ("a = [1,2,3]", "a=[1, 2, 3]"), ("a = [\n1\n,\n2\n]", "a=[1, 2]"),
            (#"a = ["a", 'b', """c""", '''d''']"#, "a=[<a>, <b>, <c>, <d>]"),
            (#"a = [1, 2.0, "x", true, [1], {a = 1}]"#, "a=[1, 2.0, <x>, true, [1], {a=1}]"),
            ("a = [[], [[]]]", "a=[[], [[]]]"), (#"a = [[1, 2], ["a", "b"]]"#, "a=[[1, 2], [<a>, <b>]]"),
            ("a = [{x = 1}, {x = 2, y = 3}]", "a=[{x=1}, {x=2, y=3}]"), ("a = [{}, {}]", "a=[{}, {}]"),
            (##"a = ["#", "]", ","]"##, "a=[<#>, <]>, <,>]"), ("a = [# c\n]", "a=[]"),
            ("a = [1 # c\n, 2]", "a=[1, 2]"), ("a = [1, # c\n]", "a=[1]"), ("a = [\r\n1,\r\n]", "a=[1]"),
            ("a = [ \"x\" ,\n\n\n \"y\" ]", "a=[<x>, <y>]"), ("a = [true, false]", "a=[true, false]"),
            ("a = [\t1\t]", "a=[1]"), ("a = [\"\"\"\n]\n\"\"\"]", "a=[<]\n>]"),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }

    @Test(
        "What only resembles them is refused",
        arguments: [
            ("b = True", "no-value@1:5"), ("b = TRUE", "no-value@1:5"), ("b = False", "no-value@1:5"),
            ("b = tru", "no-value@1:5"), ("b = truee", "no-value@1:5"), ("b = t", "no-value@1:5"),
            ("b = f", "no-value@1:5"), ("b = fals", "no-value@1:5"), ("b = falsee", "no-value@1:5"),
            ("b = true1", "no-value@1:5"), ("b = yes", "no-value@1:5"), ("b = on", "no-value@1:5"),
            ("b = null", "no-value@1:5"), ("b = nil", "no-value@1:5"), ("b = None", "no-value@1:5"),
            ("b = tRuE", "no-value@1:5"), ("b = true false", "text-after-end@1:10"), ("b = true_", "no-value@1:5"),
            ("a = [", "no-value@1:6"), ("a = [1", "array-end@1:7"), ("a = [1,", "no-value@1:8"),
            ("a = [1, 2", "array-end@1:10"), ("a = [1 2]", "array-end@1:8"), ("a = [,]", "no-value@1:6"),
            ("a = [,1]", "no-value@1:6"), ("a = [1,,2]", "no-value@1:8"), ("a = [1,,]", "no-value@1:8"),
            ("a = [1;2]", "array-end@1:7"), ("a = [1]]", "text-after-end@1:8"), ("a = [[1]", "array-end@1:9"),
            ("a = [1] 2", "text-after-end@1:9"), ("a = ]", "no-value@1:5"), ("a = [1\n2]", "array-end@2:1"),
            ("a = [1}", "array-end@1:7"), ("a = [a]", "no-value@1:6"), ("a = [a = 1]", "no-value@1:6"),
            (#"a = ["a" "b"]"#, "array-end@1:10"), (#"a = ["a]"#, "string-end@1:6"), ("a = [1 # c]", "array-end@1:12"),
            ("a = [1,\n# c", "no-value@2:4"), ("a = [\u{C}]", "no-value@1:6"), ("a = [1\r2]", "bare-cr@1:7"),
            ("a = [\r]", "bare-cr@1:6"), ("a = [1] [2]", "text-after-end@1:9"), ("a = [{]", "no-key@1:7"),
            ("a = [1, x]", "no-value@1:9"), ("a = [.]", "no-value@1:6"), ("a = [true false]", "array-end@1:11"),
            ("a = [[1], [2]", "array-end@1:14"), ("a = [1:2]", "number@1:7"),
        ]
    )
    func refuses(text: String, fault: String) {
        #expect(TOMLDocument.fault(in: text) == fault)
    }
}
