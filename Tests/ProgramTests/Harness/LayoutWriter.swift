import Foundation
import OCI
import RegistryTesting

/// Writes a sample image as an OCI layout, for skopeo to push from.
enum LayoutWriter {
    static func write(_ image: SampleImage, tag: String, to path: String) throws {
        let root = URL(filePath: path)
        let blobs = root.appending(path: "blobs/sha256")
        try FileManager.default.createDirectory(at: blobs, withIntermediateDirectories: true)
        for content in image.manifests + image.blobs {
            try Data(content.bytes).write(to: blobs.appending(path: content.digest.hex))
        }
        var descriptor = image.root.descriptor
        descriptor.annotations = ["org.opencontainers.image.ref.name": tag]
        let index: JSON = ["schemaVersion": .number("2"), "manifests": .array([descriptor.json])]
        try Data(index.serialized().utf8).write(to: root.appending(path: "index.json"))
        try Data(#"{"imageLayoutVersion":"1.0.0"}"#.utf8).write(to: root.appending(path: "oci-layout"))
    }
}
