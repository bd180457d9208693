import TOMLKit

/// What toml++ 3.4 reads, by way of TOMLKit.
enum TOMLPlusPlus {
    /// What a text says, in the notation of ``ours(_:)``, with keys in the order of their bytes; nil if it is refused.
    static func read(_ text: String) -> String? {
        (try? TOMLKit.TOMLTable(string: text)).map { "{" + describe($0) + "}" }
    }

    private static func describe(_ table: TOMLKit.TOMLTable) -> String {
        table.keys.sorted(by: bytewise).map { "\($0)=\(table[$0].map(describe) ?? "-")" }.joined(separator: ", ")
    }

    private static func describe(_ value: any TOMLValueConvertible) -> String {
        if let text = value.string { return "<\(text)>" }
        if let number = value.int { return "\(number)" }
        if let number = value.double { return "\(number)" }
        if let truth = value.bool { return "\(truth)" }
        if let moment = value.dateTime {
            let offset = moment.offset.map { "@\($0.offset)" } ?? ""
            return "\(notation(of: moment.date))T\(notation(of: moment.time))\(offset)"
        }
        if let date = value.date { return notation(of: date) }
        if let time = value.time { return notation(of: time) }
        if let table = value.table { return "{" + describe(table) + "}" }
        guard let array = value.array else { return "?" }
        return "[" + (0..<array.count).map { describe(array[$0]) }.joined(separator: ", ") + "]"
    }

    private static func notation(of date: TOMLKit.TOMLDate) -> String { "\(date.year)-\(date.month)-\(date.day)" }

    private static func notation(of time: TOMLKit.TOMLTime) -> String {
        "\(time.hour):\(time.minute):\(time.second).\(time.nanoSecond)"
    }
}

/// Whether one text's bytes come before another's.
func bytewise(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}
