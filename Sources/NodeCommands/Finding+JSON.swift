import NodeConfiguration
import OCI
import Registries

extension Finding {
    /// One object of `findings`; documented in `docs/json.md`.
    var json: JSON {
        let words = lintWords(for: self)
        var members = [
            JSON.Member(key: "code", value: .string(code.rawValue)),
            JSON.Member(key: "severity", value: .string(severity.rawValue)),
            JSON.Member(key: "file", value: .string(file)),
            JSON.Member(key: "line", value: (position?.line).json),
            JSON.Member(key: "column", value: (position?.column).json),
            JSON.Member(key: "where", value: .string(place)),
            JSON.Member(key: "message", value: .string(words.message)),
            JSON.Member(key: "effect", value: .string(words.effect)),
            JSON.Member(key: "fix", value: correction.isEmpty ? .null : .string(correction.joined(separator: "\n"))),
        ]
        if let versions { members.append(JSON.Member(key: "versions", value: .string(versions))) }
        return .object(members)
    }

    /// `file:line:column: severity: message [code]`, and below it what the node does and what to write.
    var text: String {
        let words = lintWords(for: self)
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        var lines = ["\(file)\(place): \(severity.rawValue): \(words.message) [\(code.rawValue)]"]
        if !words.effect.isEmpty { lines.append("    on the node: " + words.effect) }
        if let versions { lines.append("    versions: " + versions) }
        if !correction.isEmpty {
            lines.append("    write:")
            lines += correction.map { "        " + $0 }
        }
        return lines.map(printable).joined(separator: "\n")
    }
}

extension Int? {
    fileprivate var json: JSON { map { .number(String($0)) } ?? .null }
}
