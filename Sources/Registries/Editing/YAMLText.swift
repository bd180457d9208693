/// The lines of a YAML text whose mappings are in block style, edited in place.
struct YAMLText: Hashable, Sendable {
    /// Each with its own end.
    private var lines: [[UInt8]]
    private let hasMark: Bool
    private let lineEnd: [UInt8]

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ bytes: [UInt8]) {
        hasMark = bytes.starts(with: Self.mark)
        lines = Self.split(hasMark ? bytes.dropFirst(Self.mark.count) : bytes[...])
        let first = lines.first ?? []
        lineEnd = first.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : [0x0A]
    }

    var bytes: [UInt8] { (hasMark ? Self.mark : []) + lines.joined() }

    /// CRLF, CR and LF each end a line, as they do for the reader that counts them.
    private static func split(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        for (index, byte) in zip(bytes.indices, bytes) {
            line.append(byte)
            let isSplit = byte == 0x0D && bytes.dropFirst(index - bytes.startIndex + 1).first == 0x0A
            guard byte == 0x0A || byte == 0x0D, !isSplit else { continue }
            lines.append(line)
            line = []
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

// MARK: - Editing

extension YAMLText {
    typealias Refusal = RegistriesText.Refusal

    /// A mapping in block style: its key's line, and how far its own keys are indented.
    struct Block {
        var line: Int
        var indentation: Int
        var pairs: [YAMLPair]
    }

    /// The mapping at a path, made where it is not there.
    mutating func mapping(at path: [String]) throws(Refusal) -> Block {
        var block = try root()
        for (depth, key) in path.enumerated() {
            if let pair = try pair(key, in: block) {
                block = try self.block(of: pair)
                continue
            }
            let missing = path[depth...].enumerated().map { step, key in
                line(indentation: block.indentation + step * 2, key.isPlainKey ? "\(key):" : "\(quotedYAML(key)):")
            }
            insert(missing, at: block.pairs.isEmpty ? block.line + 1 : end(of: block))
            return try mapping(at: path)
        }
        return block
    }

    /// Sets fields of a mapping to texts, and removes others.
    ///
    /// - Parameter keys: which fields go if they are not set.
    mutating func set(_ fields: [(key: String, value: String)], removing keys: [String], in block: Block) {
        var rest = fields
        for pair in block.pairs.reversed() {
            guard let key = pair.key.asString, keys.contains(key) else { continue }
            let extent = pair.key.mark.line - 1..<self.end(below: pair.key.mark.line - 1, deeperThan: block.indentation)
            let field = rest.firstIndex { $0.key == key }.map { rest.remove(at: $0) }
            lines.replaceSubrange(extent, with: field.map { [line(of: $0, in: block)] } ?? [])
        }
        insert(rest.map { line(of: $0, in: block) }, at: block.line + 1)
    }

    /// Removes an entry with everything below it.
    mutating func remove(_ path: [String]) throws(Refusal) {
        var block = try root()
        for key in path.dropLast() {
            guard let pair = try pair(key, in: block) else { return }
            block = try self.block(of: pair)
        }
        guard let key = path.last, let pair = try pair(key, in: block) else { return }
        let first = pair.key.mark.line - 1
        lines.removeSubrange(first..<end(below: first, deeperThan: block.indentation))
    }

    private func line(of field: (key: String, value: String), in block: Block) -> [UInt8] {
        line(indentation: block.indentation, "\(field.key): \(quotedYAML(field.value))")
    }

    private func line(indentation: Int, _ text: String) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: " "), count: indentation) + text.utf8 + lineEnd
    }

    private mutating func insert(_ new: [[UInt8]], at index: Int) {
        if index > 0, index == lines.count, let last = lines.last?.last, last != 0x0A, last != 0x0D {
            lines[index - 1] += lineEnd
        }
        lines.insert(contentsOf: new, at: index)
    }
}

// MARK: - Finding

extension YAMLText {
    private func root() throws(Refusal) -> Block {
        let root: YAMLNode?
        do {
            root = try YAMLDocument(bytes: bytes).root
        } catch {
            throw .unreadable([Complaint(error)])
        }
        guard let root, !root.isNull else { return Block(line: documentStart - 1, indentation: 0, pairs: []) }
        guard case .mapping(let pairs) = root.kind, let first = pairs.first, isBlockKey(first.key) else {
            throw .shape(key: "", line: root.mark.line)
        }
        return Block(line: documentStart - 1, indentation: first.key.mark.column - 1, pairs: pairs)
    }

    private func pair(_ key: String, in block: Block) throws(Refusal) -> YAMLPair? {
        let found = block.pairs.filter { $0.key.asString == key }
        guard let pair = found.last else { return nil }
        guard found.count == 1, !pair.isMerged, isBlockKey(pair.key) else {
            throw .shape(key: key, line: pair.key.mark.line)
        }
        return pair
    }

    private func block(of pair: YAMLPair) throws(Refusal) -> Block {
        let line = pair.key.mark.line - 1
        let indentation = pair.key.mark.column - 1
        if pair.value.isNull { return Block(line: line, indentation: indentation + 2, pairs: []) }
        guard case .mapping(let pairs) = pair.value.kind, let first = pairs.first, isBlockKey(first.key),
            first.key.mark.line > pair.key.mark.line, first.key.mark.column > pair.key.mark.column
        else { throw .shape(key: pair.key.asString ?? "", line: line + 1) }
        return Block(line: line, indentation: first.key.mark.column - 1, pairs: pairs)
    }

    /// Whether a key is the first on its line.
    private func isBlockKey(_ key: YAMLNode) -> Bool {
        let line = key.mark.line - 1
        guard lines.indices.contains(line) else { return false }
        let text = lines[line]
        let before = text.prefix(key.mark.column - 1)
        return before.count == key.mark.column - 1 && before.allSatisfy { $0 == UInt8(ascii: " ") }
            && text.dropFirst(key.mark.column - 1).first.map { !"{[?&*".utf8.contains($0) } == true
    }

    /// The line behind the last of a block's own.
    private func end(of block: Block) -> Int {
        end(below: block.line, deeperThan: block.indentation - 1)
    }

    /// The line behind the last that has something on it and stands deeper, below a line; comments behind it belong to
    /// what follows.
    private func end(below line: Int, deeperThan indentation: Int) -> Int {
        var last = line
        for index in lines.indices.dropFirst(line + 1) {
            guard let depth = depth(of: lines[index]) else { continue }
            guard depth > indentation, !isDocumentMark(lines[index]) else { break }
            last = index
        }
        return last + 1
    }

    /// How far a line is indented; nil for one with nothing on it but a comment.
    private func depth(of line: [UInt8]) -> Int? {
        let depth = line.prefix { $0 == UInt8(ascii: " ") }.count
        guard let first = line.dropFirst(depth).first, ![0x0A, 0x0D, UInt8(ascii: "#")].contains(first) else {
            return nil
        }
        return depth
    }

    private func isDocumentMark(_ line: [UInt8]) -> Bool {
        line.starts(with: "---".utf8) || line.starts(with: "...".utf8)
    }

    /// The first line behind what stands before a document.
    private var documentStart: Int {
        (lines.firstIndex { $0.starts(with: "---".utf8) }).map { mark in
            lines[..<mark].allSatisfy { depth(of: $0) == nil || $0.first == UInt8(ascii: "%") } ? mark + 1 : 0
        } ?? 0
    }
}

extension String {
    /// Whether it is read as the same text without quotes.
    fileprivate var isPlainKey: Bool {
        !isEmpty && utf8.allSatisfy { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
            && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(lowercased())
    }
}
