import OCI
import Testing

@testable import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The page of a report")
struct ReportPageTests {
    /// `REPORT_PAGES=DIR` leaves the pages there, to be looked at.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["REPORT_PAGES"] != nil))
    func `is left to be looked at`() throws {
        let directory = try #require(ProcessInfo.processInfo.environment["REPORT_PAGES"])
        let rich = ReportSample.rich
        let files = [
            "report.html": rich.html(), "large.html": ReportSample.large().html(),
            "good.html": ReportSample.good.html(),
            "hostile.html": ReportSample.filled(with: String(repeating: "w<>", count: 900)).html(),
            "cluster.html": ReportSample.cluster.html(),
            "report.txt": rich.text(colored: true), "full.txt": rich.text(colored: false, full: true),
            "hosts.txt": rich.hostsText, "cluster.txt": ReportSample.cluster.text(colored: true),
        ]
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
        }
    }

    static let hostile = [
        "\"><script>alert(1)</script>", "' onmouseover='alert(1)", "\" onmouseover=\"alert(1)", "javascript:alert(1)",
        "</style></title></pre>",
        "<!--", "]]>", "&lt;script&gt;", "\u{202E}gnp.exe\u{2066}", "a\u{0}b\u{1B}[2J", "line\nline", "\u{2028}x",
        String(repeating: "w", count: 5_000),
    ]

    static let knownAttributes: Set<String> = [
        "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "title", "scope", "colspan", "role",
        "tabindex", "aria-label", "aria-hidden", "data-label", "open",
    ]

    @Test(arguments: hostile)
    func `has no text from outside as markup`(text: String) throws {
        for page in [ReportSample.filled(with: text).html(), ReportSample.cluster(filledWith: text).html()] {
            let found = try PageReader(page)
            #expect(found.elements.isDisjoint(with: ["script", "iframe", "img", "link", "object", "form", "base"]))
            #expect(found.attributes.subtracting(Self.knownAttributes) == [])
            #expect(found.references.allSatisfy { $0.hasPrefix("#") })
            let bad = page.unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
                default: false
                }
            }
            #expect(bad.isEmpty)
        }
    }

    static let pages: [String: @Sendable () -> String] = [
        "rich": { ReportSample.rich.html() }, "good": { ReportSample.good.html() },
        "cluster": { ReportSample.cluster.html() }, "large": { ReportSample.large(images: 40).html() },
    ]

    @Test(arguments: ["rich", "good", "cluster", "large"])
    func `is well-formed, in order, and loads nothing`(sample: String) throws {
        let make = try #require(Self.pages[sample])
        let page = make()
        let found = try PageReader(page)
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""))
        #expect(!page.contains("url(") && !page.contains("@import"))
        #expect(found.ids.count == Set(found.ids).count)
        // A link leads to something that is there.
        #expect(Set(found.references.map { String($0.dropFirst()) }).subtracting(found.ids).isEmpty)
        #expect(found.headings.first == 1 && found.headings.count { $0 == 1 } == 1)
        for (before, after) in zip(found.headings, found.headings.dropFirst()) { #expect(after <= before + 1) }
    }

    @Test func `says each status in a word beside its sign`() {
        let page = ReportSample.rich.html()
        for status in CheckReport.Status.allCases {
            #expect(page.contains("<span class=\"h\">\(status.rawValue)</span>"))
        }
        #expect(page.contains("<th scope=\"row\">") && page.contains("<th scope=\"col\">tls</th>"))
        #expect(page.contains("1 of 3 images cannot be pulled."))
    }

    @Test func `leads from a finding to its cell, and from there to the step`() {
        let page = ReportSample.rich.html()
        #expect(page.contains("<a href=\"#c1-1-4\">show in the matrix</a>"))
        #expect(page.contains("<td class=\"f\" id=\"c1-1-4\"><a href=\"#d1-1-4\""))
        #expect(page.contains("<tr id=\"d1-1-4\">"))
    }

    @Test func `has a line for each certificate of a chain`() {
        #expect(ReportSample.rich.html().contains("2025-03-01 to 2027-03-01<br>CN=Corp Issuing CA 3, issued"))
        #expect(ReportSample.rich.html().contains("<dd>CN=reg.corp.example, CN=Corp Issuing CA 3, CN=Corp Root 2</dd>"))
    }

    @Test func `says nothing of what is not there`() {
        let page = CheckReport(machine: "m", time: "2026-11-25T23:40:00Z", version: "1").html()
        #expect(page.contains("Nothing is wrong."))
        #expect(!page.contains("<table") && !page.contains("<nav aria-label=\"Sections\"><ul><li>"))
    }

    @Test func `of 200 images at 5 endpoints is below 4 MB`() throws {
        let page = ReportSample.large().html()
        #expect(page.utf8.count < 4_000_000)
        #expect(page.contains("Steps that went well are named without what was seen"))
        #expect(try PageReader(page).ids.count > 1_000)
    }
}

/// What a browser would see in a page: every tag is one that is opened and closed in order.
struct PageReader {
    var elements: Set<String> = []
    var attributes: Set<String> = []
    var references: [String] = []
    var ids: [String] = []
    var headings: [Int] = []

    struct Fault: Error {
        var near: String
    }

    init(_ page: String) throws {
        var open: [String] = []
        var rest = page.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[rest.index(after: start)...]
            let near = String(Substring(rest.prefix(80)))
            guard let first = rest.first else { throw Fault(near: near) }
            if first == UInt8(ascii: "!") {
                guard near.hasPrefix("!DOCTYPE html>") else { throw Fault(near: near) }
                continue
            }
            guard let end = Self.end(of: rest) else { throw Fault(near: near) }
            var tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let closes = first == UInt8(ascii: "/")
            if closes { tag = tag.dropFirst() }
            let name = String(Substring(tag.prefix { $0 != 0x20 }))
            guard !name.isEmpty, name.allSatisfy({ $0.isLowercase || $0.isNumber }) else { throw Fault(near: near) }
            if closes {
                guard open.popLast() == name else { throw Fault(near: near) }
                continue
            }
            elements.insert(name)
            if name.count == 2, name.first == "h", let level = name.last?.wholeNumberValue { headings.append(level) }
            if !["meta", "br"].contains(name) { open.append(name) }
            try readAttributes(tag.dropFirst(name.utf8.count), near: near)
        }
        guard open.isEmpty else { throw Fault(near: open.joined(separator: " ")) }
    }

    /// Where a tag ends: a `>` outside of quotes.
    private static func end(of bytes: Substring.UTF8View) -> Substring.UTF8View.Index? {
        var isQuoted = false
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if bytes[index] == UInt8(ascii: ">"), !isQuoted { return index }
        }
        return nil
    }

    private mutating func readAttributes(_ bytes: Substring.UTF8View, near: String) throws {
        var rest = bytes
        while true {
            rest = rest.drop { $0 == 0x20 }
            guard !rest.isEmpty else { return }
            let name = String(Substring(rest.prefix { $0 != UInt8(ascii: "=") && $0 != 0x20 }))
            attributes.insert(name)
            rest = rest.dropFirst(name.utf8.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            guard rest.first == UInt8(ascii: "\"") else { throw Fault(near: near) }
            let value = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
            rest = rest.dropFirst(value.count + 2)
            let text = String(Substring(value))
            if name == "href" { references.append(text) }
            if name == "id" { ids.append(text) }
        }
    }
}
