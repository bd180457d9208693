import CYaml

/// What libyaml reports, in Swift's own types.
struct YAMLEvent {
    enum Kind {
        case scalar(YAMLScalar)
        case alias
        case sequenceStart
        case mappingStart
        case collectionEnd
        case documentEnd
        case streamEnd
        case other
    }

    var kind: Kind
    var mark: YAMLMark
    var tag: String?
    /// The anchor's name; for an alias, the name it refers to.
    var anchor: String?
}

/// libyaml's parser over one text.
final class YAMLEventReader {
    private let utf8: UnsafeMutableBufferPointer<UInt8>
    /// On the heap, because libyaml keeps the address.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    init(utf8: [UInt8]) {
        self.utf8 = .allocate(capacity: utf8.count)
        _ = self.utf8.initialize(from: utf8)
        self.parser = .allocate(capacity: 1)
        self.parser.initialize(to: yaml_parser_t())
        // Fails only when memory does.
        precondition(yaml_parser_initialize(self.parser) == 1, "libyaml has no memory")
        yaml_parser_set_encoding(self.parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(self.parser, self.utf8.baseAddress, self.utf8.count)
    }

    deinit {
        yaml_parser_delete(self.parser)
        self.parser.deallocate()
        self.utf8.deallocate()
    }

    func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(self.parser, &event) == 1 else {
            throw YAMLError(diagnosing: self.parser.pointee, in: UnsafeBufferPointer(self.utf8))
        }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }
}

extension YAMLEvent {
    fileprivate init(_ event: yaml_event_t) {
        self.init(kind: .other, mark: YAMLMark(event.start_mark))
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let style = YAMLScalar.Style(scalar.style)
            self.kind = .scalar(YAMLScalar(text: String(decoding: bytes, as: UTF8.self), style: style))
            self.anchor = Self.string(scalar.anchor)
            self.tag = Self.string(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            self.kind = .sequenceStart
            self.anchor = Self.string(event.data.sequence_start.anchor)
            self.tag = Self.string(event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            self.kind = .mappingStart
            self.anchor = Self.string(event.data.mapping_start.anchor)
            self.tag = Self.string(event.data.mapping_start.tag)
        case YAML_ALIAS_EVENT:
            self.kind = .alias
            self.anchor = Self.string(event.data.alias.anchor)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: self.kind = .collectionEnd
        case YAML_DOCUMENT_END_EVENT: self.kind = .documentEnd
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: self.kind = .streamEnd
        default: break
        }
    }

    private static func string(_ text: UnsafePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }
}

extension YAMLScalar.Style {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .quoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: self = .literal
        default: self = .plain
        }
    }
}

extension YAMLMark {
    /// libyaml counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
