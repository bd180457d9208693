import Testing

@testable import NodeConfiguration

@Suite("TOML numbers")
struct TOMLNumberTests {
    @Test(
        "An integer has four notations, a float two, and both have underscores",
        arguments: [
            ("n = 0", "n=0"), ("n = +0", "n=0"), ("n = -0", "n=0"), ("n = 1", "n=1"), ("n = +99", "n=99"),
            ("n = -17", "n=-17"), ("n = 1_000", "n=1000"), ("n = 5_349_221", "n=5349221"),
            ("n = 1_2_3_4_5", "n=12345"), ("n = 9223372036854775807", "n=9223372036854775807"),
            ("n = -9223372036854775808", "n=-9223372036854775808"), ("n = 0xDEADBEEF", "n=3735928559"),
            ("n = 0xdead_beef", "n=3735928559"), ("n = 0x0", "n=0"), ("n = 0x00ff", "n=255"),
            ("n = 0o01234567", "n=342391"), ("n = 0o7_5_5", "n=493"), ("n = 0b11010110", "n=214"),
            ("n = 0b1_0", "n=2"), ("n = 0x7fffffffffffffff", "n=9223372036854775807"),
            ("n = 0o777777777777777777777", "n=9223372036854775807"), ("n = 0b0", "n=0"), ("n = 10", "n=10"),
            ("n = 0xE1", "n=225"), ("n = 0.0", "n=0.0"), ("n = -0.0", "n=-0.0"), ("n = +0.0", "n=0.0"),
            ("n = 3.1415", "n=3.1415"), ("n = -0.01", "n=-0.01"), ("n = 5e+22", "n=5e+22"),
            ("n = 1e06", "n=1000000.0"), ("n = -2E-2", "n=-0.02"), ("n = 6.626e-34", "n=6.626e-34"),
            ("n = 224_617.445_991_228", "n=224617.445991228"), ("n = 1e1_0", "n=10000000000.0"),
            ("n = 1_0e1", "n=100.0"), ("n = 0e0", "n=0.0"), ("n = 0.0e00", "n=0.0"), ("n = 3e2", "n=300.0"),
            ("n = 1.5E+3", "n=1500.0"), ("n = inf", "n=inf"), ("n = +inf", "n=inf"), ("n = -inf", "n=-inf"),
            ("n = nan", "n=nan"), ("n = +nan", "n=nan"), ("n = -nan", "n=nan"),
            ("n = 9007199254740993.0", "n=9007199254740992.0"),
            ("n = 1.7976931348623157e308", "n=1.7976931348623157e+308"), ("n = 5e-324", "n=5e-324"),
            ("n = 0.1e0_1", "n=1.0"), ("n = 1_2e-2", "n=0.12"), ("n = 123e-4", "n=0.0123"), ("n = 1e-400", "n=0.0"),
            ("n = 12.5e-3", "n=0.0125"), ("n = 1.0e+308", "n=1e+308"),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try TOMLDocument(text).description == expected)
    }

