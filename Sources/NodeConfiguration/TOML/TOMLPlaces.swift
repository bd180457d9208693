import Registries

/// Lines and columns of offsets. Asked in ascending order it looks at each byte once.
struct TOMLPlaces {
    private let start: Int
    private var offset: Int
    private var line = 1
    private var column = 1

    /// - Parameter start: where the first column is, behind a byte order mark.
    init(start: Int) {
        self.start = start
        offset = start
    }

    /// The place of an offset; bytes that continue a character count for nothing.
    mutating func position(of target: Int, in bytes: [UInt8]) -> Position {
        if target < offset { self = TOMLPlaces(start: start) }
        while offset < target {
            switch bytes[offset] {
            case 0x0A: (line, column) = (line + 1, 1)
            case 0x80...0xBF: break
            default: column += 1
            }
            offset += 1
        }
        return Position(line: line, column: column)
    }
}
