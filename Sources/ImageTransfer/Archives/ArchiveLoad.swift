public import ContentStore
import NIOCore
import OCI
import RegistryClient

/// Brings the images of archives to a destination: what an archive holds is listed first, then its blobs are read in
/// the archive's order, and last the names are written.
public struct ArchiveLoad: Sendable {
    private let destination: any ImageDestination
    /// The destination, where it is a layout: that takes images without a name, too.
    private let store: OCILayout?
    private let progress: TransferProgress

    /// A load into a layout.
    public init(into store: OCILayout, progress: TransferProgress = TransferProgress()) {
        self.store = store
        self.progress = progress
        destination = LayoutDestination(store)
    }

    /// A load to another place.
    public init(to destination: any ImageDestination, progress: TransferProgress = TransferProgress()) {
        self.destination = destination
        self.progress = progress
        store = nil
    }

    /// Loads archives in their order; one that fails does not stop the others.
    ///
    /// - Parameters:
    ///   - files: each an archive, the first part of one, or what its parts are named after. A checksum file beside it
    ///     is checked first.
    ///   - isWanted: asked with an image's names.
    /// - Returns: an outcome per image.
    public func run(
        _ files: [String],
        where isWanted: @Sendable ([String]) -> Bool = { _ in true }
    ) async -> [LoadOutcome] {
        var outcomes: [LoadOutcome] = []
        for file in files {
            do {
                outcomes += try await load(file, where: isWanted)
            } catch {
                var outcome = LoadOutcome(archive: file)
                outcome.error = TransferError(error, stage: "store")
                outcomes.append(outcome)
            }
        }
        return outcomes
    }

    private struct Loaded {
        var image: ImageArchive.Image
        var reference: ImageReference
        var graph: Swift.Result<LayoutGraph, any Error>
    }

    private func load(_ file: String, where isWanted: ([String]) -> Bool) async throws -> [LoadOutcome] {
        let parts = try ArchiveFile.parts(of: file)
        try ChecksumFile.check(ArchiveFile.whole(file), parts: parts) { _ in try Task.checkCancellation() }
        let archive = try ImageArchive(parts) { try Task.checkCancellation() }
        let images = try await graphs(of: archive, file, where: isWanted)
        var ledger = try await bring(images, from: archive)
        var outcomes: [LoadOutcome] = []
        for image in images { outcomes.append(await finish(image, of: file, ledger: &ledger)) }
        return outcomes
    }

    private func graphs(
        of archive: ImageArchive,
        _ file: String,
        where isWanted: ([String]) -> Bool
    ) async throws -> [Loaded] {
        let destination = destination
        let source = GraphSource(
            document: { descriptor in
                // What a delta leaves out the destination may have.
                if let bytes = archive.document(descriptor.digest) { return bytes }
                return try? await destination.read(descriptor.digest, limit: ManifestDocument.maximumSize)
            },
            contains: { archive.contains($0) }
        )
        var images: [Loaded] = []
        for image in archive.images where isWanted(image.names) {
            try Task.checkCancellation()
            let name = image.names.first ?? "unnamed:\(image.root.digest.hex.prefix(12))"
            let graph: Swift.Result<LayoutGraph, any Error>
            do {
                // The names of a layout need not be images'.
                let reference = try ImageReference(parsing: store == nil ? name : "image")
                guard store != nil || !image.names.isEmpty else {
                    throw OCIError(.invalidReference, subject: image.root.digest.description, detail: "no-name")
                }
                graph = .success(try await source.graph(of: image.root, path: file))
                images.append(Loaded(image: image, reference: reference, graph: graph))
            } catch {
                let nobody = try ImageReference(parsing: "image")
                images.append(Loaded(image: image, reference: nobody, graph: .failure(error)))
            }
        }
        return images
    }

    // MARK: - blobs

    /// What became of each blob: the bytes written, or why it could not be had.
    private typealias Ledger = [BlobIdentity: Swift.Result<Int64, any Error>]

