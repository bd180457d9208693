// Written by scripts/protocol.sh from protocol/images.proto.

/// Messages and methods of `containerd.services.images.v1`, as far as they are used.
enum ImagesV1 {
    static let get = GRPCMethod<GetImageRequest, GetImageResponse>(
        path: "/containerd.services.images.v1.Images/Get"
    )

    static let list = GRPCMethod<ListImagesRequest, ListImagesResponse>(
        path: "/containerd.services.images.v1.Images/List"
    )

    static let create = GRPCMethod<CreateImageRequest, CreateImageResponse>(
        path: "/containerd.services.images.v1.Images/Create"
    )

    static let update = GRPCMethod<UpdateImageRequest, UpdateImageResponse>(
        path: "/containerd.services.images.v1.Images/Update"
    )

    static let delete = GRPCMethod<DeleteImageRequest, GoogleProtobuf.Empty>(
        path: "/containerd.services.images.v1.Images/Delete"
    )

    struct Image: ProtobufMessage {
        var name: String = ""
        var labels: [String: String] = [:]
        var target: ContainerdTypes.Descriptor? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: name = try reader.string()
            case 2: try reader.entry(into: &labels)
            case 3: target = try reader.message(ContainerdTypes.Descriptor.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(name, 1)
            writer.map(labels, 2)
            writer.message(target, 3)
        }
    }

    struct GetImageRequest: ProtobufMessage {
        var name: String = ""

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: name = try reader.string()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(name, 1)
        }
    }

    struct GetImageResponse: ProtobufMessage {
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

    struct ListImagesRequest: ProtobufMessage {
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

    struct ListImagesResponse: ProtobufMessage {
        var images: [Image] = []

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: images.append(try reader.message(Image.self))
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.messages(images, 1)
        }
    }

    struct CreateImageRequest: ProtobufMessage {
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

    struct CreateImageResponse: ProtobufMessage {
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

    struct UpdateImageRequest: ProtobufMessage {
        var image: Image? = nil
        var updateMask: GoogleProtobuf.FieldMask? = nil

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: image = try reader.message(Image.self)
            case 2: updateMask = try reader.message(GoogleProtobuf.FieldMask.self)
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.message(image, 1)
            writer.message(updateMask, 2)
        }
    }

    struct UpdateImageResponse: ProtobufMessage {
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

    struct DeleteImageRequest: ProtobufMessage {
        var name: String = ""
        var sync: Bool = false

        mutating func read(_ number: Int, from reader: inout ProtobufReader) throws(ProtobufError) {
            switch number {
            case 1: name = try reader.string()
            case 2: sync = try reader.bool()
            default: try reader.skip()
            }
        }

        func write(to writer: inout ProtobufWriter) {
            writer.string(name, 1)
            writer.bool(sync, 2)
        }
    }
}
