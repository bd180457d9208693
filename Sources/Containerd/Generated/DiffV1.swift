// Written by scripts/protocol.sh from protocol/diff.proto.

/// Messages and methods of `containerd.services.diff.v1`, as far as they are used.
enum DiffV1 {
    static let apply = GRPCMethod<ApplyRequest, ApplyResponse>(
        path: "/containerd.services.diff.v1.Diff/Apply"
    )

    struct ApplyRequest: ProtobufMessage {
        var diff: ContainerdTypes.Descriptor? = nil
        var mounts: [ContainerdTypes.Mount] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: diff = try reader.message(ContainerdTypes.Descriptor.self)
            case 2: mounts.append(try reader.message(ContainerdTypes.Mount.self))
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(diff, 1)
            writer.messages(mounts, 2)
        }
    }

    struct ApplyResponse: ProtobufMessage {
        var applied: ContainerdTypes.Descriptor? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: applied = try reader.message(ContainerdTypes.Descriptor.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(applied, 1)
        }
    }
}
