import OCI
import Testing

@Suite("Digests")
struct DigestTests {
    static let sha256 = String(repeating: "0123456789abcdef", count: 4)
    static let sha512 = String(repeating: "0123456789abcdef", count: 8)

    @Test(
        "A digest of exact length in lower-case hex is read and written back",
        arguments: [
            "sha256:\(sha256)", "sha512:\(sha512)",
        ]
    )
    func readsBack(text: String) throws {
        let digest = try Digest(parsing: text)
        #expect(digest.description == text)
        #expect(digest.hex.utf8.count == digest.algorithm.hexLength)
    }

    @Test(
        "What could leave a URL path or a directory is no digest",
        arguments: [
            "", ":", "sha256", "sha256:", "sha256:../../x", "sha256:\(sha256.uppercased())", "sha256:\(sha256)0",
            "sha256:\(sha256.dropLast())", "sha256:\(sha512)", "sha512:\(sha256)", "SHA256:\(sha256)", ":\(sha256)",
            "sha256:\(sha256.dropLast())g", "sha256::\(sha256.dropLast())", " sha256:\(sha256)", "sha256:\(sha256) ",
            "sha256:\(sha256.dropLast())\u{FF10}", "sha256:\(sha256.dropLast(2))/.", "-sha:abc", "sha--1:abc", "md5:",
            "md5:a/b",
            "sha256:\(sha256)\n", "sha256:\(sha256)\0",
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: OCIError.self) { try Digest(parsing: text) }
        #expect(error?.code == .invalidDigest)
    }

    @Test(
        "Another algorithm is told apart from nonsense",
        arguments: [
            "md5:d41d8cd98f00b204e9800998ecf8427e", "sha384:abc", "blake3+b64:AbC-_=", "a.b_c-d+e:0",
        ]
    )
    func otherAlgorithm(text: String) {
        let error = #expect(throws: OCIError.self) { try Digest(parsing: text) }
        #expect(error?.code == .unsupportedDigest)
    }

    @Test("A hash becomes lower-case hex")
    func fromBytes() throws {
        let digest = Digest(algorithm: .sha256, bytes: (0..<32).map { UInt8($0 * 8) })
        #expect(digest.hex.hasPrefix("00081018"))
        #expect(try Digest(parsing: digest.description) == digest)
    }

    @Test("Digests are ordered by algorithm and hash")
    func ordered() throws {
        let low = Digest(algorithm: .sha256, bytes: [UInt8](repeating: 0, count: 32))
        let high = Digest(algorithm: .sha256, bytes: [UInt8](repeating: 255, count: 32))
        let long = Digest(algorithm: .sha512, bytes: [UInt8](repeating: 0, count: 64))
        #expect([long, high, low].sorted() == [low, high, long])
    }

    @Test("An error's subject is short and cannot steer a terminal")
    func subjectIsHarmless() {
        let hostile = "\u{1B}[31m\u{202E}" + String(repeating: "x", count: 4096)
        let error = #expect(throws: OCIError.self) { try Digest(parsing: hostile) }
        #expect(error?.subject.unicodeScalars.count == 129)
        #expect(error?.subject.unicodeScalars.contains("\u{1B}") == false)
        #expect(error?.subject.unicodeScalars.contains("\u{202E}") == false)
    }
}
