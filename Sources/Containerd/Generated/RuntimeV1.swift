// Written by scripts/protocol.sh from protocol/cri.proto.

/// Messages and methods of `runtime.v1`, as far as they are used.
enum RuntimeV1 {
    static let imageStatus = GRPCMethod<ImageStatusRequest, ImageStatusResponse>(
        path: "/runtime.v1.ImageService/ImageStatus"
    )

    static let pullImage = GRPCMethod<PullImageRequest, PullImageResponse>(
        path: "/runtime.v1.ImageService/PullImage"
    )

    struct ImageSpec: ProtobufMessage {
        var image: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: image = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(image, 1)
        }
    }

    struct Image: ProtobufMessage {
        var id: String = ""
        var repoTags: [String] = []
        var repoDigests: [String] = []
        var size: UInt64 = 0

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: id = try reader.string()
            case 2: repoTags.append(try reader.string())
            case 3: repoDigests.append(try reader.string())
            case 4: size = try reader.uint64()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(id, 1)
            writer.strings(repoTags, 2)
            writer.strings(repoDigests, 3)
            writer.uint64(size, 4)
        }
    }

    struct ImageStatusRequest: ProtobufMessage {
        var image: ImageSpec? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: image = try reader.message(ImageSpec.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(image, 1)
        }
    }

    struct ImageStatusResponse: ProtobufMessage {
        var image: Image? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: image = try reader.message(Image.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(image, 1)
        }
    }

    struct PullImageRequest: ProtobufMessage {
        var image: ImageSpec? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: image = try reader.message(ImageSpec.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(image, 1)
        }
    }

    struct PullImageResponse: ProtobufMessage {
        var imageRef: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: imageRef = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(imageRef, 1)
        }
    }
}
