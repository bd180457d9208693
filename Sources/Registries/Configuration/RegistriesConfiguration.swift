/// What a registries.yaml says: the schema of K3s and RKE2, in document order.
public struct RegistriesConfiguration: Hashable, Sendable {
    /// One entry of `mirrors`.
    public struct Mirror: Hashable, Sendable {
        /// Where to look first, in order.
        public var endpoints: [Located<String>]
        /// Rules for the repository's name, in the order of the file.
        public var rewrites: [RewriteRule]

        /// An entry from its parts.
        public init(endpoints: [Located<String>] = [], rewrites: [RewriteRule] = []) {
            self.endpoints = endpoints
            self.rewrites = rewrites
        }
    }

    /// One entry of `configs`.
    public struct Host: Hashable, Sendable {
        /// The credential.
        public var auth: AuthConfiguration?
        /// The TLS settings.
        public var tls: TLSSettings?

        /// An entry from its parts.
        public init(auth: AuthConfiguration? = nil, tls: TLSSettings? = nil) {
            self.auth = auth
            self.tls = tls
        }
    }

    /// A pattern and its replacement.
    public struct RewriteRule: Hashable, Sendable {
        /// A regular expression (RE2), unanchored.
        public var pattern: String
        /// A template by Go's rules.
        public var replacement: String
        /// Where; nil for what no file says.
        public var position: Position?

        /// A rule from its parts.
        public init(pattern: String, replacement: String, at position: Position? = nil) {
            self.pattern = pattern
            self.replacement = replacement
            self.position = position
        }
    }

    /// `mirrors`: registry name, or `*`, to where to look instead.
    public var mirrors: Entries<Mirror>
    /// `configs`: host, or `*`, to credential and TLS settings.
    public var configs: Entries<Host>
    /// What there is to say about the file short of refusing it.
    public var warnings: [Complaint]

    /// A configuration from its parts.
    public init(mirrors: Entries<Mirror> = [:], configs: Entries<Host> = [:], warnings: [Complaint] = []) {
        self.mirrors = mirrors
        self.configs = configs
        self.warnings = warnings
    }
}

/// A value and where the file says it.
public struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What is written.
    public var value: Value
    /// Where; nil for what no file says.
    public var position: Position?

    /// A value and its place.
    public init(_ value: Value, at position: Position? = nil) {
        self.value = value
        self.position = position
    }
}

/// A mapping of a file: unique keys in document order, with their positions.
public struct Entries<Value: Hashable & Sendable>: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// The keys, in the order of the file.
    public private(set) var keys: [String] = []
    private var values: [String: Located<Value>] = [:]

    /// Entries without positions; a repeated key counts as its last.
    public init(dictionaryLiteral elements: (String, Value)...) {
        for (key, value) in elements {
            set(key, to: Located(value))
        }
    }

    /// The value under `key`.
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
