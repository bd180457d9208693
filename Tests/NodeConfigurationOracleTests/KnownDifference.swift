import NodeConfiguration

/// Where toml++ 3.4, or TOMLKit 0.6 around it, is known to differ from TOML 1.0.
enum KnownDifference: CaseIterable {
    /// TOMLKit hands over texts as C's strings, which end at a NUL.
    case nul
    /// toml++ takes U+FEFF for blank space where an escaped line end swallows it; TOML has spaces and tabs alone.
    case zeroWidthSpace
    /// A table that dotted keys define below a parent's header is defined; toml++ lets a header define it again as long
    /// as there are only tables in it.
    case dottedThenHeader
    /// RFC 3339 has a 60th second, for leap seconds; toml++ refuses it.
    case leapSecond
    /// Built for debugging, toml++ ends the process with a failed assertion on some texts that have no key, no value or
    /// no time where there should be one. What we refuse for such a reason is not put to it.
    case assertion

    /// The difference to be expected for a text that we refuse for that reason, or do not refuse.
    init?(_ text: String, refusal: TOMLError?) {
        if text.unicodeScalars.contains("\0") || text.contains("\\u0000") || text.contains("\\U00000000") {
            self = .nul
        } else if let refusal, ["no-key", "no-value", "date", "time"].contains(refusal.detail) {
            self = .assertion
        } else if refusal?.code == .duplicateTable, refusal?.detail == "dotted-key" {
            self = .dottedThenHeader
        } else if text.contains(/\\[ \t]*\r?\n[ \t\r\n]*\x{FEFF}/.matchingSemantics(.unicodeScalar)) {
            self = .zeroWidthSpace
        } else if text.contains(/:60/), refusal == nil {
            self = .leapSecond
        } else {
            return nil
        }
    }

    /// A text, what we make of it and what toml++ does.
    var example: (text: String, ours: String?, other: String?) {
        switch self {
        case .nul: ("a = \"b\\u0000c\"", "{a=<b\0c>}", "{a=<b>}")
        case .zeroWidthSpace: ("a = \"\"\"\\\n\u{FEFF}b\"\"\"", "{a=<\u{FEFF}b>}", "{a=<b>}")
        case .dottedThenHeader: ("[a.b.c]\n[a]\nb.d.e = 1\n[a.b]", nil, "{a={b={c={}, d={e=1}}}}")
        case .leapSecond: ("a = 23:59:60", "{a=23:59:60.0}", nil)
        case .assertion: ("[*]", nil, nil)
        }
    }
}
