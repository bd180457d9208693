/// How text gets into a script as it is.
package enum ScriptText {
    /// A text as one word of a POSIX shell.
    package static func shellQuoted(_ text: String) -> String {
        // By scalars: a quote with a combining mark behind it is another character to Swift, and a quote to the shell.
        var result = String.UnicodeScalarView("'".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "'" { result.append(contentsOf: #"'\''"#.unicodeScalars) } else { result.append(scalar) }
        }
        result.append("'")
        return String(result)
    }

    /// A text as one PowerShell string. Characters beyond ASCII, and those that PowerShell takes for a quote or that
    /// end a line, are put in by number.
    static func powerShellQuoted(_ text: String) -> String {
        var pieces: [String] = []
        var plain = ""
        for unit in text.utf16 {
            if (0x20...0x7E).contains(unit) {
                plain += unit == 0x27 ? "''" : String(UnicodeScalar(UInt8(unit)))
            } else {
                if !plain.isEmpty { pieces.append("'\(plain)'") }
                plain = ""
                pieces.append("[char]\(unit)")
            }
        }
        if !plain.isEmpty || pieces.isEmpty { pieces.append("'\(plain)'") }
        return pieces.count == 1 && pieces[0].hasPrefix("'")
            ? pieces[0] : "(-join @(\(pieces.joined(separator: ", "))))"
    }

    /// The lines with the ends that the system's shell wants.
    static func finished(_ text: String, on system: NodeSystem) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.joined(separator: system == .windows ? "\r\n" : "\n")
    }
}
