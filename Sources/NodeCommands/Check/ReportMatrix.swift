/// Images by endpoints by stages, as a table, and below it each step with what was seen.
struct ReportMatrix {
    private let images: [CheckReport.Image]
    private let columns: [String]
    /// Cells and steps are named by their places, never by a text from outside.
    private let places: [Place: String]
    /// The cells that findings lead to.
    private var targets: Set<String> = []
    /// Of very many images the steps that went well are told in one line: a page of 200 images is to open at once.
    private let isLarge: Bool

    private struct Place: Hashable {
        var endpoint: String
        var stage: String
        var image: String?
    }

    init(_ report: CheckReport) {
        images = report.images
        let endpoints = images.flatMap(\.endpoints)
        isLarge = endpoints.reduce(0) { $0 + $1.stages.count } > 1_500
        // The endpoint with the most steps has them in their order; others add what it has not.
        var columns: [String] = []
        var seen: Set<String> = []
        for endpoint in endpoints.sorted(by: { $0.stages.count > $1.stages.count }) {
            for stage in endpoint.stages where columns.count < 24 && seen.insert(stage.name).inserted {
                columns.append(stage.name)
            }
        }
        self.columns = columns
        var places: [Place: String] = [:]
        for (i, image) in images.enumerated() {
            for (e, endpoint) in image.endpoints.enumerated() {
                for stage in endpoint.stages {
                    guard let column = columns.firstIndex(of: stage.name) else { continue }
                    let name = "\(i + 1)-\(e + 1)-\(column + 1)"
                    places[Place(endpoint: endpoint.url, stage: stage.name, image: image.name)] = name
                    let anywhere = Place(endpoint: endpoint.url, stage: stage.name, image: nil)
                    if places[anywhere] == nil || stage.status == .failed { places[anywhere] = name }
                }
            }
        }
        self.places = places
        targets = Set(report.findings.compactMap { cell(of: $0) })
    }

    /// The id of the cell that a finding is about.
    func cell(of finding: CheckReport.Finding) -> String? {
        guard let endpoint = finding.endpoint else { return nil }
        return places[Place(endpoint: endpoint, stage: finding.stage, image: finding.image)].map { "c" + $0 }
    }

    func add(to page: inout ReportMarkup) {
        page.raw("<section><h2 id=\"matrix\">Images and endpoints</h2>\n")
        page.legend()
        page.scrolling("Images and endpoints by stages") { page in
            page.raw("<table class=\"m\"><thead><tr><th scope=\"col\">Endpoint</th>")
            for column in columns { page.element("th", ["scope": "col"], text: column) }
            page.raw("</tr></thead>\n")
            for (i, image) in images.enumerated() {
                page.raw("<tbody>")
                addHead(image, to: &page)
                for (e, endpoint) in image.endpoints.enumerated() {
                    page.raw("<tr><th scope=\"row\">")
                    page.element("a", ["href": "#e\(i + 1)-\(e + 1)", "class": "mono"]) { page in
                        page.text("\(endpoint.number). \(endpoint.url)")
                    }
                    if endpoint.isDefault { page.raw(" <small class=\"soft\">the registry's own</small>") }
                    page.raw("</th>")
                    for (c, column) in columns.enumerated() {
                        let stage = endpoint.stages.first { $0.name == column }
                        addCell(stage, "\(i + 1)-\(e + 1)-\(c + 1)", endpoint: "\(i + 1)-\(e + 1)", to: &page)
                    }
                    page.raw("</tr>\n")
                }
                page.raw("</tbody>\n")
            }
            page.raw("</table>")
        }
        page.raw("</section>\n")
    }

    private func addHead(_ image: CheckReport.Image, to page: inout ReportMarkup) {
        page.element("tr", ["class": "g"]) { page in
            page.element("th", ["scope": "rowgroup", "colspan": String(columns.count + 1)]) { page in
                page.raw("<span>")
                page.pill(image.availableAt == nil ? .failed : .ok)
                page.raw(" ")
                page.text(image.name)
                page.raw(" <small class=\"soft\">")
                page.text(image.place)
                page.raw("</small></span>")
            }
        }
    }

    private func addCell(
        _ stage: CheckReport.Stage?,
        _ name: String,
        endpoint: String,
        to page: inout ReportMarkup
    ) {
        guard let stage else {
            page.raw("<td></td>")
            return
        }
        let isQuiet = stage.status == .ok || stage.status == .skipped
        let id = isQuiet && !targets.contains("c" + name) ? "" : "c" + name
        page.element("td", ["class": stage.status.letter, "id": id]) { page in
            guard !isQuiet else {
                page.sign(stage.status)
                page.element("span", ["class": "h"], text: stage.status.rawValue)
                return
            }
            let target = isLarge ? "#e" + endpoint : "#d" + name
            page.element("a", ["href": target, "title": "\(stage.name): \(stage.summary)"]) { page in
                page.sign(stage.status)
                page.element("span", ["class": "h"], text: stage.status.rawValue)
            }
        }
    }

