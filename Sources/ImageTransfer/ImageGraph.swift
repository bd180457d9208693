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
        /// The indexes on the way to it, the root first.
        var above: [FetchedManifest] = []
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
    /// The root and the indexes below it that lead to the leaves.
    var indexes: [FetchedManifest]
    /// Whether one manifest was chosen, so that it can stand for the image.
    var isSingle: Bool

    /// The indexes that a destination keeps as they are: none where a single manifest is named. One that reads the
    /// index once more, and takes another child than we did, must not get to see it.
    func indexes(for destination: any ImageDestination) -> [FetchedManifest] {
        guard isSingle else { return indexes }
        let isChoiceShared = leaves.allSatisfy { $0.containerdChoice == nil }
        return destination.keepsIndexes && isChoiceShared ? indexes : []
    }

    /// What a destination's name leads to: the only child where one was chosen, else the root.
    func entry(for destination: any ImageDestination) -> Descriptor {
        if indexes(for: destination).isEmpty, let leaf = leaves.first { return leaf.descriptor }
        return root.descriptor
    }
}

extension FetchedManifest {
    var descriptor: Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }

    var index: Index? {
        if case .index(let index) = document { index } else { nil }
    }
}
