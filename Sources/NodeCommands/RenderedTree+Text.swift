extension RenderedTree.Change {
    /// The difference, line by line, with secrets masked.
    var text: String {
        switch kind {
        case .missing: return "\(path): is not there"
        case .stale: return "\(path): belongs to a registry that registries.yaml no longer names"
        case .readableByOthers: return "\(path): can be read by others than its owner"
        case .different: break
        }
        var lines = ["--- \(path)", "+++ \(path)"]
        for line in Self.difference(Self.lines(before), Self.lines(after)) {
            lines.append(isSecret ? Self.masked(line) : line)
        }
        return lines.map(printable).joined(separator: "\n")
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// The lines that went and came, each with its number; what is alike at both ends is passed over first.
    private static func difference(_ before: [Substring], _ after: [Substring]) -> [String] {
        let start = zip(before, after).prefix { $0 == $1 }.count
        let end = zip(before.dropFirst(start).reversed(), after.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let old = Array(before[start..<before.count - end])
        let new = Array(after[start..<after.count - end])
        // The difference of two long texts that share little takes time that grows with its square.
        guard old.count + new.count <= 2_000 else {
            return ["@@ \(old.count) lines become \(new.count) from line \(start + 1) on @@"]
        }
        var lines: [(place: Int, order: Int, text: String)] = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, let line, _): lines.append((start + offset + 1, 0, "-\(line)"))
            case .insert(let offset, let line, _): lines.append((start + offset + 1, 1, "+\(line)"))
            }
        }
        return lines.sorted { ($0.place, $0.order) < ($1.place, $1.order) }.map { "@@ \($0.place) @@ \($0.text)" }
    }

    /// A line of a file with secrets: of a key with a value that may be one, the key alone.
    private static func masked(_ line: String) -> String {
        guard let equals = line.firstIndex(of: "=") else {
            return line.contains("[") || line.contains("#") || line.count < 16 ? line : "@@ (a line that is not shown)"
        }
        let shown = ["config_path", "version", "imports", "username", "server", "endpoint", "root", "state"]
        let key = line[..<equals].split { " @+-\t".contains($0) }.last ?? ""
        return shown.contains { key == $0 } ? line : line[...equals] + " <not shown>"
    }
}