    private func bring(_ images: [Loaded], from archive: ImageArchive) async throws -> Ledger {
        var order: [Descriptor] = []
        var wanted: [BlobIdentity: (blob: Descriptor, image: ImageReference)] = [:]
        for image in images {
            guard let graph = try? image.graph.get() else { continue }
            for blob in graph.blobs where wanted[blob.identity] == nil {
                wanted[blob.identity] = (blob, image.reference)
                order.append(blob)
            }
        }
        let missing = try await destination.missing(of: order.filter { archive.contains($0) })
        try await destination.prepare(for: missing)
        progress.expect(missing.totalSize)
        var ledger: Ledger = [:]
        // What a delta leaves out must be there, and right.
        for blob in order where !archive.contains(blob) {
            guard let image = wanted[blob.identity]?.image else { continue }
            let ingest = try await destination.ingest(blob, for: image)
            await ingest?.abandon(keepingData: true)
            ledger[blob.identity] = ingest == nil ? .success(0) : .failure(Missing())
        }
        // A second pass is for what an interrupted load left wrong; a third would find the same.
        for _ in 0..<2 {
            let rest = order.filter { archive.contains($0) && (try? ledger[$0.identity]?.get()) == nil }
            guard !rest.isEmpty else { break }
            // Of two sizes for one digest one is a lie; the archive has that blob in one size only.
            let byDigest = Dictionary(rest.map { ($0.digest, $0) }) { first, _ in first }
            let blobs = try archive.blobs(Set(byDigest.keys))
            while let digest = try blobs.next() {
                guard let blob = byDigest[digest], let image = wanted[blob.identity]?.image else { continue }
                guard let ingest = try await destination.ingest(blob, for: image) else {
                    ledger[blob.identity] = .success(0)
                    continue
                }
                do {
                    ledger[blob.identity] = .success(try await write(blobs.content, to: ingest, blob))
                } catch let error as BlobIntegrityError {
                    await ingest.abandon(keepingData: false)
                    ledger[blob.identity] = .failure(error)
                } catch {
                    await ingest.abandon(keepingData: true)
                    throw error
                }
            }
        }
        return ledger
    }

    /// A blob that neither the archive nor the destination has.
    private struct Missing: Error {}

    /// - Returns: the bytes written.
    private func write(_ content: TarStream, to ingest: any BlobIngest, _ blob: Descriptor) async throws -> Int64 {
        let report = progress.begin(blob)
        defer { progress.end(blob) }
        let start = ingest.offset
        var passed: Int64 = 0
        while let piece = try content.piece() {
            try Task.checkCancellation()
            // What an interrupted load left is hashed again and not written twice.
            let skipped = Int(min(Int64(piece.count), max(0, start - passed)))
            passed += Int64(piece.count)
            if skipped < piece.count {
                try await ingest.append(ByteBuffer(bytes: UnsafeRawBufferPointer(rebasing: piece[skipped...])))
            }
            report(ingest.offset)
        }
        try await ingest.finish()
        return blob.size - start
    }

    // MARK: - names

    private func finish(_ image: Loaded, of file: String, ledger: inout Ledger) async -> LoadOutcome {
        var outcome = LoadOutcome(archive: file, names: image.image.names, digest: image.image.root.digest)
        do {
            let graph = try image.graph.get()
            outcome.platforms = graph.leaves.compactMap { $0.platform?.description }
            outcome.omitted = graph.omitted
            outcome.foreign = graph.foreign.map(\.digest)
            let missing = graph.blobs.filter { blob in
                if case .failure(let error)? = ledger[blob.identity] { error is Missing } else { false }
            }
            guard missing.isEmpty else {
                let digests = missing.map(\.digest.description).sorted()
                throw ContentStoreError(.blobsMissing, path: file, candidates: digests)
            }
            for blob in graph.blobs {
                let written = try ledger[blob.identity]?.get() ?? 0
                outcome.bytesWritten += written
                outcome.bytesReused += blob.size - written
                // For the next image that has it, it was there.
                ledger[blob.identity] = .success(0)
            }
            for document in graph.documents {
                try await destination.write(document.bytes, of: document.descriptor, for: image.reference)
            }
            for leaf in graph.leaves where destination.unpacks {
                try await destination.unpack(leaf.manifest, platform: leaf.platform) { _ in true }
            }
            try await publish(image.image, graph)
        } catch {
            outcome.error = TransferError(error, stage: "store")
        }
        return outcome
    }

    private func publish(_ image: ImageArchive.Image, _ graph: LayoutGraph) async throws {
        if let store {
            for name in image.names.isEmpty ? [nil] : image.names.map(Optional.some) {
                var entry = image.root
                entry.annotations[ImageArchive.imageNameKey] = name.flatMap(ImageArchive.imageName)
                try store.setReference(name, to: entry)
            }
            return
        }
        for name in image.names {
            let reference = try ImageReference(parsing: name)
            try await destination.publish(
                PublishedImage(
                    image: reference,
                    name: reference.description,
                    entry: image.root,
                    manifests: graph.leaves.map { ($0.manifest, $0.platform) }
                )
            )
        }
    }
}
