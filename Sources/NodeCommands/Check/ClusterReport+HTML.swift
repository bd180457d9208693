extension ClusterReport {
    /// As one page that needs nothing else.
    package func html() -> String {
        ReportMarkup.page(title: "windlass check: \(counted(nodes.count, "node"))") { page in
            addHeader(to: &page)
            page.raw("\n<main>\n")
            addDifferences(to: &page)
            addFindings(to: &page)
            if !nodes.isEmpty { addMatrix(to: &page) }
            addReports(to: &page)
            page.raw("</main>")
        }
    }

    private func addHeader(to page: inout ReportMarkup) {
        let isBad = nodes.isEmpty || nodes.contains { $0.missing > 0 } || findings.first?.severity == .error
        page.element("header", ["class": isBad ? "card failed" : "card ok"]) { page in
            page.element("h1", text: "windlass check of \(counted(nodes.count, "node"))")
            page.element("p", ["class": "verdict"], text: verdict)
            for remark in remarks { page.element("p", ["class": "soft"], text: remark) }
            page.navigation([
                ("nodes-differ", "Differences", differences.count), ("findings", "Findings", findings.count),
                ("matrix", "Nodes", nodes.count), ("unreadable", "Not readable", unreadable.count),
                ("superseded", "Older reports", superseded.count),
            ])
        }
    }

    private func addDifferences(to page: inout ReportMarkup) {
        let differences = differences
        guard !differences.isEmpty else { return }
        page.raw("<section><h2 id=\"nodes-differ\">The nodes differ</h2>\n")
        for difference in differences {
            page.raw("<div class=\"card warning\">")
            page.element("h3", text: difference.registry)
            for group in difference.groups {
                page.raw("<div class=\"row group\">")
                if let status = group.status {
                    page.pill(status)
                } else {
                    page.raw("<span class=\"pill\">absent</span>")
                }
                page.element("span", text: group.words(of: difference.total, difference.registry))
                page.raw("</div>")
                page.names(group.nodes)
            }
            page.raw("</div>\n")
        }
        page.raw("</section>\n")
    }

    private func addFindings(to page: inout ReportMarkup) {
        page.raw("<section><h2 id=\"findings\">Findings</h2>\n")
        if findings.isEmpty { page.raw("<p class=\"soft\">Nothing is wrong.</p>") }
        for finding in findings {
            page.element("article", ["class": "card \(finding.severity.rawValue)"]) { page in
                page.raw("<div class=\"row\">")
                page.pill(finding.severity)
                page.element("h3", text: finding.cause)
                page.raw("</div><p class=\"soft row\">")
                page.element("code", text: finding.code)
                if let registry = finding.registry { page.element("span", text: registry) }
                page.element("span", text: "\(finding.nodes.count) of \(counted(nodes.count, "node"))")
                page.raw("</p>")
                page.names(finding.nodes)
                page.advice(finding.fix, root: finding.root)
            }
            page.raw("\n")
        }
        page.raw("</section>\n")
    }

    private func addMatrix(to page: inout ReportMarkup) {
        page.raw("<section><h2 id=\"matrix\">Nodes and registries</h2>\n")
        page.legend()
        page.scrolling("Nodes by registries") { page in
            page.raw("<table class=\"m c\"><thead><tr><th scope=\"col\">Node</th><th scope=\"col\">Images</th>")
            for registry in registries { page.element("th", ["scope": "col"], text: registry) }
            page.raw("</tr></thead><tbody>\n")
            for node in nodes {
                page.element("tr") { page in
                    page.element("th", ["scope": "row", "title": node.time]) { page in
                        page.element("span", ["class": "mono"], text: node.machine)
                    }
                    page.element("td", ["class": node.missing > 0 ? "n bad" : "n"]) { page in
                        page.text("\(node.available) of \(node.images)")
                    }
                    for registry in registries { add(node.cells[registry], to: &page) }
                }
                page.raw("\n")
            }
            page.raw("</tbody></table>")
        }
        page.raw("</section>\n")
    }

    private func add(_ cell: Cell?, to page: inout ReportMarkup) {
        guard let cell else {
            page.raw("<td><small>not asked</small></td>")
            return
        }
        page.element("td", ["class": cell.status.letter, "title": cell.words]) { page in
            page.sign(cell.status)
            page.element("span", ["class": "h"], text: cell.status.rawValue)
            if cell.status == .failed {
                page.element(
                    "small",
                    text: [cell.stage, "\(cell.failed) of \(cell.endpoints)"].compactMap(\.self)
                        .joined(separator: ", ")
                )
            }
        }
    }

    private func addReports(to page: inout ReportMarkup) {
        if !unreadable.isEmpty {
            page.raw("<section><h2 id=\"unreadable\">Files that could not be read</h2><div class=\"scroll\">\n")
            page.table(
                ["File", "Why"],
                unreadable.map { file in [{ $0.element("code", text: file.file) }, { $0.lines(file.reason) }] }
            )
            page.raw("</div></section>\n")
        }
        guard !superseded.isEmpty else { return }
        page.raw("<section><h2 id=\"superseded\">Older reports, left out</h2><div class=\"scroll\">\n")
        page.table(
            ["Machine", "Time", "Newer"],
            superseded.map { report in
                [
                    { $0.element("code", text: report.machine) }, { $0.text(report.time) }, { $0.text(report.by) },
                ]
            }
        )
        page.raw("</div></section>\n")
    }
}

extension ReportMarkup {
    /// Names of nodes: a few at once, many behind a click.
    fileprivate mutating func names(_ names: [String]) {
        guard names.count > 12 else {
            element("p", ["class": "mono names"], text: names.joined(separator: ", "))
            return
        }
        raw("<details><summary>")
        number(names.count)
        raw(" nodes</summary><p class=\"mono names\">")
        for (index, name) in names.enumerated() {
            if index > 0 { raw(", ") }
            text(name)
        }
        raw("</p></details>")
    }
}
