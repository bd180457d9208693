import OCI
import Testing

@testable import NodeCommands

@Suite("A report's JSON")
struct ReportJSONTests {
    @Test(arguments: 0..<200)
    func `comes back as it was written`(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let report = CheckReport.random(using: &random)
        let text = report.json.serialized(indent: seed.isMultiple(of: 2) ? nil : 2)
        #expect(try CheckReport(json: JSON(parsing: text)) == report)
    }

    @Test func `of the sample has the documented members, in their order`() throws {
        let json = ReportSample.rich.json
        #expect(try CheckReport(json: json) == ReportSample.rich)
        #expect(
            json.object?.map(\.key) == [
                "machine", "time", "version", "registries", "nodes", "stages", "findings", "differences", "unknowns",
                "images", "hosts",
            ]
        )
        let endpoint = try #require(json["images"]?.array?.first?["endpoints"]?.array?.first)
        #expect(endpoint.object?.map(\.key) == ["number", "url", "default", "stages"])
        let stage = try #require(endpoint["stages"]?.array?.first)
        #expect(stage.object?.map(\.key) == ["stage", "status", "seconds", "summary", "detail"])
        let finding = try #require(json["findings"]?.array?.first)
        #expect(
            finding.object?.map(\.key) == [
                "code", "severity", "stage", "endpoint", "image", "node", "cause", "evidence", "fix", "root",
            ]
        )
        #expect(json["hosts"]?.array?.count == 4 && ReportSample.rich.hostsJSON == ["hosts": json["hosts"] ?? .null])
    }

    @Test func `may have members that this version does not know`() throws {
        guard case .object(var members) = ReportSample.rich.json else { return }
        members.append(JSON.Member(key: "later", value: [1, 2]))
        #expect(try CheckReport(json: .object(members)) == ReportSample.rich)
    }

    @Test func `has no number that JSON cannot say`() {
        var report = CheckReport(machine: "m", time: "2026-11-25T23:40:00Z", version: "1")
        for seconds in [Double.nan, .infinity, -.infinity, -1] {
            report.stages = [CheckReport.Stage("tls", .ok, seconds: seconds, summary: "")]
            #expect(report.json["stages"]?.array?.first?["seconds"].flatMap(\.number) == 0)
        }
    }

    /// Where a value is replaced, by what, and what is said of it.
    static let faults: [(path: [String], value: JSON?, error: ReportError)] = [
        (["machine"], nil, ReportError("machine", .missing)),
        (["machine"], 7, ReportError("machine", .wrongType)),
        (["machine"], "", ReportError("machine", .wrongValue)),
        (["machine"], .string(String(repeating: "m", count: 16_385)), ReportError("machine", .tooLarge)),
        (["time"], "yesterday", ReportError("time", .wrongValue)),
        (["time"], "2026-11-25T23:40:00+01:00", ReportError("time", .wrongValue)),
        (["registries"], 7, ReportError("registries", .wrongType)),
        (["nodes"], nil, ReportError("nodes", .missing)),
        (["nodes"], ["linux/amd64", 7], ReportError("nodes[1]", .wrongType)),
        (["nodes"], .array(Array(repeating: "", count: 10_001)), ReportError("nodes", .tooLarge)),
        (["images", "0", "endpoints"], "none", ReportError("images[0].endpoints", .wrongType)),
        (["images", "0", "availableAt"], 0, ReportError("images[0].availableAt", .wrongValue)),
        (["images", "0", "availableAt"], .number("1.5"), ReportError("images[0].availableAt", .wrongType)),
        (["images", "0", "endpoints", "1", "stages"], nil, ReportError("images[0].endpoints[1].stages", .missing)),
        (["images", "0", "endpoints", "1"], [], ReportError("images[0].endpoints[1]", .wrongType)),
        (["images", "0", "endpoints", "1", "default"], 1, ReportError("images[0].endpoints[1].default", .wrongType)),
        (["images", "0", "endpoints", "1", "number"], nil, ReportError("images[0].endpoints[1].number", .missing)),
        (["stages", "0", "status"], "fine", ReportError("stages[0].status", .wrongValue)),
        (["stages", "0", "seconds"], .number("1e999"), ReportError("stages[0].seconds", .wrongValue)),
        (["stages", "0", "seconds"], .number("-1"), ReportError("stages[0].seconds", .wrongValue)),
        (["stages", "0", "seconds"], "1", ReportError("stages[0].seconds", .wrongType)),
        (["stages", "0", "detail"], [1], ReportError("stages[0].detail", .wrongType)),
        (["stages", "0", "detail"], ["a": .array(Array(repeating: 1, count: 4_000))], many),
        (["stages", "0", "detail"], ["a": .string(String(repeating: "m", count: 16_385))], many),
        (["findings", "0", "severity"], "fatal", ReportError("findings[0].severity", .wrongValue)),
        (["differences", "0", "values", "1", "node"], .null, ReportError("differences[0].values[1].node", .wrongType)),
        (["hosts", "2", "uses", "0"], [:], ReportError("hosts[2].uses[0]", .wrongType)),
    ]
    private static let many = ReportError("stages[0].detail", .tooLarge)

    @Test(arguments: faults)
    func `is refused with the path of the first value that is not as documented`(
        path: [String],
        value: JSON?,
        error: ReportError
    ) {
        let json = ReportSample.rich.json.replacing(path[...], by: value) ?? .null
        let thrown = #expect(throws: ReportError.self) { try CheckReport(json: json) }
        #expect(thrown == error)
        #expect(thrown?.words.contains(error.path) == true)
    }

    @Test func `is an object`() {
        #expect(throws: ReportError("", .wrongType)) { try CheckReport(json: [1]) }
    }
}

extension JSON {
    fileprivate var number: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// The value with another at the end of a path; nil takes the member away.
    fileprivate func replacing(_ path: ArraySlice<String>, by value: JSON?) -> JSON? {
        guard let first = path.first else { return value }
        switch self {
        case .object(let members):
            return .object(
                members.compactMap { member in
                    guard member.key == first else { return member }
                    let replaced = member.value.replacing(path.dropFirst(), by: value)
                    return replaced.map { Member(key: first, value: $0) }
                }
            )
        case .array(let elements):
            return .array(
                elements.enumerated().compactMap { index, element in
                    String(index) == first ? element.replacing(path.dropFirst(), by: value) : element
                }
            )
        default: return self
        }
    }
}
