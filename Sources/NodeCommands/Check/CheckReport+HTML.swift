extension CheckReport {
    /// The report as one page that needs nothing else: no script, no file, no host.
    package func html() -> String {
        let matrix = ReportMatrix(self)
        return ReportMarkup.page(title: "\(machine): windlass check") { page in
            addHeader(to: &page)
            page.raw("\n<main>\n")
            page.differences(differences.map { ($0.subject, $0.values.map { ($0.node, $0.value) }, $0.reason) })
            addFindings(to: &page, matrix)
            if !images.isEmpty { matrix.add(to: &page) }
            addOwnStages(to: &page)
            addHosts(to: &page)
            addUnknowns(to: &page)
            if !images.isEmpty { matrix.addDetails(to: &page) }
            page.raw("</main>")
        }
    }

    private func addHeader(to page: inout ReportMarkup) {
        let isBad = images.contains { $0.availableAt == nil } || findings.contains { $0.severity == .error }
        page.element("header", ["class": isBad ? "card failed" : "card ok"]) { page in
            page.element("h1") { page in
                page.raw("windlass check <span class=\"mono\">")
                page.text(machine)
                page.raw("</span>")
            }
            page.element("p", ["class": "verdict"], text: verdict)
            if !missingImages.isEmpty { page.element("p", ["class": "mono missing"], text: missingImages) }
            page.raw("<p class=\"row\">")
            for severity in Severity.allCases {
                let count = findings.count { $0.severity == severity }
                guard count > 0 else { continue }
                let words = severity == .info ? "\(count) info" : counted(count, severity.rawValue)
                page.element("span", ["class": "pill \(severity.rawValue)"], text: words)
            }
            if findings.isEmpty { page.raw("<span class=\"pill ok\">no findings</span>") }
            page.raw("</p>")
            var facts = [
                ("machine", machine), ("time", time), ("registries.yaml", registries ?? "none"),
                ("windlass", version),
            ]
            if !nodes.isEmpty { facts.insert(("nodes", nodes.joined(separator: ", ")), at: 3) }
            page.facts(facts.map { (name: $0.0, value: $0.1) })
            page.navigation([
                ("nodes-differ", "Differences", differences.count), ("findings", "Findings", findings.count),
                ("matrix", "Images", images.count), ("hosts", "Hosts", hosts.count),
                ("unknowns", "Not known from here", unknowns.count),
            ])
        }
    }

    private func addFindings(to page: inout ReportMarkup, _ matrix: ReportMatrix) {
        page.raw("<section><h2 id=\"findings\">Findings</h2>\n")
        if findings.isEmpty { page.raw("<p class=\"soft\">Nothing is wrong.</p>") }
        for finding in sortedFindings {
            page.element("article", ["class": "card \(finding.severity.rawValue)"]) { page in
                page.raw("<div class=\"row\">")
                page.pill(finding.severity)
                page.element("h3", text: finding.cause)
                page.raw("</div>")
                page.raw("<p class=\"soft row\">")
                page.element("code", text: finding.code)
                if !finding.place.isEmpty { page.element("span", text: finding.place) }
                if let cell = matrix.cell(of: finding) {
                    page.element("a", ["href": "#\(cell)"], text: "show in the matrix")
                }
                page.raw("</p>")
                page.facts(finding.evidence.facts)
                page.advice(finding.fix, root: finding.root)
            }
            page.raw("\n")
        }
        page.raw("</section>\n")
    }

    private func addOwnStages(to page: inout ReportMarkup) {
        guard !stages.isEmpty else { return }
        page.raw("<section><h2>Files and node</h2><div class=\"scroll\">\n")
        page.steps(stages, prefix: "", short: false)
        page.raw("</div></section>\n")
    }

    private func addHosts(to page: inout ReportMarkup) {
        guard !hosts.isEmpty else { return }
        page.raw("<section><h2 id=\"hosts\">Hosts that the nodes need</h2><div class=\"scroll\">\n")
        page.table(
            ["Address", "Status", "Scheme", "Needed as", "Seen"],
            hosts.map { host in
                [
                    { $0.element("code", text: host.address) }, { $0.pill(host.status) }, { $0.text(host.scheme) },
                    { $0.text(host.uses.joined(separator: ", ")) }, { $0.lines(host.summary) },
                ]
            }
        )
        page.raw("</div></section>\n")
    }

    private func addUnknowns(to page: inout ReportMarkup) {
        guard !unknowns.isEmpty else { return }
        page.raw("<section><h2 id=\"unknowns\">What cannot be known from here</h2>\n")
        for unknown in unknowns {
            page.raw("<div class=\"card info\">")
            page.element("h3", text: unknown.subject)
            page.raw("<p class=\"soft\">Run on <code>")
            page.text(unknown.node)
            page.raw("</code>:</p>")
            page.command(unknown.command)
            page.raw("</div>\n")
        }
        page.raw("</section>\n")
    }
}

extension ReportMarkup {
    /// Links to the sections that have something.
    mutating func navigation(_ sections: [(anchor: String, name: String, count: Int)]) {
        raw("<nav aria-label=\"Sections\"><ul>")
        for section in sections where section.count > 0 {
            raw("<li>")
            element("a", ["href": "#\(section.anchor)"], text: "\(section.name) (\(section.count))")
            raw("</li>")
        }
        raw("</ul></nav>")
    }

    /// In what nodes differ: each with what every node has, and why.
    mutating func differences(_ differences: [(subject: String, values: [(String, String)], reason: String)]) {
        guard !differences.isEmpty else { return }
        raw("<section><h2 id=\"nodes-differ\">The nodes differ</h2>\n")
        for difference in differences {
            raw("<div class=\"card warning\">")
            element("h3", text: difference.subject)
            facts(difference.values.map { (name: $0.0, value: $0.1) })
            if !difference.reason.isEmpty { element("p", ["class": "fix"], text: difference.reason) }
            raw("</div>\n")
        }
        raw("</section>\n")
    }
}
