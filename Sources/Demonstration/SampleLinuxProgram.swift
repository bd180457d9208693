/// A program for Linux on amd64 that greets and ends, with nothing to link it to: the smallest image that runs.
enum SampleLinuxProgram {
    static func printing(_ text: String) -> [UInt8] {
        let message = Array(text.utf8)
        let code = code(messageCount: message.count)
        let base: UInt64 = 0x40_0000
        let headers: UInt64 = 64 + 56
        let size = headers + UInt64(code.count + message.count)
        // ELF, 64 bits, little endian; an executable for x86-64 with one program header behind this one.
        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
        for number in [2, 62] as [UInt16] { file += bytes(number) }
        file += bytes(1 as UInt32)
        for number in [base + headers, 64, 0] { file += bytes(number) }
        file += bytes(0 as UInt32)
        for number in [64, 56, 1, 0, 0, 0] as [UInt16] { file += bytes(number) }
        // One segment, readable and executable: the whole file.
        for number in [1, 5] as [UInt32] { file += bytes(number) }
        for number in [0, base, base, size, size, 0x1000] { file += bytes(number) }
        return file + code + message
    }

    private static func code(messageCount: Int) -> [UInt8] {
        let end: [UInt8] = [
            0x0F, 0x05,  // syscall: write
            0xB8, 60, 0, 0, 0,  // mov eax, 60
            0x31, 0xFF,  // xor edi, edi
            0x0F, 0x05,  // syscall: exit
        ]
        let length: [UInt8] = [0xBA] + bytes(UInt32(messageCount))  // mov edx, length
        return [
            0xB8, 1, 0, 0, 0,  // mov eax, 1
            0xBF, 1, 0, 0, 0,  // mov edi, 1
            0x48, 0x8D, 0x35,  // lea rsi, [rip + what is left of the code]
        ] + bytes(UInt32(length.count + end.count)) + length + end
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
