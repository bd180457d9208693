// Written by scripts/protocol.sh from protocol/introspection.proto.

/// Messages and methods of `containerd.services.introspection.v1`, as far as they are used.
enum IntrospectionV1 {
    static let plugins = GRPCMethod<PluginsRequest, PluginsResponse>(
        path: "/containerd.services.introspection.v1.Introspection/Plugins"
    )

    struct Failure: ProtobufMessage {
        var code: Int32 = 0
        var message: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: code = try reader.int32()
            case 2: message = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.int32(code, 1)
            writer.string(message, 2)
        }
    }

    struct Plugin: ProtobufMessage {
        var type: String = ""
        var id: String = ""
        var exports: [String: String] = [:]
        var initErr: Failure? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: type = try reader.string()
            case 2: id = try reader.string()
            case 5: try reader.entry(into: &exports)
            case 7: initErr = try reader.message(Failure.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(type, 1)
            writer.string(id, 2)
            writer.map(exports, 5)
            writer.message(initErr, 7)
        }
    }

    struct PluginsRequest: ProtobufMessage {
        var filters: [String] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: filters.append(try reader.string())
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.strings(filters, 1)
        }
    }

    struct PluginsResponse: ProtobufMessage {
        var plugins: [Plugin] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: plugins.append(try reader.message(Plugin.self))
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.messages(plugins, 1)
        }
    }
}
