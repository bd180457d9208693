import OCI

extension RenderedTree.Change {
    /// Documented in `docs/json.md`.
    var json: JSON {
        ["path": .string(path), "kind": .string(kind.rawValue), "difference": .string(text)]
    }

    /// The difference, line by line, with secrets masked.
    var text: String {
        switch kind {
        case .missing: return "\(path): is not there"
        case .stale: return "\(path): belongs to a registry that registries.yaml no longer names"
        case .readableByOthers: return "\(path): can be read by others than its owner"
        case .different: break
        }
        // What others wrote may have a secret anywhere; what is ours has none but in the files that say so.
        let hidesBefore = isSecret || !RenderedTree.isOurs(before)
        let lines = Self.difference(Self.lines(before), Self.lines(after)).map { line in
            let isHidden = line.isRemoved ? hidesBefore : isSecret
            return "@@ \(line.place) @@ " + (line.isRemoved ? "-" : "+")
                + (isHidden ? Self.masked(line.text) : line.text)
        }
        return (["--- \(path)", "+++ \(path)"] + lines).map(printable).joined(separator: "\n")
    }

    private struct Line {
        var place: Int
        var isRemoved: Bool
        var text: String
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// The lines that went and came, each with its number; what is alike at both ends is passed over first.
    private static func difference(_ before: [Substring], _ after: [Substring]) -> [Line] {
        let start = zip(before, after).prefix { $0 == $1 }.count
        let end = zip(before.dropFirst(start).reversed(), after.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let old = Array(before[start..<before.count - end])
        let new = Array(after[start..<after.count - end])
        // The difference of two long texts that share little takes time that grows with its square.
        guard old.count + new.count <= 2_000 else {
            return [(old.count, true), (new.count, false)].map { count, isRemoved in
                Line(place: start + 1, isRemoved: isRemoved, text: "# \(count) lines")
            }
        }
        var lines: [Line] = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, let line, _):
                lines.append(Line(place: start + offset + 1, isRemoved: true, text: String(line)))
            case .insert(let offset, let line, _):
                lines.append(Line(place: start + offset + 1, isRemoved: false, text: String(line)))
            }
        }
        return lines.sorted { ($0.place, $0.isRemoved ? 0 : 1) < ($1.place, $1.isRemoved ? 0 : 1) }
    }

    private static let shownKeys: Set<Substring> = [
        "config_path", "version", "imports", "username", "server", "endpoint", "root", "state", "capabilities", "ca",
        "client", "skip_verify", "override_path",
    ]

    /// A line that may hold a secret: a header, or a key whose value is none, is shown; of any other key the key alone,
    /// and nothing of what continues a value or is a comment.
    private static func masked(_ line: String) -> String {
        let text = line.drop { $0 == " " || $0 == "\t" }
        guard !text.isEmpty else { return line }
        let hasOther = text.utf8.contains { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "#") }
        // A header that starts with a quote looks like a line of an array.
        let name = text.drop { $0 == "[" }
        if !hasOther, name.startIndex > text.startIndex, name.first?.isLetter == true { return line }
        guard !text.hasPrefix("#"), let equals = text.firstIndex(of: "=") else { return "<not shown>" }
        let key = text[..<equals].prefix { $0 != " " && $0 != "\t" }
        if !hasOther, shownKeys.contains(key) { return line }
        // `c2VjcmV0==` is the end of a secret in base64, and no key.
        let isKey =
            !["", "="].contains(text[text.index(after: equals)...].prefix(1))
            && key.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
                    || $0 == 0x2D
            }
        return isKey && key.utf8.count <= 32 ? line[..<equals] + "= <not shown>" : "<not shown>"
    }
}