    /// Each image with what nodes take of it, and each endpoint with its steps, to be opened by a click.
    func addDetails(to page: inout ReportMarkup) {
        page.raw("<section><h2>Every step</h2>\n")
        if isLarge {
            page.raw("<p class=\"soft\">Steps that went well are named without what was seen: the JSON has it.</p>")
        }
        for (i, image) in images.enumerated() {
            page.raw("<div class=\"image\">")
            page.element("h3") { page in
                page.text(image.name)
                page.element("small", text: "  " + image.place)
            }
            if let digest = image.digest { page.element("p", ["class": "soft mono"], text: digest) }
            page.raw("</div>\n")
            addChoices(image.choices, to: &page)
            for (e, endpoint) in image.endpoints.enumerated() {
                let isOpen = !isLarge && endpoint.status == .failed
                page.raw(isOpen ? "<details open" : "<details")
                page.raw(" id=\"e")
                page.text("\(i + 1)-\(e + 1)")
                page.raw("\"><summary>")
                page.pill(endpoint.status)
                page.element("code", text: "\(endpoint.number). \(endpoint.url)")
                if let stage = endpoint.firstFailure {
                    page.element("span", ["class": "soft"], text: " at \(stage.name)")
                }
                page.raw("</summary>")
                page.steps(endpoint.stages, prefix: "d\(i + 1)-\(e + 1)-", short: isLarge, columns: columns)
                page.raw("</details>\n")
            }
        }
        page.raw("</section>\n")
    }

    private func addChoices(_ choices: [CheckReport.Choice], to page: inout ReportMarkup) {
        guard !choices.isEmpty else { return }
        page.element("details", ["open": isLarge ? "" : "open"]) { page in
            page.raw("<summary>What each node takes</summary>")
            page.table(
                ["Node", "Platform", "Containerd takes", "Windlass takes", "Why"],
                choices.map { choice in
                    [
                        { $0.element("code", text: choice.node) }, { $0.text(choice.platform ?? "none") },
                        { $0.element("code", text: choice.containerd ?? "none") },
                        { page in
                            if choice.digest == choice.containerd {
                                page.raw("the same")
                            } else {
                                page.element("code", text: choice.digest ?? "none")
                            }
                        }, { $0.lines(choice.reason) },
                    ]
                }
            )
        }
    }
}

extension CheckReport.Image {
    /// Whether and where it can be had.
    fileprivate var place: String {
        availableAt.map { "all of it at endpoint \($0)" } ?? "no endpoint has all of it"
    }
}

extension ReportMarkup {
    /// The steps of an endpoint in a table.
    ///
    /// - Parameter short: Whether steps that went well, or were not tried, have a line together.
    mutating func steps(_ stages: [CheckReport.Stage], prefix: String, short: Bool, columns: [String] = []) {
        raw("<table class=\"list steps\"><thead><tr>")
        for column in ["Stage", "Status", "Time", "Seen"] { element("th", ["scope": "col"], text: column) }
        raw("</tr></thead><tbody>\n")
        var rest = stages[...]
        while let stage = rest.first {
            let canJoin = stage.status == .skipped || (short && stage.status == .ok)
            let alike = canJoin ? rest.prefix { $0.status == stage.status } : rest.prefix(1)
            rest = rest.dropFirst(alike.count)
            let place = columns.firstIndex(of: stage.name).map { prefix + String($0 + 1) }
            element("tr", ["id": stage.status == .failed || stage.status == .unknown ? place ?? "" : ""]) { page in
                page.element("th", ["scope": "row"], text: alike.map(\.name).joined(separator: ", "))
                page.element("td", ["data-label": "Status"]) { $0.pill(stage.status) }
                let seconds = reportSeconds(alike.reduce(0) { $0 + $1.seconds })
                page.element("td", ["data-label": "Time", "class": "time"], text: seconds)
                page.element("td", ["data-label": "Seen"]) { page in
                    page.raw("<div>")
                    if !short || alike.count == 1 { page.lines(stage.summary) }
                    if alike.count == 1, !short || stage.status == .failed { page.facts(stage.detail.facts) }
                    page.raw("</div>")
                }
            }
            raw("\n")
        }
        raw("</tbody></table>")
    }
}
