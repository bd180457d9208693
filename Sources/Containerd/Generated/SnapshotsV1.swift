// Written by scripts/protocol.sh from protocol/snapshots.proto.

/// Messages and methods of `containerd.services.snapshots.v1`, as far as they are used.
enum SnapshotsV1 {
    static let prepare = GRPCMethod<PrepareSnapshotRequest, PrepareSnapshotResponse>(
        path: "/containerd.services.snapshots.v1.Snapshots/Prepare"
    )

    static let commit = GRPCMethod<CommitSnapshotRequest, GoogleProtobuf.Empty>(
        path: "/containerd.services.snapshots.v1.Snapshots/Commit"
    )

    static let remove = GRPCMethod<RemoveSnapshotRequest, GoogleProtobuf.Empty>(
        path: "/containerd.services.snapshots.v1.Snapshots/Remove"
    )

    static let stat = GRPCMethod<StatSnapshotRequest, StatSnapshotResponse>(
        path: "/containerd.services.snapshots.v1.Snapshots/Stat"
    )

    struct PrepareSnapshotRequest: ProtobufMessage {
        var snapshotter: String = ""
        var key: String = ""
        var parent: String = ""
        var labels: [String: String] = [:]

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: snapshotter = try reader.string()
            case 2: key = try reader.string()
            case 3: parent = try reader.string()
            case 4: try reader.entry(into: &labels)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(snapshotter, 1)
            writer.string(key, 2)
            writer.string(parent, 3)
            writer.map(labels, 4)
        }
    }

    struct PrepareSnapshotResponse: ProtobufMessage {
        var mounts: [ContainerdTypes.Mount] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: mounts.append(try reader.message(ContainerdTypes.Mount.self))
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.messages(mounts, 1)
        }
    }

    struct CommitSnapshotRequest: ProtobufMessage {
        var snapshotter: String = ""
        var name: String = ""
        var key: String = ""
        var labels: [String: String] = [:]

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: snapshotter = try reader.string()
            case 2: name = try reader.string()
            case 3: key = try reader.string()
            case 4: try reader.entry(into: &labels)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(snapshotter, 1)
            writer.string(name, 2)
            writer.string(key, 3)
            writer.map(labels, 4)
        }
    }

    struct RemoveSnapshotRequest: ProtobufMessage {
        var snapshotter: String = ""
        var key: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: snapshotter = try reader.string()
            case 2: key = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(snapshotter, 1)
            writer.string(key, 2)
        }
    }

    struct StatSnapshotRequest: ProtobufMessage {
        var snapshotter: String = ""
        var key: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: snapshotter = try reader.string()
            case 2: key = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(snapshotter, 1)
            writer.string(key, 2)
        }
    }

    struct StatSnapshotResponse: ProtobufMessage {
        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            try reader.skip()
        }

        func write(to writer: inout ProtobufWriter) {}
    }
}
