/// A character that YAML takes for text, though the writer most likely meant something else: what comes along
/// when a file is pasted from a wiki or a word processor.
public enum YAMLSuspicion: String, Hashable, Sendable, CaseIterable {
    /// A typographic quote where YAML has `"` or `'`.
    case smartQuote = "smart-quote"
    /// A no-break space, which does not indent or separate anything.
    case noBreakSpace = "no-break-space"
    /// A character without a width: U+200B, U+2060 or a byte order mark in the middle.
    case zeroWidth = "zero-width"

    /// What is suspicious in a text, if anything: the first such character decides.
    public init?(in text: some StringProtocol) {
        for scalar in text.unicodeScalars {
            if let suspicion = YAMLSuspicion(scalar) {
                self = suspicion
                return
            }
        }
        return nil
    }

    private init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x2018...0x201F, 0x00AB, 0x00BB: self = .smartQuote
        case 0x00A0, 0x202F, 0x2007: self = .noBreakSpace
        case 0x200B, 0x2060, 0xFEFF: self = .zeroWidth
        default: return nil
        }
    }
}
