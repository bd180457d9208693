/// The media types of images (image-spec, media-types.md; Docker image manifest version 2, schema 2).
public enum MediaType {
    /// An OCI image manifest.
    public static let ociManifest = "application/vnd.oci.image.manifest.v1+json"
    /// An OCI image index.
    public static let ociIndex = "application/vnd.oci.image.index.v1+json"
    /// An OCI image configuration.
    public static let ociConfig = "application/vnd.oci.image.config.v1+json"
    /// The empty JSON object that stands for a configuration that is not there.
    public static let ociEmpty = "application/vnd.oci.empty.v1+json"
    /// An OCI layer, not compressed.
    public static let ociLayer = "application/vnd.oci.image.layer.v1.tar"
    /// An OCI layer, compressed with gzip.
    public static let ociLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip"
    /// An OCI layer, compressed with zstd.
    public static let ociLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd"
    /// An OCI layer that its owner did not let others distribute, not compressed. Deprecated; still to be read.
    public static let ociForeignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar"
    /// An OCI layer that its owner did not let others distribute, compressed with gzip.
    public static let ociForeignLayerGzip = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
    /// An OCI layer that its owner did not let others distribute, compressed with zstd.
    public static let ociForeignLayerZstd = "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"

    /// A Docker image manifest, schema 2.
    public static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    /// A Docker manifest list.
    public static let dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json"
    /// A Docker image configuration.
    public static let dockerConfig = "application/vnd.docker.container.image.v1+json"
    /// A Docker layer, not compressed.
    public static let dockerLayer = "application/vnd.docker.image.rootfs.diff.tar"
    /// A Docker layer, compressed with gzip.
    public static let dockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    /// A Docker layer, compressed with zstd.
    public static let dockerLayerZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd"
    /// A Docker layer to be fetched from its `urls`, not compressed.
    public static let dockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar"
    /// A Docker layer to be fetched from its `urls`, compressed with gzip.
    public static let dockerForeignLayerGzip = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
    /// A Docker manifest of schema 1, which names no sizes and cannot be verified by digest alone.
    public static let dockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json"
    /// A signed Docker manifest of schema 1.
    public static let dockerSchema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws"

    /// What a request for a manifest accepts: the four types that ``ManifestDocument`` reads.
    public static let manifestAccept = [ociIndex, dockerManifestList, ociManifest, dockerManifest]

    /// Whether the type is that of an index or a manifest list.
    public static func isIndex(_ type: String) -> Bool {
        type == ociIndex || type == dockerManifestList
    }

    /// Whether the type is that of the manifest of one image.
    public static func isManifest(_ type: String) -> Bool {
        type == ociManifest || type == dockerManifest
    }

    /// Whether the type is that of a Docker manifest of schema 1.
    public static func isSchema1(_ type: String) -> Bool {
        type == dockerSchema1 || type == dockerSchema1Signed
    }

    /// Whether the type is that of an image configuration.
    public static func isConfiguration(_ type: String) -> Bool {
        type == ociConfig || type == dockerConfig
    }

    /// Whether this is a layer of a file system, compressed in whatever way.
    public static func isLayer(_ type: String) -> Bool {
        type.hasPrefix("application/vnd.oci.image.layer.")
            || [dockerLayer, dockerForeignLayer].contains { type == $0 || type.hasPrefix($0 + ".") }
    }

    /// Whether the type is that of a foreign (non-distributable) layer.
    ///
    /// The type decides, not `urls`: a layer of an ordinary type may name `urls` too (image-spec, layer.md).
    public static func isForeignLayer(_ type: String) -> Bool {
        switch type {
        case dockerForeignLayer, dockerForeignLayerGzip,
            ociForeignLayer, ociForeignLayerGzip, ociForeignLayerZstd:
            true
        default: false
        }
    }

    /// The media type of the same layer where everybody may distribute it; other types stay as they are.
    public static func ordinaryLayer(_ type: String) -> String {
        switch type {
        case dockerForeignLayer: dockerLayer
        case dockerForeignLayerGzip: dockerLayerGzip
        case ociForeignLayer: ociLayer
        case ociForeignLayerGzip: ociLayerGzip
        case ociForeignLayerZstd: ociLayerZstd
        default: type
        }
    }

    /// A `Content-Type` without its parameters, in lower case (RFC 9110, 8.3.1).
    public static func essence(of contentType: String) -> String {
        let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
            .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            .joined(separator: " ".utf8)
        return String(decoding: Array(type), as: UTF8.self).asciiLowercased
    }
}
