extension RegistryClientError {
    /// The certificate that a server showed and that was not accepted.
    ///
    /// Its texts are the server's: bounded, without control characters, and empty where they could not be read.
    public struct PeerCertificate: Hashable, Sendable {
        /// Lower-case hex of the SHA-256 of its DER form.
        public var fingerprint: String
        /// Whom it is for: the common name, with the organization behind a comma where there is one.
        public var subject: String
        /// Who signed it, by its own account; written as the subject is.
        public var issuer: String
        /// Whether subject and issuer are the same, as in a self-signed certificate.
        public var isSelfIssued: Bool
        /// The DNS names and IP addresses it is good for, at most 100.
        public var names: [String]
        /// Seconds since 1970.
        public var notBefore: Int64
        /// Seconds since 1970.
        public var notAfter: Int64

        /// A certificate as it was shown.
        public init(
            fingerprint: String,
            subject: String,
            issuer: String,
            isSelfIssued: Bool = false,
            names: [String],
            notBefore: Int64,
            notAfter: Int64
        ) {
            self.fingerprint = fingerprint
            self.subject = subject
            self.issuer = issuer
            self.isSelfIssued = isSelfIssued
            self.names = names
            self.notBefore = notBefore
            self.notAfter = notAfter
        }
    }
}

extension RegistryClientError.PeerCertificate {
    private static let maximumNamesShown = 10

    /// One line: `r.example, issued by "Corp Root", names r.example 10.0.0.1, valid 2026-01-01 to 2027-01-01`.
    public var summary: String {
        var parts: [String] = []
        // Bare only what cannot be taken for another part of the line.
        let isPlain = subject.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
        if !subject.isEmpty { parts.append(isPlain ? subject : "\"\(subject)\"") }
        if isSelfIssued {
            parts.append("issued by itself")
        } else if !issuer.isEmpty {
            parts.append("issued by \"\(issuer)\"")
        }
        if !names.isEmpty {
            let more = names.count > Self.maximumNamesShown ? " and more" : ""
            parts.append("names \(names.prefix(Self.maximumNamesShown).joined(separator: " "))\(more)")
        }
        parts.append("valid \(Self.date(notBefore)) to \(Self.date(notAfter))")
        return parts.joined(separator: ", ")
    }

    /// The day in UTC, `2026-01-31`; the calendar counts from March, so that the leap day is the last of its year.
    private static func date(_ seconds: Int64) -> String {
        func quotient(_ value: Int64, _ divisor: Int64) -> Int64 {
            value / divisor - (value % divisor < 0 ? 1 : 0)
        }
        let day = quotient(seconds, 86_400) + 719_468
        let era = quotient(day, 146_097)
        let dayOfEra = day - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        return "\(padded(year, 4))-\(padded(month < 10 ? month + 3 : month - 9, 2))-\(padded(dayOfMonth, 2))"
    }
}
