/// Runs a program in lockstep over a text (Thompson, Pike): each instruction at most once for each position,
/// whatever the pattern.
struct PatternMachine {
    /// The threads at one position, the preferred first, with what each has captured.
    private struct Threads {
        /// The consuming or matching instructions, in order of preference.
        var counters: [Int] = []
        /// A row for each counter: the start of its match, then the wanted slots.
        var rows: [Int] = []

        mutating func removeAll() {
            self.counters.removeAll(keepingCapacity: true)
            self.rows.removeAll(keepingCapacity: true)
        }
    }

    /// What is left to do while following jumps.
    private enum Pending {
        case visit(Int)
        case restore(column: Int, position: Int)
    }

    /// The program's code, with columns of a row for the slots that are wanted and nothing to do for the others.
    private let instructions: [PatternProgram.Instruction]
    private let classes: [ScalarClass]
    /// The threads of the position that is being prepared.
    private var threads = Threads()
    /// For each instruction the generation, which is one for each position, in which it was last visited.
    private var visited: [Int]
    private var generation = 0
    private var pending: [Pending] = []
    /// The row of the thread at hand.
    private var row: [Int]

    /// The wanted slots of the last match; -1 where a group took no part.
    private(set) var captures: [Int]
    /// The instructions run so far, over all searches.
    private(set) var steps = 0

    init(program: PatternProgram, captureSlots: [Int]) {
        self.classes = program.classes
        self.instructions = program.instructions.map { instruction in
            guard case .save(let slot) = instruction else { return instruction }
            return captureSlots.firstIndex(of: slot).map { .save($0 + 1) } ?? .jump(1)
        }
        self.visited = Array(repeating: 0, count: program.instructions.count)
        self.captures = Array(repeating: -1, count: captureSlots.count)
        self.row = Array(repeating: -1, count: captureSlots.count + 1)
    }

    /// The first match that starts at or after a position; of those that start there, the preferred.
    mutating func firstMatch(in text: [UInt32], from start: Int) -> Range<Int>? {
        var found: Range<Int>?
        var running = Threads()
        self.threads.removeAll()
        self.generation += 1
        for position in start...text.count {
            if found == nil {
                // A thread that starts here comes after those that started earlier.
                for column in self.row.indices { self.row[column] = -1 }
                self.row[0] = position
                self.follow(0, in: text, at: position)
            } else if self.threads.counters.isEmpty {
                break
            }
            swap(&running, &self.threads)
            self.threads.removeAll()
            self.generation += 1
            if self.step(running, in: text, at: position) {
                found = self.row[0]..<position
                self.captures = Array(self.row[1...])
            }
        }
        return found
    }

    /// Lets each thread consume the scalar at a position. True if one matches there, with its row in `row`; the
    /// threads behind it are then of no use.
    private mutating func step(_ running: Threads, in text: [UInt32], at position: Int) -> Bool {
        let scalar = position < text.count ? text[position] : nil
        let width = self.row.count
        for index in running.counters.indices {
            let counter = running.counters[index]
            self.steps += 1
            var isMatch = false
            switch self.instructions[counter] {
            case .scalar(let value): guard value == scalar else { continue }
            case .any: guard scalar != nil else { continue }
            case .anyButNewline: guard let scalar, scalar != 0x0A else { continue }
            case .scalarClass(let index): guard let scalar, self.classes[index].contains(scalar) else { continue }
            case .match: isMatch = true
            case .split, .jump, .save, .assert: continue
            }
            for column in 0..<width { self.row[column] = running.rows[index * width + column] }
            if isMatch { return true }
            self.follow(counter + 1, in: text, at: position + 1)
        }
        return false
    }

    /// Adds the threads that an instruction leads to without consuming anything, with `row` as what they captured.
    private mutating func follow(_ counter: Int, in text: [UInt32], at position: Int) {
        self.pending.append(.visit(counter))
        while let todo = self.pending.popLast() {
            switch todo {
            case .restore(let column, let old): self.row[column] = old
            case .visit(var counter):
                while self.visited[counter] != self.generation,
                    let distance = self.visit(counter, in: text, at: position)
                {
                    counter += distance
                }
            }
        }
    }

    /// Runs one instruction, and gives the distance to the one that comes next at the same position, if any.
    private mutating func visit(_ counter: Int, in text: [UInt32], at position: Int) -> Int? {
        self.visited[counter] = self.generation
        self.steps += 1
        switch self.instructions[counter] {
        case .split(let first, let second):
            self.pending.append(.visit(counter + second))
            return first
        case .jump(let distance): return distance
        case .save(let column):
            self.pending.append(.restore(column: column, position: self.row[column]))
            self.row[column] = position
            return 1
        case .assert(let assertion):
            return Self.holds(assertion, in: text, at: position) ? 1 : nil
        case .scalar, .any, .anyButNewline, .scalarClass, .match:
            self.threads.counters.append(counter)
            for value in self.row { self.threads.rows.append(value) }
            return nil
        }
    }

    private static func holds(_ assertion: PatternProgram.Assertion, in text: [UInt32], at position: Int) -> Bool {
        let before = position > 0 ? text[position - 1] : nil
        let after = position < text.count ? text[position] : nil
        return switch assertion {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == 0x0A
        case .lineEnd: after == nil || after == 0x0A
        case .wordBoundary: self.isWord(before) != self.isWord(after)
        case .noWordBoundary: self.isWord(before) == self.isWord(after)
        }
    }

    private static func isWord(_ value: UInt32?) -> Bool {
        guard let scalar = value.flatMap(Unicode.Scalar.init) else { return false }
        return scalar.isASCIILetterOrDigit || scalar == "_"
    }
}
