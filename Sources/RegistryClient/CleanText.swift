/// Text of the other side, made fit for a terminal and a log.
enum CleanText {
    static let maximumLength = 1024

    /// One line of at most 1 KiB, without control and formatting characters.
    ///
    /// - Parameter secrets: texts that a server might echo, and that must not be shown.
    static func line(_ text: some StringProtocol, hiding secrets: [String] = []) -> String {
        var text = String(text)
        for secret in secrets where secret.utf8.count >= 4 { text = text.replacing(secret, with: "<secret>") }
        var output = String.UnicodeScalarView()
        var length = 0
        var lastWasBlank = true
        for scalar in text.unicodeScalars {
            let isBlank = scalar.properties.isWhitespace
            let shown: Unicode.Scalar
            switch scalar.properties.generalCategory {
            case .control where !isBlank, .format, .surrogate, .privateUse, .unassigned: shown = "\u{FFFD}"
            default: shown = isBlank ? " " : scalar
            }
            if isBlank, lastWasBlank { continue }
            lastWasBlank = isBlank
            length += shown.utf8.count
            guard length <= maximumLength else { break }
            output.append(shown)
        }
        if output.last == " " { output.removeLast() }
        return String(output)
    }
}

extension Unicode.Scalar {
    fileprivate var utf8: Unicode.UTF8.EncodedScalar { UTF8.encode(self)! }
}
