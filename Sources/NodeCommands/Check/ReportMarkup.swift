/// HTML in the making. Markup is only ever a literal of this program; whatever is a `String` is escaped, so that no
/// text of a registry, a file or a report can become markup, or turn the direction of what is around it.
struct ReportMarkup {
    private(set) var html = ""

    /// How many characters of one text are shown: a server can answer with any number.
    static let longestText = 2_000

    /// Markup as it is written in the source.
    mutating func raw(_ markup: StaticString) {
        html += markup.description
    }

    /// A text on one line.
    mutating func text(_ text: String) {
        let shown = text.prefix(Self.longestText)
        html += Self.escaped(printable(String(shown)))
        if shown.endIndex < text.endIndex { html += " \u{2026}" }
    }

    /// A text that may have several lines.
    mutating func lines(_ text: String) {
        for (index, line) in text.prefix(Self.longestText).split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        ).enumerated() {
            if index > 0 { html += "<br>" }
            self.text(String(line))
        }
        if text.count > Self.longestText { html += " \u{2026}" }
    }

    mutating func number(_ number: Int) {
        html += String(number)
    }

    /// An element; attributes with an empty value are left out.
    mutating func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:],
        _ body: (inout ReportMarkup) -> Void
    ) {
        html += "<\(name)"
        for (key, value) in attributes where !value.isEmpty {
            html += " \(key)=\"\(Self.escaped(printable(String(value.prefix(400)))))\""
        }
        html += ">"
        body(&self)
        html += "</\(name)>"
    }

    /// An element with one text in it.
    mutating func element(
        _ name: StaticString,
        _ attributes: KeyValuePairs<StaticString, String> = [:],
        text: String
    ) {
        element(name, attributes) { $0.lines(text) }
    }

    /// A command that is selected as a whole by one click.
    mutating func command(_ command: String) {
        element("pre", ["class": "cmd", "tabindex": "0"]) { $0.element("code", text: command) }
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x26, 0x27, 0x3C, 0x3E].contains($0) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A whole page. It loads nothing and runs nothing, and the browser is told to hold it to that.
    static func page(title: String, _ body: (inout ReportMarkup) -> Void) -> String {
        var page = ReportMarkup()
        page.raw(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="referrer" content="no-referrer">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">

            """
        )
        page.element("title") { $0.text(title) }
        page.raw("\n<style>\n")
        page.raw(reportStyle)
        page.raw("\n</style>\n</head>\n<body>\n")
        body(&page)
        page.raw("\n</body>\n</html>\n")
        return page.html
    }

    /// A status in words with its sign; `aria-hidden` keeps the sign from being read aloud beside the word.
    mutating func pill(_ status: CheckReport.Status) {
        element("span", ["class": "pill \(status.rawValue)"]) { page in
            page.sign(status)
            page.raw(" ")
            page.text(status.rawValue)
        }
    }

    mutating func pill(_ severity: CheckReport.Severity) {
        element("span", ["class": "pill \(severity.rawValue)"], text: severity.rawValue)
    }

    mutating func sign(_ status: CheckReport.Status) {
        switch status {
        case .ok: raw("<i aria-hidden=\"true\">\u{2713}</i>")
        case .failed: raw("<i aria-hidden=\"true\">\u{2715}</i>")
        case .skipped: raw("<i aria-hidden=\"true\">\u{2013}</i>")
        case .unknown: raw("<i aria-hidden=\"true\">?</i>")
        }
    }

    /// What the signs of a matrix mean.
    mutating func legend() {
        raw("<p class=\"legend\">")
        for status in CheckReport.Status.allCases { pill(status) }
        raw("</p>")
    }

    /// A box in which what is wide scrolls by itself, by keyboard too.
    mutating func scrolling(_ label: String, _ body: (inout ReportMarkup) -> Void) {
        element("div", ["class": "scroll tall", "role": "region", "tabindex": "0", "aria-label": label], body)
    }

    /// A table with column headers; each row's first cell is its header.
    mutating func table(_ columns: [String], _ rows: [[(inout ReportMarkup) -> Void]]) {
        raw("<table class=\"list\"><thead><tr>")
        for column in columns { element("th", ["scope": "col"], text: column) }
        raw("</tr></thead><tbody>\n")
        for row in rows {
            raw("<tr>")
            for (index, cell) in row.enumerated() {
                // On a narrow screen a row becomes a card, and each cell shows what column it is of.
                if index == 0 {
                    element("th", ["scope": "row"], cell)
                } else {
                    element("td", ["data-label": columns[index]]) { page in
                        page.raw("<div>")
                        cell(&page)
                        page.raw("</div>")
                    }
                }
            }
            raw("</tr>\n")
        }
        raw("</tbody></table>\n")
    }

    /// What to do about a finding, and what it follows from.
    mutating func advice(_ fix: String, root: String?) {
        if !fix.isEmpty {
            raw("<p class=\"fix\"><b>Fix</b>")
            lines(fix)
            raw("</p>")
        }
        if let root {
            raw("<p class=\"soft\">Follows from <code>")
            text(root)
            raw("</code></p>")
        }
    }

    /// Facts by their names.
    mutating func facts(_ facts: [(name: String, value: String)]) {
        guard !facts.isEmpty else { return }
        raw("<dl>")
        for fact in facts {
            element("dt", text: fact.name)
            element("dd", text: fact.value)
        }
        raw("</dl>")
    }
}

extension CheckReport.Status {
    /// The class of a cell: a matrix has thousands.
    var letter: String {
        switch self {
        case .ok: "o"
        case .failed: "f"
        case .skipped: "s"
        case .unknown: "u"
        }
    }
}
