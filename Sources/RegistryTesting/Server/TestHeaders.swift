/// Header fields in the order they were written; names compare without regard to case.
public struct TestHeaders: Hashable, Sendable {
    /// One line of a header section.
    public struct Field: Hashable, Sendable {
        /// The name as written.
        public var name: String
        /// The value without surrounding white space.
        public var value: String

        /// Makes a field; nothing is checked, so that a test can write what no server should.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        func isNamed(_ other: String) -> Bool {
            self.name.count == other.count && self.name.lowercased() == other.lowercased()
        }
    }

    /// All fields, first line first.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The first value of `name`; setting replaces every line of that name, nil removes them.
    public subscript(name: String) -> String? {
        get { self.fields.first { $0.isNamed(name) }?.value }
        set {
            guard let newValue else { return self.remove(name) }
            guard let first = self.fields.firstIndex(where: { $0.isNamed(name) }) else {
                return self.append(name, newValue)
            }
            self.fields[first].value = newValue
            let later = self.fields[(first + 1)...].filter { !$0.isNamed(name) }
            self.fields.replaceSubrange((first + 1)..., with: later)
        }
    }

    /// Every value of `name`, first line first.
    public func all(_ name: String) -> [String] {
        self.fields.filter { $0.isNamed(name) }.map(\.value)
    }

    /// Adds a line, also when the name is there already.
    public mutating func append(_ name: String, _ value: String) {
        self.fields.append(Field(name: name, value: value))
    }

    /// Removes every line of that name.
    public mutating func remove(_ name: String) {
        self.fields.removeAll { $0.isNamed(name) }
    }

    /// Replaces the lines of each name in `other` by those of `other`.
    public mutating func merge(_ other: TestHeaders) {
        for field in other.fields { self.remove(field.name) }
        self.fields += other.fields
    }
}

extension TestHeaders: ExpressibleByDictionaryLiteral {
    /// Makes one line for each pair; a name may come more than once.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.fields = elements.map { Field(name: $0.0, value: $0.1) }
    }
}
