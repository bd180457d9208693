/// `Retry-After` (RFC 9110 §10.2.3): seconds or a date.
enum RetryAfter {
    /// - Parameters:
    ///   - date: the answer's own `Date`, against which a date is read, so that clocks need not agree.
    ///   - now: seconds since 1970, used where there is no `Date`.
    /// - Returns: nil for what cannot be read or lies in the past.
    static func parse(_ text: String, date: String?, now: Int64) -> Duration? {
        let trimmed = text.drop { $0 == " " }
        if let seconds = Int64(trimmed.prefix { $0 != " " }) {
            // Beyond a year there is nothing to tell apart.
            return seconds < 0 ? nil : .seconds(min(seconds, 31_536_000))
        }
        guard let then = HTTPDate.parse(String(trimmed)) else { return nil }
        let seconds = then - (date.flatMap(HTTPDate.parse) ?? now)
        return seconds < 0 ? nil : .seconds(min(seconds, 31_536_000))
    }
}

/// HTTP dates (RFC 9110 §5.6.7): the preferred form and the two obsolete ones.
package enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Returns: seconds since 1970.
    package static func parse(_ text: String) -> Int64? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        switch words.count {
        case 6 where words[5] == "GMT":
            // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT
            return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
        case 5:
            // Sun Nov  6 08:49:37 1994
            return seconds(day: words[2], month: words[1], year: words[4], time: words[3])
        default:
            return nil
        }
    }

    private static func seconds(day: String, month: String, year: String, time: String) -> Int64? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard let day = Int64(day), (1...31).contains(day), let month = months.firstIndex(of: month),
            var year = Int64(year), (0...9999).contains(year), clock.count == 3,
            let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        return days(year: year, month: Int64(month + 1), day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
