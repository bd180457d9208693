// Written by scripts/protocol.sh from protocol/version.proto.

/// Messages and methods of `containerd.services.version.v1`, as far as they are used.
enum VersionV1 {
    static let version = GRPCMethod<GoogleProtobuf.Empty, VersionResponse>(
        path: "/containerd.services.version.v1.Version/Version"
    )

    struct VersionResponse: ProtobufMessage {
        var version: String = ""
        var revision: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: version = try reader.string()
            case 2: revision = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(version, 1)
            writer.string(revision, 2)
        }
    }
}
