import CYaml

extension YAMLError {
    /// Names the likely cause of what stopped libyaml.
    init(diagnosing parser: yaml_parser_t, in utf8: UnsafeBufferPointer<UInt8>) {
        let problem = parser.problem.map { String(cString: $0) } ?? ""
        let context = parser.context.map { String(cString: $0) }
        self.init(code: .syntax, mark: YAMLMark(parser.problem_mark), problem: problem, context: context)
        if parser.error == YAML_READER_ERROR {
            self.mark = ConfigurationText.mark(of: Int(parser.problem_offset), in: utf8)
            self.code = .controlCharacter
            return
        }
        let line = Self.line(self.mark.line, of: utf8)
        self.detail = YAMLSuspicion(in: line)?.rawValue
        if context == "while scanning an alias" {
            self.code = .unquotedAsterisk
            self.mark = YAMLMark(parser.context_mark)
        } else if problem.hasPrefix("Maximum nesting level") {
            // libyaml reads ahead, so it may come to its own limit before the tree comes to ours.
            self.code = .tooDeep
            self.detail = nil
        } else if problem == "found unknown escape character" {
            self.code = .unknownEscape
        } else if let column = Self.indentingTab(of: line), column <= self.mark.column {
            self.code = .tab
            self.mark.column = column
        } else if problem.contains("tab character") {
            self.code = .tab
        }
    }

    /// The column of the first tab in a line's leading blank space.
    private static func indentingTab(of line: String) -> Int? {
        let indentation = line.unicodeScalars.prefix { $0 == " " || $0 == "\t" }
        return indentation.firstIndex(of: "\t").map { indentation.distance(from: indentation.startIndex, to: $0) + 1 }
    }

    private static func line(_ number: Int, of utf8: UnsafeBufferPointer<UInt8>) -> String {
        var line: [UInt8] = []
        var current = 1
        var previous: UInt8 = 0
        for byte in utf8 {
            let isBreak = byte == 0x0A || byte == 0x0D
            if isBreak, !(byte == 0x0A && previous == 0x0D) {
                current += 1
            } else if !isBreak, current == number {
                line.append(byte)
            }
            if current > number { break }
            previous = byte
        }
        return String(decoding: line, as: UTF8.self)
    }
}
