import Registries

/// The tables of a document while it is read, and TOML's rules on what may be defined where.
struct TOMLTree {
    /// Keys and tables that are defined twice, where they are collected.
    private(set) var redefinitions: [TOMLError] = []

    private let collects: Bool
    private var tables: [Draft]
    /// The elements, among `tables`, of the arrays made by headers.
    private var arrays: [[Int]] = []
    /// The table of the last header.
    private var current = 0

    /// A table to which something may still be added.
    struct Draft {
        var origin: TOMLTable.Origin
        var position: Position
        var entries = OrderedByName<Entry>()
    }

    struct Entry: Named {
        var key: TOMLKey
        var node: Node

        var name: String { key.name }
    }

    enum Node {
        case value(TOMLValue)
        case table(Int)
        case array(Int)
    }

    init(start: Position, collects: Bool) {
        self.collects = collects
        tables = [Draft(origin: .root, position: start)]
    }

    var root: TOMLTable { table(0) }
}

// MARK: - Headers

extension TOMLTree {
    /// Makes the header's table the one that pairs go to.
    mutating func open(_ header: TOMLHeader, section: Int) throws(TOMLError) {
        current = try target(of: header, section: section) ?? detached(header, section: section)
    }

    /// The table that a header opens; nil for one that cannot be opened, where that is collected.
    private mutating func target(of header: TOMLHeader, section: Int) throws(TOMLError) -> Int? {
        var table = 0
        for (depth, key) in header.path.dropLast().enumerated() {
            guard let place = tables[table].entries.place(of: key.name) else {
                table = add(Draft(origin: .headerBelow, position: key.position), to: table, as: key)
                continue
            }
            switch tables[table].entries[place].node {
            case .table(let inner): table = inner
            case .array(let array): table = arrays[array][arrays[array].count - 1]
            case .value:
                try report(.closed, header.path[...depth], against: tables[table].entries[place])
                return nil
            }
        }
        let key = header.path[header.path.count - 1]
        let origin: TOMLTable.Origin = header.isArray ? .arrayHeader(section: section) : .header(section: section)
        let draft = Draft(origin: origin, position: key.position)
        guard let place = tables[table].entries.place(of: key.name) else {
            guard header.isArray else { return add(draft, to: table, as: key) }
            arrays.append([tables.count])
            tables[table].entries.append(Entry(key: key, node: .array(arrays.count - 1)))
            tables.append(draft)
            return tables.count - 1
        }
        let entry = tables[table].entries[place]
        switch entry.node {
        case .array(let array) where header.isArray:
            arrays[array].append(tables.count)
            tables.append(draft)
            return tables.count - 1
        case .table(let defined) where !header.isArray:
            if tables[defined].origin == .headerBelow {
                tables[defined].origin = origin
                return defined
            }
            try report(.duplicateTable, header.path[...], against: entry)
            return defined
        default:
            try report(.duplicateTable, header.path[...], against: entry)
            return nil
        }
    }

    private mutating func detached(_ header: TOMLHeader, section: Int) -> Int {
        tables.append(Draft(origin: .header(section: section), position: header.position))
        return tables.count - 1
    }

    private mutating func add(_ draft: Draft, to table: Int, as key: TOMLKey) -> Int {
        tables[table].entries.append(Entry(key: key, node: .table(tables.count)))
        tables.append(draft)
        return tables.count - 1
    }
}

// MARK: - Pairs

extension TOMLTree {
    /// Adds a pair to the table of the last header.
    mutating func add(_ path: [TOMLKey], _ value: TOMLValue) throws(TOMLError) {
        try add(path, value, to: current)
    }

    /// A table of braces, which nothing can be added to later.
    mutating func inlineTable(
        at position: Position,
        of pairs: [(path: [TOMLKey], value: TOMLValue)]
    ) throws(TOMLError) -> TOMLTable {
        let draft = tables.count
        tables.append(Draft(origin: .inline, position: position))
        for pair in pairs { try add(pair.path, pair.value, to: draft) }
        let result = table(draft)
        tables.removeSubrange(draft...)
        return result
    }

    private mutating func add(_ path: [TOMLKey], _ value: TOMLValue, to draft: Int) throws(TOMLError) {
        var table = draft
        for (depth, key) in path.dropLast().enumerated() {
            guard let place = tables[table].entries.place(of: key.name) else {
                table = add(Draft(origin: .dottedKey, position: key.position), to: table, as: key)
                continue
            }
            let entry = tables[table].entries[place]
            guard case .table(let inner) = entry.node else {
                return try report(.closed, path[...depth], against: entry)
            }
            switch tables[inner].origin {
            case .dottedKey: break
            // Whose name only headers of tables inside have named may still be defined, and so it is.
            case .headerBelow: tables[inner].origin = .dottedKey
            default: return try report(.closed, path[...depth], against: entry)
            }
            table = inner
        }
        let key = path[path.count - 1]
        if let place = tables[table].entries.place(of: key.name) {
            return try report(.duplicateKey, path[...], against: tables[table].entries[place])
        }
        tables[table].entries.append(Entry(key: key, node: .value(value)))
    }
}

// MARK: - Results

extension TOMLTree {
    private func table(_ place: Int) -> TOMLTable {
        let draft = tables[place]
        let entries = draft.entries.map { TOMLTable.Entry(key: $0.key, value: value(of: $0)) }
        return TOMLTable(origin: draft.origin, position: draft.position, byName: entries)
    }

    private func value(of entry: Entry) -> TOMLValue {
        let kind: TOMLValue.Kind
        switch entry.node {
        case .value(let value): return value
        case .table(let place): kind = .table(table(place))
        case .array(let place):
            kind = .array(
                arrays[place].map {
                    let table = table($0)
                    return TOMLValue(kind: .table(table), position: table.position, range: entry.key.range)
                }
            )
        }
        return TOMLValue(kind: kind, position: entry.key.position, range: entry.key.range)
    }

    private mutating func report(
        _ code: TOMLError.Code,
        _ path: ArraySlice<TOMLKey>,
        against first: Entry
    ) throws(TOMLError) {
        let key = path[path.endIndex - 1]
        let error = TOMLError(
            code,
            at: key.position,
            range: key.range,
            text: TOMLError.shown(path),
            detail: kind(of: first.node),
            first: first.key.position
        )
        guard collects else { throw error }
        redefinitions.append(error)
    }

    private func kind(of node: Node) -> String {
        switch node {
        case .array: return "table-array"
        case .table(let place):
            switch tables[place].origin {
            case .headerBelow: return "header-below"
            case .dottedKey: return "dotted-key"
            default: return "header"
            }
        case .value(let value):
            switch value.kind {
            case .table: return "inline-table"
            case .array: return "array"
            default: return "value"
            }
        }
    }
}
