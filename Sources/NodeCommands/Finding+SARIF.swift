import NodeConfiguration
import OCI
import Registries

extension JSON {
    /// Findings as a SARIF 2.1.0 log, which code hosts show beside the lines.
    init(sarif findings: [Finding]) {
        var codes: [Finding.Code] = []
        for finding in findings where !codes.contains(finding.code) { codes.append(finding.code) }
        let driver: JSON = [
            "name": "windlass",
            "version": .string(windlassVersion),
            "rules": .array(codes.map(\.sarifRule)),
        ]
        self = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(
                        findings.map { finding in
                            finding.sarifResult(rule: codes.firstIndex(of: finding.code) ?? 0)
                        }
                    ),
                ]
            ],
        ]
    }
}

extension Finding.Code {
    fileprivate var sarifRule: JSON {
        let description = rawValue.split(separator: "-").joined(separator: " ")
        return [
            "id": .string(rawValue),
            "shortDescription": ["text": .string(description)],
            "help": ["text": .string("See \(rawValue) in docs/lint.md.")],
        ]
    }
}

extension Finding {
    fileprivate func sarifResult(rule: Int) -> JSON {
        let words = lintWords(for: self)
        var sentences = [words.message, words.effect].filter { !$0.isEmpty }
        if let versions { sentences.append("Versions: \(versions)") }
        if !correction.isEmpty { sentences.append("Write: " + correction.joined(separator: "\n")) }
        var physical: [JSON.Member] = [
            JSON.Member(key: "artifactLocation", value: ["uri": .string(file.uriReference)])
        ]
        if let position {
            let region: JSON = [
                "startLine": .number(String(position.line)),
                "startColumn": .number(String(position.column)),
            ]
            physical.append(JSON.Member(key: "region", value: region))
        }
        return [
            "ruleId": .string(code.rawValue),
            "ruleIndex": .number(String(rule)),
            "level": .string(sarifLevel),
            "message": ["text": .string(sentences.joined(separator: ". "))],
            "locations": [["physicalLocation": .object(physical)]],
        ]
    }

    private var sarifLevel: String {
        switch severity {
        case .fatal, .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }
}

extension String {
    /// The path as a reference of RFC 3986: with slashes alone, and other characters escaped.
    fileprivate var uriReference: String {
        let isDrive = first?.isLetter == true && ["\\", "/"].contains(dropFirst(2).first) && dropFirst().first == ":"
        // A colon in the first name of a path would end a scheme.
        let hasScheme = prefix { $0 != "/" && $0 != "\\" }.contains(":")
        var result = isDrive ? "file:///" : hasScheme ? "./" : ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\\"): result += "/"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "/-._~:@".utf8.contains(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
