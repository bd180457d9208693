extension YAMLNode {
    /// The scalar, or nil for a list or a mapping.
    public var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = self.kind else { return nil }
        return scalar
    }

    /// The list's elements, or nil for anything else.
    public var elements: [YAMLNode]? {
        guard case .sequence(let elements) = self.kind else { return nil }
        return elements
    }

    /// The mapping's pairs, or nil for anything else.
    public var pairs: [YAMLPair]? {
        guard case .mapping(let pairs) = self.kind else { return nil }
        return pairs
    }

    /// Whether the value is null: nothing, `~`, `null`, `Null` or `NULL` without quotes, or tagged `!!null`.
    public var isNull: Bool {
        guard let scalar = self.scalar else { return false }
        switch self.tag {
        case nil: return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.text)
        case "tag:yaml.org,2002:null": return true
        default: return false
        }
    }

    /// The text that go-yaml v2 puts into a Go `string`: a scalar's literal text, whatever it looks like
    /// (`0123`, `yes` and `1e3` stay as written); nil for null, a list or a mapping.
    ///
    /// A `!!binary` scalar gives its base64 text.
    public var asString: String? {
        self.isNull ? nil : self.scalar?.text
    }

    /// The truth value that go-yaml v2 puts into a Go `bool`; nil for anything it refuses, such as a quoted `"true"`,
    /// and for null.
    public var asBool: Bool? {
        guard let scalar = self.scalar else { return nil }
        switch self.tag {
        case nil: guard scalar.style == .plain else { return nil }
        case "tag:yaml.org,2002:bool": break
        default: return nil
        }
        switch scalar.text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y": return true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N": return false
        default: return nil
        }
    }
}
