/// A JSON value as it was written: members in order, numbers as their text (RFC 8259).
public enum JSON: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number's literal text, whatever its size.
    case number(String)
    /// A string, its escapes resolved.
    case string(String)
    /// The elements of an array.
    case array([JSON])
    /// The members of an object, in the order written.
    case object([Member])

    /// One member of an object.
    public struct Member: Hashable, Sendable {
        /// The member's name.
        public var key: String
        /// The member's value.
        public var value: JSON

        /// A member of that name and value.
        public init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// The value of the member `key`; nil when there is none or the value is no object.
    public subscript(key: String) -> JSON? {
        object?.first { $0.key == key }?.value
    }

    /// The string, if the value is one.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements, if the value is an array.
    public var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members, if the value is an object.
    public var object: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The truth value, if the value is one.
    public var bool: Bool? {
        if case .bool(let truth) = self { truth } else { nil }
    }

    /// The number, if it is written as an integer and fits: neither `1.0` nor `1e3` counts.
    public var integer: Int64? {
        if case .number(let text) = self { Int64(text) } else { nil }
    }

    /// Whether the value is `null`.
    public var isNull: Bool {
        self == .null
    }
}

// No literal `nil`: where an optional JSON is meant, it would be taken for `null`.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// An integer.
    public init(integerLiteral value: Int64) {
        self = .number(String(value))
    }
}

extension JSON: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// A string.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// An array.
    public init(arrayLiteral elements: JSON...) {
        self = .array(elements)
    }

    /// An object with its members in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }
}
