/// Turns the bytes of a configuration file, as Windows and Linux editors write them, into UTF-8.
public enum ConfigurationText {
    /// How a file is encoded.
    public enum Encoding: String, Hashable, Sendable, CaseIterable {
        /// UTF-8.
        case utf8 = "utf-8"
        /// UTF-8 with a byte order mark.
        case utf8BOM = "utf-8-bom"
        /// UTF-16, little endian, with a byte order mark: what `>` makes in Windows PowerShell 5.1.
        case utf16LE = "utf-16le"
        /// UTF-16, big endian, with a byte order mark.
        case utf16BE = "utf-16be"
    }

    /// Finds the encoding as go-yaml does, by the byte order mark alone, and gives the text as UTF-8 without the mark.
    ///
    /// Line endings stay as they are.
    /// - Throws: ``YAMLError/Code/utf16`` or ``YAMLError/Code/ansi``, with the place and the offset of the bad byte.
    public static func decode(_ bytes: [UInt8]) throws(YAMLError) -> (utf8: [UInt8], encoding: Encoding) {
        if bytes.starts(with: [0xFF, 0xFE]) {
            return (try self.utf8(fromUTF16: bytes.dropFirst(2), littleEndian: true), .utf16LE)
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return (try self.utf8(fromUTF16: bytes.dropFirst(2), littleEndian: false), .utf16BE)
        }
        if self.looksLikeUTF16(bytes) {
            throw YAMLError(code: .utf16, mark: YAMLMark(), detail: "no-byte-order-mark", byteOffset: 0)
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let text = hasMark ? Array(bytes.dropFirst(3)) : bytes
        if let offset = self.firstInvalidByte(of: text) {
            throw YAMLError(
                code: .ansi,
                mark: self.mark(of: offset, in: text),
                detail: self.hexadecimal(text[offset]),
                byteOffset: offset + (hasMark ? 3 : 0)
            )
        }
        return (text, hasMark ? .utf8BOM : .utf8)
    }

    /// The place of a byte of a UTF-8 text. Bytes that are not UTF-8 count as one character each.
    static func mark(of offset: Int, in utf8: some RandomAccessCollection<UInt8>) -> YAMLMark {
        var mark = YAMLMark()
        var previous: UInt8 = 0
        for byte in utf8.prefix(offset) {
            switch byte {
            case 0x0A where previous == 0x0D: break
            case 0x0A, 0x0D: mark = YAMLMark(line: mark.line + 1, column: 1)
            case 0x80...0xBF: break
            default: mark.column += 1
            }
            previous = byte
        }
        return mark
    }

    private static func utf8(fromUTF16 bytes: ArraySlice<UInt8>, littleEndian: Bool) throws(YAMLError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        func unit(at index: Int) -> UInt16? {
            guard index + 1 < bytes.endIndex else { return nil }
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return littleEndian ? second << 8 | first : first << 8 | second
        }
        while index < bytes.endIndex {
            var detail = "lone-surrogate"
            var scalar: Unicode.Scalar?
            var length = 2
            if let first = unit(at: index) {
                if let second = unit(at: index + 2), first >> 10 == 0x36, second >> 10 == 0x37 {
                    scalar = Unicode.Scalar(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)))
                    length = 4
                } else {
                    scalar = Unicode.Scalar(first)
                }
            } else {
                detail = "odd-length"
            }
            guard let scalar else {
                let mark = self.mark(of: result.count, in: result)
                throw YAMLError(code: .utf16, mark: mark, detail: detail, byteOffset: index)
            }
            result.append(contentsOf: scalar.utf8)
            index += length
        }
        return result
    }

    /// ASCII text in UTF-16 has a NUL in every other byte; UTF-8 text has none at all.
    private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
        let sample = bytes.prefix(512)
        guard sample.count >= 2 else { return false }
        var nulls = (even: 0, odd: 0)
        for (offset, byte) in sample.enumerated() where byte == 0 {
            if offset.isMultiple(of: 2) { nulls.even += 1 } else { nulls.odd += 1 }
        }
        let pairs = sample.count / 2
        return nulls.odd * 2 >= pairs && nulls.even == 0 || nulls.even * 2 >= pairs && nulls.odd == 0
    }

    private static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0x0\(digits)" : "0x\(digits)"
    }
}
