/// What a pattern compiles to: code for ``PatternMachine``.
struct PatternProgram: Sendable, Hashable {
    /// One instruction. Jumps are relative, so that code can be copied for a `{n}` and put behind other code as it is.
    enum Instruction: Sendable, Hashable {
        /// Consumes exactly this scalar.
        case scalar(UInt32)
        /// Consumes any scalar.
        case any
        /// Consumes any scalar but `\n`.
        case anyButNewline
        /// Consumes a scalar of the class with this index.
        case scalarClass(Int)
        /// Goes on at both distances, and prefers the first.
        case split(Int, Int)
        /// Goes on at a distance.
        case jump(Int)
        /// Records the position in a slot: 2n and 2n + 1 are start and end of group n.
        case save(Int)
        /// Goes on if the position is right.
        case assert(Assertion)
        /// Ends with a match.
        case match
    }

    /// A condition on a position.
    enum Assertion: Sendable, Hashable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
    }

    var instructions: [Instruction]
    var classes: [ScalarClass]
    /// Capturing groups, the whole match not counted.
    var groupCount: Int
    var groupNames: [String: Int]

    /// The group that a template's name stands for. A number without leading zeros counts, anything else is a name.
    func group(named name: String) -> Int? {
        let isNumber = name.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, name == "0" || !name.hasPrefix("0") else { return self.groupNames[name] }
        guard name.utf8.count <= 9, let number = Int(name) else { return self.groupNames[name] }
        return number <= self.groupCount ? number : nil
    }
}
