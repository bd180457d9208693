/// Code for a piece of a pattern, from which larger pieces are put together.
struct PatternFragment {
    typealias Instruction = PatternProgram.Instruction

    var code: [Instruction] = []
    /// Whether the piece can match without consuming anything.
    var isNullable = true
    /// The largest product of nested counts in the piece, which RE2 limits.
    var repeatProduct = 1

    init() {}

    init(consuming instruction: Instruction) {
        self.code = [instruction]
        self.isNullable = false
    }

    init(asserting assertion: PatternProgram.Assertion) {
        self.code = [.assert(assertion)]
    }

    /// Puts another piece behind this one.
    mutating func append(_ next: PatternFragment) {
        self.code += next.code
        self.isNullable = self.isNullable && next.isNullable
        self.repeatProduct = max(self.repeatProduct, next.repeatProduct)
    }

    /// This piece or, if that leads nowhere, one of the others.
    static func alternation(_ alternatives: [PatternFragment]) -> PatternFragment {
        guard var result = alternatives.last else { return PatternFragment() }
        let length = alternatives.reduce(0) { $0 + $1.code.count + 2 } - 2
        var code: [Instruction] = []
        code.reserveCapacity(length)
        for alternative in alternatives.dropLast() {
            code.append(.split(1, alternative.code.count + 2))
            code += alternative.code
            code.append(.jump(length - code.count))
            result.isNullable = result.isNullable || alternative.isNullable
            result.repeatProduct = max(result.repeatProduct, alternative.repeatProduct)
        }
        result.code = code + result.code
        return result
    }

    func captured(as group: Int) -> PatternFragment {
        var result = self
        result.code = [.save(2 * group)] + self.code + [.save(2 * group + 1)]
        return result
    }

    func optional(isLazy: Bool) -> PatternFragment {
        var result = self
        result.code = [Self.split(1, self.code.count + 1, isLazy: isLazy)] + self.code
        result.isNullable = true
        return result
    }

    func oneOrMore(isLazy: Bool) -> PatternFragment {
        var result = self
        result.code.append(Self.split(-self.code.count, 1, isLazy: isLazy))
        return result
    }

    func zeroOrMore(isLazy: Bool) -> PatternFragment {
        // A loop around a piece that can be empty would prefer to skip it; as (x+)? the order of preference is right
        // (golang/go#46123).
        if self.isNullable { return self.oneOrMore(isLazy: isLazy).optional(isLazy: isLazy) }
        var result = self
        let length = self.code.count
        result.code = [Self.split(1, length + 2, isLazy: isLazy)] + self.code + [.jump(-length - 1)]
        result.isNullable = true
        return result
    }

    /// `{minimum,maximum}`; no maximum means any number.
    func repeated(_ minimum: Int, _ maximum: Int?, isLazy: Bool) -> PatternFragment {
        var result = PatternFragment()
        guard let maximum else {
            guard minimum > 0 else { return self.zeroOrMore(isLazy: isLazy) }
            for _ in 1..<minimum { result.append(self) }
            result.append(self.oneOrMore(isLazy: isLazy))
            result.repeatProduct = self.repeatProduct * minimum
            return result
        }
        guard maximum > 0 else { return result }
        for _ in 0..<minimum { result.append(self) }
        // x{2,4} is xx(x(x)?)?: each further copy can skip all that follow.
        let optionalLength = (maximum - minimum) * (self.code.count + 1)
        for copy in 0..<(maximum - minimum) {
            result.code.append(Self.split(1, optionalLength - copy * (self.code.count + 1), isLazy: isLazy))
            result.code += self.code
        }
        result.isNullable = minimum == 0 || self.isNullable
        result.repeatProduct = self.repeatProduct * maximum
        return result
    }

    private static func split(_ first: Int, _ second: Int, isLazy: Bool) -> Instruction {
        isLazy ? .split(second, first) : .split(first, second)
    }
}
