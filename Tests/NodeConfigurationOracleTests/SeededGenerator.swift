/// SplitMix64: the same seed gives the same run on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    /// The bytes with a few of them changed, taken out, doubled, or replaced by `tokens`.
    mutating func mutated(_ bytes: [UInt8], tokens: [String]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let position = Int.random(in: 0...result.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: result.insert(contentsOf: pick(tokens).utf8, at: position)
            case 1: result.insert(UInt8.random(in: 0...255, using: &self), at: position)
            case 2 where position < result.count: result.remove(at: position)
            case 3 where position < result.count: result[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            default: result.insert(contentsOf: result.suffix(from: position).prefix(8), at: position)
            }
        }
        return result
    }
}
