import Foundation
import NodeConfiguration
import OCI
import Testing

@testable import NodeCommands

@Suite("What is documented of a check")
struct DocumentedCheckTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8)
    }

    /// The codes of findings that the sources of the offline side make themselves.
    static let codes: [String] = {
        let directory = "Sources/NodeCommands/Check"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(directory)")) ?? []
        let found = files.flatMap { file -> [String] in
            let source = (try? text("\(directory)/\(file)")) ?? ""
            return source.split(separator: "CheckReport.Finding(").dropFirst().compactMap { call in
                let start = call.drop { $0.isWhitespace }
                return start.first == "\"" ? String(start.dropFirst().prefix { $0 != "\"" }) : nil
            }
        }
        return Set(found).sorted()
    }()

    @Test("has every code that the offline side makes", arguments: codes)
    func offline(code: String) throws {
        #expect(try Self.text("docs/findings.md").contains("\n## \(code)\n"))
    }

    @Test("was looked for among codes that are there")
    func found() {
        #expect(Self.codes.contains("node-differs-from-plan") && Self.codes.count >= 4, "\(Self.codes)")
    }

    @Test("has every known defect", arguments: KnownDefect.all.map(\.code))
    func defects(code: String) throws {
        #expect(try Self.text("docs/versions.md").contains("\n## \(code)\n"))
    }

    /// The names of all members below a value.
    private static func members(_ json: JSON) -> Set<String> {
        switch json {
        case .object(let members):
            members.reduce(into: Set(members.map(\.key))) { names, member in
                // What is in these is the stage's or the code's own.
                if !["detail", "evidence"].contains(member.key) { names.formUnion(Self.members(member.value)) }
            }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(Self.members($1)) }
        default: []
        }
    }

    @Test("has every member of the JSON, of a report and of a cluster", arguments: [true, false])
    func members(isCluster: Bool) throws {
        let text = try Self.text("docs/json.md")
        let section = text.components(separatedBy: "\n## check\n")[1].components(separatedBy: "\n## ")[0]
        let parts = section.components(separatedBy: "With `--merge`")
        try #require(parts.count == 2)
        let cluster = ReportSample.cluster(filledWith: "x")
        let names = Self.members(isCluster ? cluster.json : ReportSample.rich.json)
        let missing = names.filter { !parts[isCluster ? 1 : 0].contains("\"\($0)\"") }
        #expect(missing.isEmpty && names.count > 10)
    }
}
