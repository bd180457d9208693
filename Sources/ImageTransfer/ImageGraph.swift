import OCI
import Registries
import RegistryClient

/// What an image's name leads to: the document itself, the manifests chosen and the indexes on the way to them.
struct ImageGraph: Sendable {
    struct Leaf: Sendable {
        /// As an index describes it; made up for an image without an index.
        var descriptor: Descriptor
        var fetched: FetchedManifest
        var manifest: Manifest
        var platform: Platform?
        /// The child that containerd on the same host takes instead, where its order by text leads elsewhere.
        var containerdChoice: Descriptor?
        /// Held in memory where it was fetched to judge the platform: nothing is written before the choice is made.
        var configuration: [UInt8]?

        /// Everything that has to be fetched besides the manifest; each digest and size once.
        var blobs: [Descriptor] {
            var seen: Set<BlobIdentity> = []
            let configuration = configuration == nil ? [manifest.config] : []
            return (configuration + manifest.layers).filter { seen.insert($0.identity).inserted }
        }
    }

    /// A selection that led nowhere.
    struct Miss: Sendable {
        var platform: String
        var error: TransferError
    }

    var root: FetchedManifest
    var leaves: [Leaf]
    var misses: [Miss]
    /// Indexes to keep as they are: the root and those below it, where the layout names the index.
    var indexes: [FetchedManifest]

    /// The entry for index.json: the only child where one was chosen, else the root.
    var entry: Descriptor {
        if indexes.isEmpty, let leaf = leaves.first {
            return leaf.descriptor
        }
        return Descriptor(mediaType: root.mediaType, digest: root.digest, size: Int64(root.bytes.count))
    }
}

extension FetchedManifest {
    var index: Index? {
        if case .index(let index) = document { index } else { nil }
    }
}
