import Registries

@testable import NodeConfiguration

// Short notations for what is read, so that a table of cases has a case a line.
extension TOMLDocument {
    init(_ text: String, options: Options = Options()) throws(TOMLError) {
        try self.init(bytes: Array(text.utf8), options: options)
    }

    /// What the document says: `key=value, table={key=<string>}`.
    var description: String { root.description }

    /// What is wrong with a text, as `detail@line:column`, before it the code unless that is `toml-syntax`, and behind
    /// it the place of the first definition; nil for a document.
    static func fault(in text: String, options: Options = Options()) -> String? {
        fault(in: Array(text.utf8), options: options)
    }

    static func fault(in bytes: [UInt8], options: Options = Options()) -> String? {
        do throws(TOMLError) {
            _ = try TOMLDocument(bytes: bytes, options: options)
            return nil
        } catch {
            return error.description
        }
    }

    /// The source's text in a range.
    func text(_ range: Range<Int>) -> String {
        String(decoding: source[range], as: UTF8.self)
    }
}

extension TOMLError {
    var description: String {
        var text = code == .syntax ? "" : code.rawValue.replacing("toml-", with: "") + "/"
        text += "\(detail)@\(position.line):\(position.column)"
        if let first { text += "<\(first.line):\(first.column)" }
        return text
    }
}

extension TOMLTable {
    var description: String {
        entries.map { "\($0.key.name)=\($0.value.description)" }.joined(separator: ", ")
    }
}

extension TOMLValue {
    var description: String {
        switch kind {
        case .string(let text): "<\(text)>"
        case .integer(let number): "\(number)"
        case .float(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .offsetDateTime(let date, let time, let offset):
            "\(date.description)T\(time.description)\(offset < 0 ? "" : "+")\(offset)"
        case .dateTime(let date, let time): "\(date.description)T\(time.description)"
        case .date(let date): date.description
        case .time(let time): time.description
        case .array(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .table(let table): "{" + table.description + "}"
        }
    }
}

extension TOMLDate {
    var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

extension TOMLTime {
    var description: String {
        "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
            + (nanosecond > 0 ? "." + padded(nanosecond, 9) : "")
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
