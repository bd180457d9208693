// Written by scripts/protocol.sh from protocol/types.proto.

/// Messages and methods of `containerd.types`, as far as they are used.
enum ContainerdTypes {
    struct Descriptor: ProtobufMessage {
        var mediaType: String = ""
        var digest: String = ""
        var size: Int64 = 0
        var annotations: [String: String] = [:]

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: mediaType = try reader.string()
            case 2: digest = try reader.string()
            case 3: size = try reader.int64()
            case 5: try reader.entry(into: &annotations)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(mediaType, 1)
            writer.string(digest, 2)
            writer.int64(size, 3)
            writer.map(annotations, 5)
        }
    }

    struct Mount: ProtobufMessage {
        var type: String = ""
        var source: String = ""
        var target: String = ""
        var options: [String] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: type = try reader.string()
            case 2: source = try reader.string()
            case 3: target = try reader.string()
            case 4: options.append(try reader.string())
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(type, 1)
            writer.string(source, 2)
            writer.string(target, 3)
            writer.strings(options, 4)
        }
    }
}
