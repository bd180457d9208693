import RegistryTesting
import Testing

@testable import RegistryClient

@Suite("A certificate that was not accepted")
struct CertificateTests {
    private func der(_ names: [String], _ addresses: [String] = [], issuer: String = "Corp Root 2") throws -> [UInt8] {
        try TestCertificateAuthority(name: issuer).issue(names: names, addresses: addresses).certificateDER
    }

    private func certificate(
        subject: String = "r.example",
        issuer: String = "Corp Root",
        isSelfIssued: Bool = false,
        names: [String] = [],
        notBefore: Int64 = 1_767_225_600,
        notAfter: Int64 = 1_798_761_600
    ) -> RegistryClientError.PeerCertificate {
        .init(
            fingerprint: "00",
            subject: subject,
            issuer: issuer,
            isSelfIssued: isSelfIssued,
            names: names,
            notBefore: notBefore,
            notAfter: notAfter
        )
    }

    @Test("is told by subject, issuer and names")
    func fields() throws {
        let fields = CertificateFields(der: try der(["localhost", "*.corp.example"], ["10.0.0.1", "2001:db8::1"]))
        #expect(fields.subject == "localhost")
        #expect(fields.issuer == "Corp Root 2")
        #expect(fields.names == ["localhost", "*.corp.example", "10.0.0.1", "2001:db8::1"])
        #expect(!fields.isSelfIssued)
    }

    @Test("says no more than it can hold, and nothing that moves a cursor")
    func hostile() throws {
        let name = "a\u{1B}[2J\r\n\u{202E}\"b\u{0}" + String(repeating: "x", count: 5000)
        let many = (0..<500).map { "n\($0).example" }
        let fields = CertificateFields(der: try der(["a b\u{7}c,\"\n"] + many, issuer: name))
        #expect(fields.names.count == CertificateFields.maximumNames)
        #expect(fields.names[0] == "a\u{FFFD}b\u{FFFD}c,\"\u{FFFD}")
        #expect(fields.issuer.hasPrefix("a\u{FFFD}[2J \u{FFFD}'b\u{FFFD}xxx"))
        #expect(fields.issuer.utf8.count <= 300)
        for text in fields.names + [fields.issuer, fields.subject] {
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0.value == 0x202E })
        }
    }

    @Test("is summed up in one line")
    func summary() {
        let dates = "valid 2026-01-01 to 2027-01-01"
        #expect(
            certificate(names: ["r.example", "10.0.0.1"]).summary
                == "r.example, issued by \"Corp Root\", names r.example 10.0.0.1, \(dates)"
        )
        #expect(certificate(isSelfIssued: true).summary == "r.example, issued by itself, \(dates)")
        #expect(certificate(subject: "A, valid", issuer: "").summary == "\"A, valid\", \(dates)")
        #expect(certificate(subject: "", issuer: "").summary == dates)
        let many = certificate(names: (0..<11).map { "n\($0)" }).summary
        #expect(many.contains("n9 and more, valid"))
    }

    @Test(
        "has days of the calendar",
        arguments: [
            (0, "1970-01-01"), (-1, "1969-12-31"), (951_782_399, "2000-02-28"), (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"), (1_798_761_599, "2026-12-31"), (4_107_542_400, "2100-03-01"),
            (253_402_300_799, "9999-12-31"), (-62_167_219_200, "0000-01-01"),
        ] as [(Int64, String)]
    )
    func dates(_ seconds: Int64, _ day: String) {
        #expect(certificate(notBefore: seconds).summary.contains("valid \(day) to"))
    }

    @Test("has some day at any time", arguments: [Int64.min, Int64.max])
    func extremes(_ seconds: Int64) {
        #expect(certificate(notBefore: seconds).summary.contains("valid "))
    }

    @Test("may be any bytes", arguments: 0..<20)
    func fuzz(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let sound = try der(["localhost"], ["10.0.0.1"])
        for _ in 0..<300 {
            var bytes = sound
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
                default: bytes.insert(contentsOf: bytes[place...].prefix(5), at: place)
                }
            }
            let fields = CertificateFields(der: bytes)
            for text in fields.names + [fields.issuer, fields.subject] {
                #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
            }
        }
    }
}
