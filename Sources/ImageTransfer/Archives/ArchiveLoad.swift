public import ContentStore
import OCI

/// Brings the images of archives into a layout: what an archive holds is listed first, then its blobs are read in the
/// archive's order, and last the entries of index.json are written.
public struct ArchiveLoad: Sendable {
    private let store: OCILayout
    private let progress: TransferProgress
    private let clock: any Clock<Duration>

    /// A load into that layout.
    public init(
        into store: OCILayout,
        progress: TransferProgress = TransferProgress(),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.store = store
        self.progress = progress
        self.clock = clock
    }

    /// Loads archives in their order; one that fails does not stop the others.
    ///
    /// - Parameter files: each an archive, the first part of one, or what its parts are named after. A checksum file
    ///   beside it is checked first.
    /// - Returns: an outcome per image.
    public func run(_ files: [String]) async -> [LoadOutcome] {
        var outcomes: [LoadOutcome] = []
        for file in files {
            do {
                outcomes += try await load(file)
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
        var graph: Swift.Result<LayoutGraph, any Error>
    }

    private func load(_ file: String) async throws -> [LoadOutcome] {
        let parts = try ArchiveFile.parts(of: file)
        try ChecksumFile.check(ArchiveFile.whole(file), parts: parts) { _ in try Task.checkCancellation() }
        let archive = try ImageArchive(parts) { try Task.checkCancellation() }
        let store = store
        let source = GraphSource(
            // What a delta leaves out the destination may have.
            document: { try archive.document($0.digest) ?? GraphSource.document($0, in: store) },
            contains: { archive.contains($0) || store.contains($0) }
        )
        let images = archive.images.map { image in
            Loaded(image: image, graph: Swift.Result { try source.graph(of: image.root, path: file) })
        }
        var wanted: [BlobIdentity: Descriptor] = [:]
        for image in images {
            guard case .success(let graph) = image.graph else { continue }
            for blob in graph.blobs {
                try Task.checkCancellation()
                if archive.contains(blob) { wanted[blob.identity] = blob } else { try store.dropIfBroken(blob) }
            }
        }
        let ledger = try await bring(wanted, from: archive)
        var brought: Set<BlobIdentity> = []
        return images.map { image in
            finish(image, of: file, ledger: ledger, brought: &brought)
        }
    }

    // MARK: - blobs

    /// What became of each blob: the bytes written, or why it could not be had.
    private typealias Ledger = [BlobIdentity: Swift.Result<Int64, any Error>]

    private func bring(_ wanted: [BlobIdentity: Descriptor], from archive: ImageArchive) async throws -> Ledger {
        for blob in wanted.values {
            try Task.checkCancellation()
            try store.dropIfBroken(blob)
        }
        let missing = store.missingBytes(of: wanted.values)
        try store.ensureFreeSpace(for: missing)
        progress.expect(missing)
        var ledger: Ledger = [:]
        var rest = wanted
        // A second pass is for what another process was at, or had begun badly; a third would find the same.
        for _ in 0..<2 {
            rest = rest.filter { identity, blob in
                guard store.contains(blob) else { return true }
                ledger[identity] = ledger[identity] ?? .success(0)
                return false
            }
            guard !rest.isEmpty else { break }
            try pass(over: archive, rest, &ledger)
            for (identity, blob) in rest where ledger[identity] == nil {
                // Somebody else's: either it comes, or it is left to us.
                try await store.ingestWhenFree(blob, clock: clock)?.abandon(keepingData: true)
            }
            rest = rest.filter { identity, _ in (try? ledger[identity]?.get()) == nil }
        }
        return ledger
    }

    private func pass(
        over archive: ImageArchive,
        _ wanted: [BlobIdentity: Descriptor],
        _ ledger: inout Ledger
    ) throws {
        // Of two sizes for one digest one is a lie; the archive has that blob in one size only.
        let byDigest = Dictionary(wanted.map { ($1.digest, $1) }) { first, _ in first }
        try archive.forEachBlob(Set(byDigest.keys)) { digest, content in
            guard let blob = byDigest[digest] else { return }
            guard case .ingest(let ingest) = try store.beginIngest(blob) else { return }
            do {
                ledger[blob.identity] = .success(try write(content, to: ingest, blob))
            } catch let error as BlobIntegrityError {
                ingest.abandon(keepingData: false)
                ledger[blob.identity] = .failure(error)
            } catch {
                ingest.abandon(keepingData: true)
                throw error
            }
        }
    }

    /// - Returns: the bytes written.
    private func write(_ content: TarStream, to ingest: Ingest, _ blob: Descriptor) throws -> Int64 {
        let report = progress.begin(blob)
        defer { progress.end(blob) }
        let start = ingest.offset
        if start > 0 { progress.expect(start) }
        var passed: Int64 = 0
        try content.content { piece in
            try Task.checkCancellation()
            // What an interrupted load left is hashed again and not written twice.
            let skipped = Int(min(Int64(piece.count), max(0, start - passed)))
            passed += Int64(piece.count)
            if skipped < piece.count { try ingest.append(UnsafeRawBufferPointer(rebasing: piece[skipped...])) }
            report(ingest.offset)
        }
        try ingest.commit()
        return blob.size - start
    }

    // MARK: - names

    private func finish(
        _ image: Loaded,
        of file: String,
        ledger: Ledger,
        brought: inout Set<BlobIdentity>
    ) -> LoadOutcome {
        var outcome = LoadOutcome(archive: file, names: image.image.names, digest: image.image.root.digest)
        do {
            let graph = try image.graph.get()
            outcome.platforms = graph.leaves.compactMap { $0.descriptor.platform?.description }
            outcome.omitted = graph.omitted
            outcome.foreign = graph.foreign.map(\.digest)
            for blob in graph.blobs {
                let written = try ledger[blob.identity]?.get() ?? 0
                let isNew = brought.insert(blob.identity).inserted
                outcome.bytesWritten += isNew ? written : 0
                outcome.bytesReused += blob.size - (isNew ? written : 0)
            }
            let missing = graph.blobs.filter { !store.contains($0) }
            guard missing.isEmpty else {
                let digests = missing.map(\.digest.description).sorted()
                throw ContentStoreError(.blobsMissing, path: file, candidates: digests)
            }
            for (digest, bytes) in graph.documents { try store.write(bytes, digest: digest) }
            try publish(image.image)
        } catch {
            outcome.error = TransferError(error, stage: "store")
        }
        return outcome
    }

    private func publish(_ image: ImageArchive.Image) throws {
        guard !image.names.isEmpty else { return try store.setReference(nil, to: image.root) }
        for name in image.names {
            var entry = image.root
            entry.annotations[ImageArchive.imageNameKey] = ImageArchive.imageName(name)
            try store.setReference(name, to: entry)
        }
    }
}
