package import Registries

/// A table with its entries in the order in which their names first appear in the source.
package struct TOMLTable: Sendable {
    /// What makes a table.
    package enum Origin: Hashable, Sendable {
        /// The document itself.
        case root
        /// A `[header]`; its section in ``TOMLDocument/sections``.
        case header(section: Int)
        /// A `[[header]]`, of whose array the table is an element; its section in ``TOMLDocument/sections``.
        case arrayHeader(section: Int)
        /// The header of a table inside; it has none of its own.
        case headerBelow
        /// A dotted key.
        case dottedKey
        /// Braces.
        case inline
    }

    /// A key and its value.
    package struct Entry: Sendable, Named {
        /// The key where it is first written.
        package let key: TOMLKey
        /// The value.
        package let value: TOMLValue

        /// The key's name.
        package var name: String { key.name }
    }

    /// What made the table.
    package let origin: Origin
    /// Where its name is first written; of an inline table its brace, of the root the first place.
    package let position: Position
    let byName: OrderedByName<Entry>

    /// The keys and values in order.
    package var entries: [Entry] { byName.elements }

    /// The entry of that name.
    package func entry(_ name: String) -> Entry? {
        byName.place(of: name).map { byName[$0] }
    }

    /// The value of that name.
    package subscript(name: String) -> TOMLValue? {
        entry(name)?.value
    }

    /// The value that a path of names leads to, through tables alone.
    package func value(at path: some Collection<String>) -> TOMLValue? {
        guard let name = path.first, let value = self[name] else { return nil }
        let rest = path.dropFirst()
        return rest.isEmpty ? value : value.table?.value(at: rest)
    }
}
