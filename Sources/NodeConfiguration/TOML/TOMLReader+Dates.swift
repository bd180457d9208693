extension TOMLReader {
    /// Reads what begins with a date: alone, or with a time behind it, or with that and an offset.
    mutating func readDate(from start: Int) throws(TOMLError) -> TOMLValue.Kind {
        offset = start
        let date = try readDate()
        guard takeDateTimeSeparator() else {
            try endWord("date")
            return .date(date)
        }
        let time = try readTime()
        guard let minutes = try readUTCOffset() else {
            try endWord("time")
            return .dateTime(date, time)
        }
        try endWord("utc-offset")
        return .offsetDateTime(date, time, offset: minutes)
    }

    /// Reads a time alone.
    mutating func readTime(from start: Int) throws(TOMLError) -> TOMLValue.Kind {
        offset = start
        let time = try readTime()
        try endWord("time")
        return .time(time)
    }

    private mutating func readDate() throws(TOMLError) -> TOMLDate {
        let start = offset
        let year = try readDigits(4, "date")
        guard take("-") else { throw syntax("date") }
        let month = try readDigits(2, "date")
        guard take("-") else { throw syntax("date") }
        let day = try readDigits(2, "date")
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day) else {
            throw syntax("date", at: start)
        }
        return TOMLDate(year: year, month: month, day: day)
    }

    private mutating func readTime() throws(TOMLError) -> TOMLTime {
        let start = offset
        let hour = try readDigits(2, "time")
        guard take(":") else { throw syntax("time") }
        let minute = try readDigits(2, "time")
        guard take(":") else { throw syntax("time") }
        let second = try readDigits(2, "time")
        guard hour <= 23, minute <= 59, second <= 60 else { throw syntax("time", at: start) }
        var nanosecond = 0
        if take(".") {
            let first = offset
            while let byte = peek, byte.isDecimalDigit {
                if offset < first + 9 { nanosecond = nanosecond * 10 + Int(byte - UInt8(ascii: "0")) }
                offset += 1
            }
            guard offset > first else { throw syntax("time") }
            for _ in min(offset - first, 9)..<9 { nanosecond *= 10 }
        }
        return TOMLTime(hour: hour, minute: minute, second: second, nanosecond: nanosecond)
    }

    /// The minutes ahead of UTC, if an offset follows.
    private mutating func readUTCOffset() throws(TOMLError) -> Int? {
        let start = offset
        if take("Z") || take("z") { return 0 }
        let isNegative = peek == UInt8(ascii: "-")
        guard take("+") || take("-") else { return nil }
        let hours = try readDigits(2, "utc-offset")
        guard take(":") else { throw syntax("utc-offset") }
        let minutes = try readDigits(2, "utc-offset")
        guard hours <= 23, minutes <= 59 else { throw syntax("utc-offset", at: start) }
        return (hours * 60 + minutes) * (isNegative ? -1 : 1)
    }

    /// Goes past a `T`, or past one space if a time seems to follow.
    private mutating func takeDateTimeSeparator() -> Bool {
        if take("T") || take("t") { return true }
        guard peek == 0x20, offset + 1 < bytes.count, bytes[offset + 1].isDecimalDigit else { return false }
        offset += 1
        return true
    }

    private mutating func readDigits(_ count: Int, _ rule: String) throws(TOMLError) -> Int {
        var value = 0
        for _ in 0..<count {
            guard let byte = peek, byte.isDecimalDigit else { throw syntax(rule) }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            offset += 1
        }
        return value
    }

    /// Sees to it that nothing is stuck to a date or time.
    private func endWord(_ rule: String) throws(TOMLError) {
        if let byte = peek, byte.isBareKey || [UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "+")].contains(byte) {
            throw syntax(rule)
        }
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
