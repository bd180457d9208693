import Registries
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test(
        "encodes the vectors of RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(_ text: String, _ encoded: String) {
        #expect(Base64.encode(text.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test("gives back every byte string", arguments: 0..<64)
    func roundTrip(_ length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }
        let encoded = Base64.encode(bytes)
        #expect(Base64.decode(encoded) == bytes)
        #expect(Base64.decode(String(encoded.prefix { $0 != "=" })) == bytes)
    }
}
