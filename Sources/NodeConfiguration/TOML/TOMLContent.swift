/// A table to be written: keys with values or tables inside, in the order in which they were set.
///
/// A key is there once at most, whatever is set how often, so no document that is written defines anything twice.
package struct TOMLContent: Hashable, Sendable {
    /// A key to be written.
    package struct Key: Hashable, Sendable, ExpressibleByStringLiteral {
        /// The name, as it is after reading.
        package var name: String
        /// Whether it has quotes even where TOML does not ask for them, as host names do.
        package var isQuoted: Bool

        /// A key with quotes where it needs them, or always.
        package init(_ name: String, isQuoted: Bool = false) {
            self.name = name
            self.isQuoted = isQuoted
        }

        /// A key with quotes where it needs them.
        package init(stringLiteral name: String) {
            self.init(name)
        }

        /// A key with quotes in any case.
        package static func quoted(_ name: String) -> Key { Key(name, isQuoted: true) }
    }

    /// A value to be written; tables are no values here, and so there are none in braces.
    package indirect enum Value: Hashable, Sendable {
        /// A string of any characters.
        case string(String)
        /// An integer.
        case integer(Int64)
        /// `true` or `false`.
        case boolean(Bool)
        /// An array, on one line.
        case array([Value])
    }

    enum Item: Hashable, Sendable {
        case value(Value)
        case table(TOMLContent)
    }

    struct Entry: Hashable, Sendable, Named {
        var key: Key
        var item: Item

        var name: String { key.name }
    }

    /// Whether the header is written though the table has no values of its own. containerd before 1.7.32 wants
    /// an explicit `[host]`.
    package var isExplicit: Bool
    private(set) var byName = OrderedByName<Entry>()

    /// A table with nothing in it.
    package init(isExplicit: Bool = false) {
        self.isExplicit = isExplicit
    }

    /// Sets a key's value, in the place of what the key had, if anything.
    package mutating func set(_ key: Key, to value: Value) {
        set(key, to: .value(value))
    }

    /// Sets a table inside, in the place of what the key had, if anything.
    package mutating func set(_ key: Key, to table: TOMLContent) {
        set(key, to: .table(table))
    }

    /// Changes the table that a path leads to; tables that are not there yet are made, and values in their place go.
    package mutating func withTable<Result>(
        _ path: some Collection<Key>,
        change: (inout TOMLContent) throws -> Result
    ) rethrows -> Result {
        guard let key = path.first else { return try change(&self) }
        let place = byName.place(of: key.name)
        var table = TOMLContent()
        if let place, case .table(let present) = byName[place].item {
            table = present
            // So that the change is made in place and not to a copy.
            byName[place].item = .value(.boolean(false))
        }
        defer { set(key, to: .table(table)) }
        return try table.withTable(path.dropFirst(), change: change)
    }

    private mutating func set(_ key: Key, to item: Item) {
        if let place = byName.place(of: key.name) {
            byName[place].item = item
        } else {
            byName.append(Entry(key: key, item: item))
        }
    }
}

extension TOMLContent.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral
{
    /// A string.
    package init(stringLiteral value: String) {
        self = .string(value)
    }

    /// An integer.
    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// A truth value.
    package init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }

    /// An array.
    package init(arrayLiteral elements: TOMLContent.Value...) {
        self = .array(elements)
    }

    /// An array of strings.
    package static func strings(_ texts: some Sequence<String>) -> Self {
        .array(texts.map { .string($0) })
    }
}
