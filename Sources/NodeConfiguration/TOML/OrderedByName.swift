/// Something with a name that it alone has among its like.
protocol Named {
    var name: String { get }
}

/// Elements in the order they came, each found by its name.
///
/// Names are compared byte by byte as TOML has it, not by Swift's canonical equivalence.
struct OrderedByName<Element: Named> {
    private(set) var elements: [Element] = []
    private var places = NamePlaces()

    /// Where the element of that name is.
    func place(of name: String) -> Int? {
        if elements.count <= NamePlaces.fewest {
            return elements.firstIndex { $0.name.isExactly(name) }
        }
        return places.table[ExactName(text: name)]
    }

    subscript(place: Int) -> Element {
        get { elements[place] }
        _modify { yield &elements[place] }
    }

    /// Adds an element whose name is none of those that are here.
    mutating func append(_ element: Element) {
        elements.append(element)
        if elements.count == NamePlaces.fewest + 1 {
            for (place, element) in elements.enumerated() { places.table[ExactName(text: element.name)] = place }
        } else if elements.count > NamePlaces.fewest {
            places.table[ExactName(text: element.name)] = elements.count - 1
        }
    }

    /// The same names with other elements.
    func map<Other>(_ transform: (Element) -> Other) -> OrderedByName<Other> {
        var result = OrderedByName<Other>()
        result.elements = elements.map(transform)
        result.places = places
        return result
    }
}

extension OrderedByName: Sendable where Element: Sendable {}

extension OrderedByName: Equatable where Element: Equatable {
    static func == (left: Self, right: Self) -> Bool { left.elements == right.elements }
}

extension OrderedByName: Hashable where Element: Hashable {
    func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}

/// Where names are; empty while they are so few that looking at each is faster.
private struct NamePlaces {
    static let fewest = 8

    var table: [ExactName: Int] = [:]
}

private struct ExactName: Hashable, Sendable {
    var text: String

    static func == (left: Self, right: Self) -> Bool { left.text.isExactly(right.text) }

    // By its bytes: canonically equivalent names have one hash as Swift strings, and there can be thousands of them.
    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Whether the texts have the same bytes; `==` takes canonically equivalent ones for the same.
    func isExactly(_ other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
