import Crypto
import Foundation
import OCI
import Testing

/// A layout that the program wrote, looked at with other eyes than the program's own.
struct PulledLayout: Sendable {
    let path: String

    /// The hex digests of its blobs, by the names of the files.
    var blobs: Set<String> {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/blobs/sha256")
        return Set(names ?? [])
    }

    /// The digest of the bytes that skopeo reads as the manifest of an image of this layout.
    func digestReadBySkopeo(tag: String? = nil) async throws -> OCI.Digest {
        let suffix = tag.map { ":\($0)" } ?? ""
        let ending = try await ChildProcess.run(.skopeo, ["inspect", "--raw", "oci:\(path)\(suffix)"])
        return OCI.Digest(algorithm: .sha256, bytes: SHA256.hash(data: ending.stdoutBytes))
    }

    /// Everything of the layout that is not as the image-spec and a finished pull leave it.
    func expectClean(blobs expected: Set<String>? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        for name in blobs {
            let file = URL(filePath: "\(path)/blobs/sha256/\(name)")
            let hash = (try? Data(contentsOf: file)).map { SHA256.hash(data: $0) }
            let digest = hash.map { OCI.Digest(algorithm: .sha256, bytes: $0).hex }
            #expect(digest == name, "the blob is not what its name says", sourceLocation: sourceLocation)
        }
        if let expected {
            #expect(blobs == expected, sourceLocation: sourceLocation)
        }
        let known: Set<String> = ["blobs", "index.json", "oci-layout"]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        #expect(Set(names).isSubset(of: known), "something is left over", sourceLocation: sourceLocation)
    }
}
