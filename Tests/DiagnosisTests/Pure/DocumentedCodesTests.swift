import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct DocumentedCodesTests {
    private static func text(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Every code of the room, by the source that names them.
    static let codes: [String] = {
        let source = (try? text("Sources/Diagnosis/Findings/EndpointFinding+Codes.swift")) ?? ""
        return source.split(separator: "rawValue: \"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }()

    @Test func `There are codes to look for`() {
        #expect(Self.codes.count > 25)
    }

    @Test(arguments: codes) func `Every code has a place in the list of findings`(_ code: String) throws {
        let headings = try Self.text("docs/findings.md").split(separator: "\n").filter { $0.hasPrefix("## ") }
        let documented = headings.flatMap { $0.dropFirst(3).split(separator: ",") }.map { $0.trimmed }
        #expect(documented.contains(code))
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
