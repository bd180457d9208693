// Written by scripts/protocol.sh from protocol/leases.proto.

/// Messages and methods of `containerd.services.leases.v1`, as far as they are used.
enum LeasesV1 {
    static let create = GRPCMethod<CreateRequest, CreateResponse>(
        path: "/containerd.services.leases.v1.Leases/Create"
    )

    static let delete = GRPCMethod<DeleteRequest, GoogleProtobuf.Empty>(
        path: "/containerd.services.leases.v1.Leases/Delete"
    )

    struct CreateRequest: ProtobufMessage {
        var id: String = ""
        var labels: [String: String] = [:]

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: id = try reader.string()
            case 3: try reader.entry(into: &labels)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(id, 1)
            writer.map(labels, 3)
        }
    }

    struct CreateResponse: ProtobufMessage {
        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            try reader.skip()
        }

        func write(to writer: inout ProtobufWriter) {}
    }

    struct DeleteRequest: ProtobufMessage {
        var id: String = ""
        var sync: Bool = false

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: id = try reader.string()
            case 2: sync = try reader.bool()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(id, 1)
            writer.bool(sync, 2)
        }
    }
}
