import NIOCore

/// The node's own image service, as the kubelet uses it (`runtime.v1.ImageService` of the CRI API). containerd serves
/// it on its own socket.
public struct ImageService: Sendable {
    /// An image as the kubelet sees it.
    public struct Image: Hashable, Sendable {
        /// The digest of its configuration.
        public var id: String
        /// Names with tags.
        public var tags: [String]
        /// Names with digests.
        public var digests: [String]
        /// In bytes, as the runtime counts them.
        public var size: UInt64
    }

    /// The socket.
    public var address: String { client.address }

    private let client: ContainerdClient

    /// The image service of that containerd.
    public init(_ client: ContainerdClient) {
        self.client = client
    }

    /// What the runtime knows of an image; nil if nothing.
    public func image(named name: String) async throws -> Image? {
        var request = RuntimeV1.ImageStatusRequest()
        request.image = spec(name)
        return try await client.call(RuntimeV1.imageStatus, request).image.map { image in
            Image(id: image.id, tags: image.repoTags, digests: image.repoDigests, size: image.size)
        }
    }

    /// Lets the runtime pull an image by itself, with what it is configured with.
    ///
    /// - Returns: the digest of the image's configuration.
    public func pull(_ name: String, within timeout: Duration) async throws -> String {
        var request = RuntimeV1.PullImageRequest()
        request.image = spec(name)
        return try await client.call(RuntimeV1.pullImage, request, within: TimeAmount(timeout)).imageRef
    }

    private func spec(_ name: String) -> RuntimeV1.ImageSpec {
        var spec = RuntimeV1.ImageSpec()
        spec.image = name
        return spec
    }
}
