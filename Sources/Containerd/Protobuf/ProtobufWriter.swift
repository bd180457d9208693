import NIOCore

/// Writes the fields of one message; what has its default value is left out.
struct ProtobufWriter {
    private(set) var buffer = ByteBuffer()

    mutating func uint64(_ value: UInt64, _ number: Int) {
        guard value != 0 else { return }
        varint(UInt64(number) << 3)
        varint(value)
    }

    mutating func int64(_ value: Int64, _ number: Int) { uint64(UInt64(bitPattern: value), number) }

    mutating func int32(_ value: Int32, _ number: Int) { int64(Int64(value), number) }

    mutating func bool(_ value: Bool, _ number: Int) { uint64(value ? 1 : 0, number) }

    mutating func bytes(_ value: ByteBuffer, _ number: Int) {
        guard value.readableBytes > 0 else { return }
        delimited(value, number)
    }

    mutating func string(_ value: String, _ number: Int) {
        guard !value.isEmpty else { return }
        delimited(ByteBuffer(string: value), number)
    }

    mutating func strings(_ values: [String], _ number: Int) {
        for value in values { delimited(ByteBuffer(string: value), number) }
    }

    mutating func message(_ value: (some ProtobufMessage)?, _ number: Int) {
        guard let value else { return }
        delimited(value.encoded, number)
    }

    mutating func messages(_ values: [some ProtobufMessage], _ number: Int) {
        for value in values { delimited(value.encoded, number) }
    }

    /// In the order of the keys, so that equal maps have equal bytes.
    mutating func map(_ values: [String: String], _ number: Int) {
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            var entry = ProtobufWriter()
            entry.delimited(ByteBuffer(string: key), 1)
            entry.delimited(ByteBuffer(string: value), 2)
            delimited(entry.buffer, number)
        }
    }

    private mutating func delimited(_ value: ByteBuffer, _ number: Int) {
        varint(UInt64(number) << 3 | 2)
        varint(UInt64(value.readableBytes))
        buffer.writeImmutableBuffer(value)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(rest))
    }
}
