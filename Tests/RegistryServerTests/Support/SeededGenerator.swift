/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    mutating func pick(_ text: String) -> Character {
        pick(Array(text))
    }

    mutating func text(of alphabet: String, _ lengths: ClosedRange<Int>) -> String {
        let characters = Array(alphabet)
        return String((0..<Int.random(in: lengths, using: &self)).map { _ in pick(characters) })
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        // A prime number of them, again and again: no two pieces of a round size are the same.
        var block: [UInt8] = []
        while block.count < min(count, 65_537) { withUnsafeBytes(of: next()) { block += $0 } }
        block.removeLast(max(0, block.count - 65_537))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + block.count)
        while bytes.count < count { bytes += block }
        bytes.removeLast(bytes.count - count)
        return bytes
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

    /// A valid tag, with what file systems trip over more often than chance would have it.
    mutating func tag() -> String {
        let odd = ["aux", "con", "nul", "prn", "com1", "lpt9", "Aux", "CON", "a.", "A.", "a..", "_", "_a", "0", "-"]
        let word = "abzABZ019_"
        switch Int.random(in: 0..<6, using: &self) {
        case 0: return pick(odd).replacing("-", with: "x")
        case 1: return pick(odd).replacing("-", with: "x") + pick([".", ".txt", "-", "A", "a"])
        case 2: return String(pick(word)) + text(of: word + ".-", 120...127)
        default: return String(pick(word)) + text(of: word + ".-", 0...7)
        }
    }

    /// A valid name of a repository.
    mutating func repository() -> String {
        let separators = [".", "_", "__", "-", "---", "/", "/", "/"]
        let words = [
            "aux", "con", "nul", "com1", "a", "b0", "blobs", "uploads", "manifests", "tags", "list", "library",
        ]
        var name = pick(words)
        for _ in 0..<Int.random(in: 0..<pick([3, 3, 3, 30]), using: &self) {
            let next = name + pick(separators) + pick(words)
            if next.utf8.count <= 255 { name = next }
        }
        return name
    }

    /// A digest of no content.
    mutating func digest() -> String {
        chance(70)
            ? "sha256:" + text(of: "0123456789abcdef", 64...64) : "sha512:" + text(of: "0123456789abcdef", 128...128)
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }
}
