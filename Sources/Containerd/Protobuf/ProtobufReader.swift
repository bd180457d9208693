import NIOCore

/// Reads the fields of one message (protobuf.dev, "Encoding"). Bytes are slices: nothing is copied.
struct ProtobufReader {
    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    private var buffer: ByteBuffer
    private var wireType = WireType.varint

    init(_ buffer: ByteBuffer) {
        self.buffer = buffer
    }

    /// The number of the field that begins here; nil at the end.
    mutating func nextField() throws(ProtobufError) -> Int? {
        guard buffer.readableBytes > 0 else { return nil }
        let tag = try varint()
        // Groups (3 and 4) went out of use with proto2.
        guard let wireType = WireType(rawValue: tag & 7), (1..<1 << 29).contains(tag >> 3) else {
            throw .invalidField
        }
        self.wireType = wireType
        return Int(tag >> 3)
    }

    mutating func uint64() throws(ProtobufError) -> UInt64 {
        try expect(.varint)
        return try varint()
    }

    mutating func int64() throws(ProtobufError) -> Int64 { Int64(bitPattern: try uint64()) }

    mutating func int32() throws(ProtobufError) -> Int32 { Int32(truncatingIfNeeded: try int64()) }

    mutating func bool() throws(ProtobufError) -> Bool { try uint64() != 0 }

    mutating func bytes() throws(ProtobufError) -> ByteBuffer {
        try expect(.bytes)
        let length = try varint()
        guard length <= UInt64(buffer.readableBytes), let slice = buffer.readSlice(length: Int(length)) else {
            throw .truncated
        }
        return slice
    }

    mutating func string() throws(ProtobufError) -> String {
        let bytes = try bytes()
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else { throw .invalidText }
        return text
    }

    mutating func message<Message: ProtobufMessage>(_: Message.Type) throws(ProtobufError) -> Message {
        try Message(decoding: try bytes())
    }

    /// One entry of a map of strings: a message of a key and a value.
    mutating func entry(into map: inout [String: String]) throws(ProtobufError) {
        var reader = ProtobufReader(try bytes())
        var key = ""
        var value = ""
        while let number = try reader.nextField() {
            switch number {
            case 1: key = try reader.string()
            case 2: value = try reader.string()
            default: try reader.skip()
            }
        }
        map[key] = value
    }

    /// Passes over a field that nobody knows.
    mutating func skip() throws(ProtobufError) {
        switch wireType {
        case .varint: _ = try varint()
        case .bytes: _ = try bytes()
        case .fixed64: try skip(8)
        case .fixed32: try skip(4)
        }
    }

    private mutating func skip(_ count: Int) throws(ProtobufError) {
        guard buffer.readableBytes >= count else { throw .truncated }
        buffer.moveReaderIndex(forwardBy: count)
    }

    private func expect(_ expected: WireType) throws(ProtobufError) {
        guard wireType == expected else { throw .invalidField }
    }

    private mutating func varint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = buffer.readInteger(as: UInt8.self) else { throw .truncated }
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else { throw .invalidField }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw .invalidField
    }
}
