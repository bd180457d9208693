// Written by scripts/protocol.sh from protocol/google.proto.

/// Messages and methods of `google.protobuf`, as far as they are used.
enum GoogleProtobuf {
    struct Empty: ProtobufMessage {
        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            try reader.skip()
        }

        func write(to writer: inout ProtobufWriter) {}
    }

    struct Timestamp: ProtobufMessage {
        var seconds: Int64 = 0
        var nanos: Int32 = 0

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: seconds = try reader.int64()
            case 2: nanos = try reader.int32()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.int64(seconds, 1)
            writer.int32(nanos, 2)
        }
    }

    struct FieldMask: ProtobufMessage {
        var paths: [String] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: paths.append(try reader.string())
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.strings(paths, 1)
        }
    }
}