    @Test(
        "What only resembles a number is refused",
        arguments: [
            ("n = 01", "leading-zero@1:5"), ("n = 00", "leading-zero@1:5"), ("n = +01", "leading-zero@1:6"),
            ("n = -01", "leading-zero@1:6"), ("n = 0_0", "leading-zero@1:5"), ("n = 0_1", "leading-zero@1:5"),
            ("n = 1__0", "underscore@1:7"), ("n = _1", "no-value@1:5"), ("n = 1_", "number@1:7"),
            ("n = +_1", "no-value@1:5"), ("n = +", "no-value@1:5"), ("n = -", "no-value@1:5"),
            ("n = ++1", "no-value@1:5"), ("n = --1", "no-value@1:5"), ("n = +-1", "no-value@1:5"),
            ("n = + 1", "no-value@1:5"), ("n = 1 2", "text-after-end@1:7"), ("n = 1a", "number@1:6"),
            ("n = 1,000", "text-after-end@1:6"), ("n = 1'000", "text-after-end@1:6"),
            ("n = 9223372036854775808", "integer-range@1:5"), ("n = -9223372036854775809", "integer-range@1:5"),
            ("n = 99999999999999999999999999", "integer-range@1:5"), ("n = 0x", "number@1:7"),
            ("n = 0o", "number@1:7"), ("n = 0b", "number@1:7"), ("n = 0x_1", "underscore@1:7"),
            ("n = 0x1_", "number@1:9"), ("n = 0x1__2", "underscore@1:9"), ("n = 0_x1", "number@1:7"),
            ("n = 0xg", "number@1:7"), ("n = 0o8", "number@1:7"), ("n = 0b2", "number@1:7"), ("n = 0X1", "number@1:6"),
            ("n = 0O1", "number@1:6"), ("n = 0B1", "number@1:6"), ("n = +0x1", "number@1:7"),
            ("n = -0x1", "number@1:7"), ("n = +0o1", "number@1:7"), ("n = -0b1", "number@1:7"),
            ("n = 0x8000000000000000", "integer-range@1:5"), ("n = 0xffffffffffffffff", "integer-range@1:5"),
            ("n = 0o1000000000000000000000", "integer-range@1:5"), ("n = 0x1.0", "number@1:8"),
            ("n = 0b1e1", "number@1:8"), ("n = 0d1", "number@1:6"), ("n = 0o1_", "number@1:9"),
            ("n = 0b_1", "underscore@1:7"), ("n = 0b1_", "number@1:9"), ("n = 0o_1", "underscore@1:7"),
            ("n = 1l", "number@1:6"), ("n = 0 x1", "text-after-end@1:7"), ("n = .5", "no-value@1:5"),
            ("n = +.5", "no-value@1:5"), ("n = -.5", "no-value@1:5"), ("n = 1.", "number@1:7"),
            ("n = +1.", "number@1:8"), ("n = 1.e1", "number@1:7"), ("n = 1._0", "underscore@1:7"),
            ("n = 1_.0", "number@1:7"), ("n = 1.0_", "number@1:9"), ("n = 1.0__1", "underscore@1:9"),
            ("n = 01.5", "leading-zero@1:5"), ("n = -01.5", "leading-zero@1:6"), ("n = 00.5", "leading-zero@1:5"),
            ("n = 1..2", "number@1:7"), ("n = 1.2.3", "number@1:8"), ("n = 1e", "number@1:7"),
            ("n = 1e+", "number@1:8"), ("n = 1e-", "number@1:8"), ("n = 1e_1", "underscore@1:7"),
            ("n = 1e1_", "number@1:9"), ("n = 1e1__0", "underscore@1:9"), ("n = 1_e1", "number@1:7"),
            ("n = 1e1.5", "number@1:8"), ("n = 1ee1", "number@1:7"), ("n = 1e1e1", "number@1:8"),
            ("n = e1", "no-value@1:5"), ("n = 1e+-1", "number@1:8"), ("n = 1.0e", "number@1:9"),
            ("n = 1.5f", "number@1:8"), ("n = Inf", "no-value@1:5"), ("n = INF", "no-value@1:5"),
            ("n = infinity", "no-value@1:5"), ("n = in", "no-value@1:5"), ("n = +Inf", "no-value@1:5"),
            ("n = in_f", "no-value@1:5"), ("n = NaN", "no-value@1:5"), ("n = NAN", "no-value@1:5"),
            ("n = na", "no-value@1:5"), ("n = na_n", "no-value@1:5"), ("n = ++inf", "no-value@1:5"),
            ("n = inf1", "no-value@1:5"), ("n = nan1", "no-value@1:5"), ("n = - inf", "no-value@1:5"),
            ("n = 1e1,0", "text-after-end@1:8"), ("n = 0e", "number@1:7"), ("n = 1.0 0", "text-after-end@1:9"),
            ("n = 1 .0", "text-after-end@1:7"), ("n = 01e1", "leading-zero@1:5"), ("n = 1e309", "float-range@1:5"),
            ("n = -1e309", "float-range@1:5"), ("n = 12-3", "number@1:7"), ("n = 1234-5", "date@1:11"),
            ("n = 1_2-3e1", "number@1:8"), ("n = 123:4", "number@1:8"),
        ]
    )
    func refuses(text: String, fault: String) {
        #expect(TOMLDocument.fault(in: text) == fault)
    }
}
