/// Lines for a terminal. Colour is on status words and severities alone, and nothing is said by it alone.
struct ReportTerminal {
    private let colored: Bool
    private(set) var lines: [String] = []

    init(colored: Bool) {
        self.colored = colored
    }

    /// How a word is shown.
    enum Tone: String {
        case bad = "31"
        case doubtful = "33"
        case good = "32"
        case faint = "2"
        case strong = "1"
    }

    var text: String { lines.joined(separator: "\n") }

    mutating func add(_ line: String) {
        lines.append(line)
    }

    /// An empty line between blocks, none at the start and never two.
    mutating func space() {
        if lines.last?.isEmpty == false { lines.append("") }
    }

    /// Text of several lines, each indented and none able to steer the terminal.
    mutating func add(indented text: String, by indent: String, after label: String = "") {
        let continuation = indent + String(repeating: " ", count: label.isEmpty ? 0 : 2)
        for (index, line) in reportLines(text).enumerated() {
            lines.append((index == 0 ? indent + label : continuation) + line)
        }
    }

    func toned(_ word: String, _ tone: Tone) -> String {
        colored ? "\u{1B}[\(tone.rawValue)m\(word)\u{1B}[0m" : word
    }

    /// A status word, padded so that columns stand below each other.
    func word(_ status: CheckReport.Status) -> String {
        toned(status.rawValue, status.tone) + String(repeating: " ", count: 9 - status.rawValue.count)
    }

    func word(_ severity: CheckReport.Severity) -> String { toned(severity.rawValue, severity.tone) }
}

extension CheckReport.Status {
    fileprivate var tone: ReportTerminal.Tone {
        switch self {
        case .ok: .good
        case .failed: .bad
        case .skipped: .faint
        case .unknown: .doubtful
        }
    }
}

extension CheckReport.Severity {
    fileprivate var tone: ReportTerminal.Tone {
        switch self {
        case .error: .bad
        case .warning: .doubtful
        case .info: .strong
        }
    }
}

/// The lines of a text from outside, each printable.
func reportLines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { printable(String($0)) }
}

/// `0.12 s`; nothing for what took no time worth telling.
func reportSeconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0.005, seconds < 1e9 else { return "" }
    let hundredths = Int((seconds * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
}

/// `1 error`, `2 errors`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
