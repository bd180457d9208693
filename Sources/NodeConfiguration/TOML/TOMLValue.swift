package import Registries

/// A value and where it stands.
package struct TOMLValue: Sendable {
    /// What the value is.
    package enum Kind: Sendable {
        /// A string, its escapes resolved; line ends inside a multi-line string stay as written.
        case string(String)
        /// An integer.
        case integer(Int64)
        /// A float; only `inf` itself is infinite.
        case float(Double)
        /// `true` or `false`.
        case boolean(Bool)
        /// A date and time, with the minutes by which it is ahead of UTC.
        case offsetDateTime(TOMLDate, TOMLTime, offset: Int)
        /// A date and time of no time zone.
        case dateTime(TOMLDate, TOMLTime)
        /// A date alone.
        case date(TOMLDate)
        /// A time alone.
        case time(TOMLTime)
        /// An array, be it written in brackets or made by `[[headers]]`.
        case array([TOMLValue])
        /// A table, however it is written: see ``TOMLTable/origin``.
        case table(TOMLTable)
    }

    /// What the value is.
    package let kind: Kind
    /// Where it starts; of a table that is not inline, and of an array of such tables, where its name is first written.
    package let position: Position
    /// Its bytes in the source; of a table that is not inline, and of an array of such tables, those of its name where
    /// it is first written.
    package let range: Range<Int>

    /// The string, if the value is one.
    package var string: String? {
        if case .string(let text) = kind { text } else { nil }
    }

    /// The integer, if the value is one.
    package var integer: Int64? {
        if case .integer(let number) = kind { number } else { nil }
    }

    /// The truth value, if the value is one.
    package var boolean: Bool? {
        if case .boolean(let truth) = kind { truth } else { nil }
    }

    /// The elements, if the value is an array.
    package var array: [TOMLValue]? {
        if case .array(let elements) = kind { elements } else { nil }
    }

    /// The table, if the value is one.
    package var table: TOMLTable? {
        if case .table(let table) = kind { table } else { nil }
    }
}

/// A date of the Gregorian calendar.
package struct TOMLDate: Hashable, Sendable {
    /// 0 to 9999.
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31, as many as the month has.
    package let day: Int
}

/// A time of day.
package struct TOMLTime: Hashable, Sendable {
    /// 0 to 23.
    package let hour: Int
    /// 0 to 59.
    package let minute: Int
    /// 0 to 60, for RFC 3339 has leap seconds.
    package let second: Int
    /// The fraction of a second, cut after nine digits.
    package let nanosecond: Int
}
