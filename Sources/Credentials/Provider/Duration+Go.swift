// Go's text of a duration (`time.ParseDuration`), in which Kubernetes writes one.
extension Duration {
    /// Reads `1h30m`, `5m0s`, `1.5s`, `-2ms`, `0`; nil for anything else and for more than Go's 292 years.
    public init?(go text: String) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        guard rest != "0" else {
            self = .zero
            return
        }
        var nanoseconds: Int64 = 0
        while !rest.isEmpty {
            guard let part = Self.takeNanoseconds(from: &rest) else { return nil }
            let (sum, overflow) = nanoseconds.addingReportingOverflow(part)
            guard !overflow else { return nil }
            nanoseconds = sum
        }
        self = .nanoseconds(isNegative ? -nanoseconds : nanoseconds)
    }

    /// The same as Go writes it: `5m0s`, `1h0m0s`, `0s`; whole seconds alone.
    public var goText: String {
        let seconds = components.seconds
        let magnitude = seconds.magnitude
        let (hours, minutes) = (magnitude / 3600, magnitude / 60 % 60)
        var text = "\(magnitude % 60)s"
        if magnitude >= 60 { text = "\(minutes)m" + text }
        if hours > 0 { text = "\(hours)h" + text }
        return seconds < 0 ? "-" + text : text
    }

    /// A decimal number and its unit.
    private static func takeNanoseconds(from rest: inout Substring) -> Int64? {
        let whole = rest.prefix(while: \.isASCIIDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: Substring = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = rest.prefix(while: \.isASCIIDigit)
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let name = rest.prefix { !$0.isASCIIDigit && $0 != "." }
        rest = rest.dropFirst(name.count)
        guard let unit = units[String(name)], let count = whole.isEmpty ? 0 : Int64(whole) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        // Digits below a nanosecond of the largest unit say nothing.
        var part: Int64 = 0
        var scale = unit
        for digit in fraction.prefix(13) {
            scale /= 10
            part += Int64(digit.wholeNumberValue ?? 0) * scale
        }
        return product.addingReportingOverflow(part).overflow ? nil : product + part
    }

    private static let units: [String: Int64] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
