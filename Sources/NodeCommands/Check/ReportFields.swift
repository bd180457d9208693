import OCI

/// One object of a report that another machine wrote: every value is of the documented type and of bounded size, or
/// reading fails with its path. Members that are not asked for are passed over.
struct ReportFields {
    private let members: [String: JSON]
    private let path: String

    /// How many elements a list may have.
    static let largestCount = 10_000
    /// How many UTF-8 bytes a text may have.
    static let largestText = 16 << 10
    /// How many values `detail` or `evidence` may hold, all levels together.
    static let largestDetail = 4_000

    init(_ json: JSON, path: String) throws(ReportError) {
        guard let object = json.object else { throw ReportError(path, .wrongType) }
        members = Dictionary(object.map { ($0.key, $0.value) }) { first, _ in first }
        self.path = path
    }

    func text(_ key: String) throws(ReportError) -> String {
        guard let value = members[key] else { throw ReportError(place(key), .missing) }
        return try Self.text(value, path: place(key))
    }

    func optionalText(_ key: String) throws(ReportError) -> String? {
        guard let value = members[key], !value.isNull else { return nil }
        return try Self.text(value, path: place(key))
    }

    func choice<Choice: RawRepresentable<String>>(_ key: String) throws(ReportError) -> Choice {
        guard let choice = Choice(rawValue: try text(key)) else { throw ReportError(place(key), .wrongValue) }
        return choice
    }

    func truth(_ key: String) throws(ReportError) -> Bool {
        guard let value = members[key] else { throw ReportError(place(key), .missing) }
        guard let truth = value.bool else { throw ReportError(place(key), .wrongType) }
        return truth
    }

    /// A number from 1, as endpoints have them.
    func number(_ key: String) throws(ReportError) -> Int {
        guard let number = try optionalNumber(key) else { throw ReportError(place(key), .missing) }
        return number
    }

    func optionalNumber(_ key: String) throws(ReportError) -> Int? {
        guard let value = members[key], !value.isNull else { return nil }
        guard let number = value.integer else { throw ReportError(place(key), .wrongType) }
        guard (1...Int64(Self.largestCount)).contains(number) else { throw ReportError(place(key), .wrongValue) }
        return Int(number)
    }

    func seconds(_ key: String) throws(ReportError) -> Double {
        guard let value = members[key] else { throw ReportError(place(key), .missing) }
        guard case .number(let text) = value, let seconds = Double(text) else {
            throw ReportError(place(key), .wrongType)
        }
        guard (0...1e6).contains(seconds) else { throw ReportError(place(key), .wrongValue) }
        return seconds
    }

    /// An object whose members are anything, as long as they are not many and not long.
    func detail(_ key: String) throws(ReportError) -> JSON {
        guard let value = members[key] else { throw ReportError(place(key), .missing) }
        guard value.object != nil else { throw ReportError(place(key), .wrongType) }
        var rest = Self.largestDetail
        guard Self.isBounded(value, rest: &rest) else { throw ReportError(place(key), .tooLarge) }
        return value
    }

    func texts(_ key: String) throws(ReportError) -> [String] {
        try elements(key) { value, path throws(ReportError) in try Self.text(value, path: path) }
    }

    func objects<Element>(
        _ key: String,
        _ read: (ReportFields) throws(ReportError) -> Element
    ) throws(ReportError) -> [Element] {
        try elements(key) { value, path throws(ReportError) in try read(ReportFields(value, path: path)) }
    }

    /// Where a member stands.
    func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func elements<Element>(
        _ key: String,
        _ read: (JSON, String) throws(ReportError) -> Element
    ) throws(ReportError) -> [Element] {
        guard let value = members[key] else { throw ReportError(place(key), .missing) }
        guard let array = value.array else { throw ReportError(place(key), .wrongType) }
        guard array.count <= Self.largestCount else { throw ReportError(place(key), .tooLarge) }
        var elements: [Element] = []
        elements.reserveCapacity(array.count)
        for (index, element) in array.enumerated() {
            elements.append(try read(element, "\(place(key))[\(index)]"))
        }
        return elements
    }

    private static func text(_ value: JSON, path: String) throws(ReportError) -> String {
        guard let text = value.string else { throw ReportError(path, .wrongType) }
        guard text.utf8.count <= largestText else { throw ReportError(path, .tooLarge) }
        return text
    }

    private static func isBounded(_ value: JSON, rest: inout Int) -> Bool {
        rest -= 1
        guard rest >= 0 else { return false }
        switch value {
        case .null, .bool: return true
        case .number(let text): return text.utf8.count <= 64
        case .string(let text): return text.utf8.count <= largestText
        case .array(let elements):
            for element in elements where !isBounded(element, rest: &rest) { return false }
        case .object(let members):
            for member in members {
                guard member.key.utf8.count <= 256, isBounded(member.value, rest: &rest) else { return false }
            }
        }
        return true
    }
}
