public import OCI

/// A record of containerd's image store: a name for a manifest or an index.
public struct ContainerdImage: Hashable, Sendable {
    /// The label by which the CRI service knows the images it looks after.
    public static let managedLabel = "io.cri-containerd.image"

    /// Such as `docker.io/library/busybox:latest`; the CRI service has records named by digests, too.
    public var name: String
    /// What it names.
    public var target: Descriptor
    /// The record's own labels.
    public var labels: [String: String]

    /// A record from its parts.
    public init(name: String, target: Descriptor, labels: [String: String] = [:]) {
        self.name = name
        self.target = target
        self.labels = labels
    }

    init(_ image: ImagesV1.Image) throws(OCIError) {
        name = image.name
        labels = image.labels
        target = try Descriptor(image.target ?? ContainerdTypes.Descriptor())
    }

    var message: ImagesV1.Image {
        var message = ImagesV1.Image()
        message.name = name
        message.labels = labels
        message.target = ContainerdTypes.Descriptor(target)
        return message
    }
}

extension Descriptor {
    init(_ message: ContainerdTypes.Descriptor) throws(OCIError) {
        self.init(
            mediaType: message.mediaType,
            digest: try Digest(parsing: message.digest),
            size: message.size,
            annotations: message.annotations
        )
    }
}

extension ContainerdTypes.Descriptor {
    init(_ descriptor: Descriptor) {
        mediaType = descriptor.mediaType
        digest = descriptor.digest.description
        size = descriptor.size
        annotations = descriptor.annotations
    }
}
