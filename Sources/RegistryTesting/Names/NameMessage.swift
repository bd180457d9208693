/// A query as it stands on the wire, and the response to it.
struct NameMessage: Hashable, Sendable {
    /// More than any query has: a name of 255 bytes and a few options.
    static let largestQuery = 1_024

    private static let headSize = 12

    var identifier: UInt16
    /// Whether the client wants the server to ask others.
    var wantsRecursion: Bool
    var name: String
    var record: NameQuestion.Record
    /// Name, type and class as they came, for the response.
    private var question: [UInt8]

    /// Reads a query with one question of the Internet class; nil if it is none.
    init?(parsing bytes: [UInt8]) {
        guard bytes.count >= Self.headSize, bytes.count <= Self.largestQuery else { return nil }
        let isQuery = bytes[2] & 0xf8 == 0
        guard isQuery, Self.number(bytes, at: 4) == 1, Self.number(bytes, at: 6) == 0 else { return nil }
        var place = Self.headSize
        var labels: [String] = []
        while true {
            guard place < bytes.count else { return nil }
            let length = Int(bytes[place])
            place += 1
            if length == 0 { break }
            // Longer ones are pointers, which nothing in a query can point to.
            guard length < 64, place + length <= bytes.count else { return nil }
            labels.append(String(decoding: bytes[place..<(place + length)], as: UTF8.self).lowercased())
            place += length
            guard place - Self.headSize <= 254 else { return nil }
        }
        guard place + 4 <= bytes.count, Self.number(bytes, at: place + 2) == 1 else { return nil }
        self.identifier = Self.number(bytes, at: 0)
        self.wantsRecursion = bytes[2] & 1 == 1
        self.name = labels.joined(separator: ".")
        self.record = NameQuestion.Record(number: Self.number(bytes, at: place))
        self.question = Array(bytes[Self.headSize..<(place + 4)])
    }

    /// The response; nil if there is none.
    func response(_ outcome: NameReaction) -> [UInt8]? {
        switch outcome {
        case .addresses(let all): self.response(addresses: all)
        case .missing: self.head(code: 3) + self.question
        case .failure: self.head(code: 2) + self.question
        case .truncated: self.head(code: 0, isTruncated: true) + self.question
        case .silence, .first: nil
        }
    }

    private func response(addresses: [String]) -> [UInt8] {
        let size =
            switch self.record {
            case .v4: 4
            case .v6: 16
            case .other: 0
            }
        let fitting = addresses.compactMap { try? TestIdentity.addressBytes($0) }.filter { $0.count == size }
        var bytes = self.head(code: 0, answers: UInt16(fitting.count)) + self.question
        for address in fitting {
            // A pointer to the question's name, the type, the class, no time to live.
            bytes += [0xc0, UInt8(Self.headSize)] + Self.bytes(self.record.number) + [0, 1, 0, 0, 0, 0]
            bytes += Self.bytes(UInt16(size)) + address
        }
        return bytes
    }

    private func head(code: UInt8, answers: UInt16 = 0, isTruncated: Bool = false) -> [UInt8] {
        let flags: [UInt8] = [0x84 | (isTruncated ? 2 : 0) | (self.wantsRecursion ? 1 : 0), 0x80 | code]
        return Self.bytes(self.identifier) + flags + [0, 1] + Self.bytes(answers) + [0, 0, 0, 0]
    }

    private static func number(_ bytes: [UInt8], at place: Int) -> UInt16 {
        UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
    }

    private static func bytes(_ number: UInt16) -> [UInt8] {
        [UInt8(number >> 8), UInt8(number & 0xff)]
    }
}
