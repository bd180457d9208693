/// The name of an upload: 128 random bits in lower-case hex, which nobody can guess.
public struct UploadID: Hashable, Sendable, CustomStringConvertible {
    /// The 32 digits.
    public let description: String

    /// A new name.
    public init(using generator: inout some RandomNumberGenerator) {
        let digits = Array("0123456789abcdef".utf8)
        let text = (0..<32).map { _ in digits[Int(generator.next(upperBound: UInt(16)))] }
        description = String(decoding: text, as: UTF8.self)
    }

    /// Nil for anything but 32 digits, so that a value is safe in a file's name.
    public init?(parsing text: String) {
        let isHex = { (byte: UInt8) in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard text.utf8.count == 32, text.utf8.allSatisfy(isHex) else { return nil }
        description = text
    }
}
