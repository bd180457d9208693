/// What a registries.yaml says: the schema of K3s and RKE2, in document order.
public struct RegistriesConfiguration: Hashable, Sendable {
    /// One entry of `mirrors`.
    public struct Mirror: Hashable, Sendable {
        public var endpoints: [Located<String>]
        public var rewrites: [RewriteRule]

        public init(endpoints: [Located<String>] = [], rewrites: [RewriteRule] = []) {
            self.endpoints = endpoints
            self.rewrites = rewrites
        }
    }

    /// One entry of `configs`.
    public struct Host: Hashable, Sendable {
        public var auth: AuthConfiguration?
        public var tls: TLSSettings?

        public init(auth: AuthConfiguration? = nil, tls: TLSSettings? = nil) {
            self.auth = auth
            self.tls = tls
        }
    }

    /// A pattern and its replacement.
    public struct RewriteRule: Hashable, Sendable {
        public var pattern: String
        public var replacement: String
        public var position: Position?

        public init(pattern: String, replacement: String, at position: Position? = nil) {
            self.pattern = pattern
            self.replacement = replacement
            self.position = position
        }
    }

    public var mirrors: Entries<Mirror>
    public var configs: Entries<Host>
    /// What there is to say about the file short of refusing it.
    public var warnings: [Complaint]

    public init(mirrors: Entries<Mirror> = [:], configs: Entries<Host> = [:], warnings: [Complaint] = []) {
        self.mirrors = mirrors
        self.configs = configs
        self.warnings = warnings
    }
}

/// A value and where the file says it.
public struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    public var position: Position?

    public init(_ value: Value, at position: Position? = nil) {
        self.value = value
        self.position = position
    }
}

/// A mapping of a file: unique keys in document order, with their positions.
public struct Entries<Value: Hashable & Sendable>: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var keys: [String] = []
    private var values: [String: Located<Value>] = [:]

    public init(dictionaryLiteral elements: (String, Value)...) {
        for (key, value) in elements {
            set(key, to: Located(value))
        }
    }

    public subscript(key: String) -> Value? { values[key]?.value }

    /// Where `key` stands.
    public func position(of key: String) -> Position? { values[key]?.position }

    /// Sets or replaces a value; a replaced key keeps its place in the order.
    public mutating func set(_ key: String, to value: Located<Value>) {
        if values.updateValue(value, forKey: key) == nil {
            keys.append(key)
        }
    }
}
