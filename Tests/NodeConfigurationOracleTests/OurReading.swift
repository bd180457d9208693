import NodeConfiguration

/// What our reader makes of a text, in a notation that has all values and no order of keys.
func ours(_ text: String) throws(TOMLError) -> String {
    let document = try TOMLDocument(bytes: Array(text.utf8))
    return "{" + describe(document.root) + "}"
}

private func describe(_ table: TOMLTable) -> String {
    table.entries.sorted { bytewise($0.key.name, $1.key.name) }.map { "\($0.key.name)=\(describe($0.value))" }
        .joined(separator: ", ")
}

private func describe(_ value: TOMLValue) -> String {
    switch value.kind {
    case .string(let text): "<\(text)>"
    case .integer(let number): "\(number)"
    case .float(let number): "\(number)"
    case .boolean(let truth): "\(truth)"
    case .offsetDateTime(let date, let time, let offset): "\(notation(of: date))T\(notation(of: time))@\(offset)"
    case .dateTime(let date, let time): "\(notation(of: date))T\(notation(of: time))"
    case .date(let date): notation(of: date)
    case .time(let time): notation(of: time)
    case .array(let elements): "[" + elements.map(describe).joined(separator: ", ") + "]"
    case .table(let table): "{" + describe(table) + "}"
    }
}

private func notation(of date: TOMLDate) -> String { "\(date.year)-\(date.month)-\(date.day)" }

private func notation(of time: TOMLTime) -> String {
    "\(time.hour):\(time.minute):\(time.second).\(time.nanosecond)"
}
