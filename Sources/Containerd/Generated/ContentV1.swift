// Written by scripts/protocol.sh from protocol/content.proto.

import NIOCore

/// Messages and methods of `containerd.services.content.v1`, as far as they are used.
enum ContentV1 {
    static let info = GRPCMethod<InfoRequest, InfoResponse>(
        path: "/containerd.services.content.v1.Content/Info"
    )

    static let update = GRPCMethod<UpdateRequest, UpdateResponse>(
        path: "/containerd.services.content.v1.Content/Update"
    )

    static let list = GRPCMethod<ListContentRequest, ListContentResponse>(
        path: "/containerd.services.content.v1.Content/List"
    )

    static let read = GRPCMethod<ReadContentRequest, ReadContentResponse>(
        path: "/containerd.services.content.v1.Content/Read"
    )

    static let write = GRPCMethod<WriteContentRequest, WriteContentResponse>(
        path: "/containerd.services.content.v1.Content/Write"
    )

    static let abort = GRPCMethod<AbortRequest, GoogleProtobuf.Empty>(
        path: "/containerd.services.content.v1.Content/Abort"
    )

    struct WriteAction: Hashable, Sendable {
        var rawValue: Int32

        static let stat = Self(rawValue: 0)
        static let write = Self(rawValue: 1)
        static let commit = Self(rawValue: 2)
    }

    struct Info: ProtobufMessage {
        var digest: String = ""
        var size: Int64 = 0
        var labels: [String: String] = [:]

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: digest = try reader.string()
            case 2: size = try reader.int64()
            case 5: try reader.entry(into: &labels)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(digest, 1)
            writer.int64(size, 2)
            writer.map(labels, 5)
        }
    }

    struct InfoRequest: ProtobufMessage {
        var digest: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: digest = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(digest, 1)
        }
    }

    struct InfoResponse: ProtobufMessage {
        var info: Info? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: info = try reader.message(Info.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(info, 1)
        }
    }

    struct UpdateRequest: ProtobufMessage {
        var info: Info? = nil
        var updateMask: GoogleProtobuf.FieldMask? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: info = try reader.message(Info.self)
            case 2: updateMask = try reader.message(GoogleProtobuf.FieldMask.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(info, 1)
            writer.message(updateMask, 2)
        }
    }

    struct UpdateResponse: ProtobufMessage {
        var info: Info? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: info = try reader.message(Info.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(info, 1)
        }
    }

    struct ListContentRequest: ProtobufMessage {
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

    struct ListContentResponse: ProtobufMessage {
        var info: [Info] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: info.append(try reader.message(Info.self))
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.messages(info, 1)
        }
    }

    struct ReadContentRequest: ProtobufMessage {
        var digest: String = ""
        var offset: Int64 = 0
        var size: Int64 = 0

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: digest = try reader.string()
            case 2: offset = try reader.int64()
            case 3: size = try reader.int64()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(digest, 1)
            writer.int64(offset, 2)
            writer.int64(size, 3)
        }
    }

    struct ReadContentResponse: ProtobufMessage {
        var offset: Int64 = 0
        var data: ByteBuffer = ByteBuffer()

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: offset = try reader.int64()
            case 2: data = try reader.bytes()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.int64(offset, 1)
            writer.bytes(data, 2)
        }
    }

    struct WriteContentRequest: ProtobufMessage {
        var action: WriteAction = WriteAction(rawValue: 0)
        var ref: String = ""
        var total: Int64 = 0
        var expected: String = ""
        var offset: Int64 = 0
        var data: ByteBuffer = ByteBuffer()
        var labels: [String: String] = [:]

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: action = WriteAction(rawValue: try reader.int32())
            case 2: ref = try reader.string()
            case 3: total = try reader.int64()
            case 4: expected = try reader.string()
            case 5: offset = try reader.int64()
            case 6: data = try reader.bytes()
            case 7: try reader.entry(into: &labels)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.int32(action.rawValue, 1)
            writer.string(ref, 2)
            writer.int64(total, 3)
            writer.string(expected, 4)
            writer.int64(offset, 5)
            writer.bytes(data, 6)
            writer.map(labels, 7)
        }
    }

    struct WriteContentResponse: ProtobufMessage {
        var action: WriteAction = WriteAction(rawValue: 0)
        var offset: Int64 = 0
        var total: Int64 = 0
        var digest: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: action = WriteAction(rawValue: try reader.int32())
            case 4: offset = try reader.int64()
            case 5: total = try reader.int64()
            case 6: digest = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.int32(action.rawValue, 1)
            writer.int64(offset, 4)
            writer.int64(total, 5)
            writer.string(digest, 6)
        }
    }

    struct AbortRequest: ProtobufMessage {
        var ref: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: ref = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(ref, 1)
        }
    }
}
