import ContentStore
import OCI

/// Removes what nothing refers to any more from a storage directory that a server may be using meanwhile.
///
/// A blob goes if no manifest names it and nobody has pushed, mounted, looked at or referred to it for the grace time.
/// The last look is taken while nobody can add a reference; see ``DiskStore/withReferencesStopped(_:)``.
public struct StorageCollection: Sendable {
    /// What a collection removed, or would remove.
    public struct Report: Hashable, Sendable {
        /// Manifests that stay.
        public var manifests = 0
        /// Manifests without a tag that were removed.
        public var removedManifests = 0
        /// Memberships of blobs in repositories that ended.
        public var removedLinks = 0
        /// Blobs whose bytes were removed.
        public var removedBlobs = 0
        /// The bytes of these blobs.
        public var removedBytes: Int64 = 0
        /// Uploads that nobody had added to for a day.
        public var removedUploads = 0
        /// Manifests that could not be read; what their repositories have was left alone.
        public var damaged: [String] = []
    }

    private let store: DiskStore
    private let cutoff: Duration
    private let deletesUntagged: Bool
    private let isDryRun: Bool

    /// - Parameters:
    ///   - path: the storage directory.
    ///   - grace: how long unreferenced content stays.
    ///   - deletesUntagged: whether manifests go that no tag, no index and no subject leads to.
    ///   - isDryRun: counts, and removes nothing.
    /// - Throws: as ``DiskStorage/init(path:isReadOnly:pool:)``.
    public init(path: String, grace: Duration, deletesUntagged: Bool, isDryRun: Bool) throws {
        store = try DiskStore(path: path, isWriter: false)
        // Whoever was making a reference is done with it then, and what is listed from now on has it.
        cutoff = try store.withReferencesStopped { Moment.now } - grace
        self.deletesUntagged = deletesUntagged
        self.isDryRun = isDryRun
    }

    /// Collects, blocking.
    ///
    /// - Throws: `ContentStoreError`; what was removed until then stays removed.
    public func run() throws -> Report {
        var report = Report()
        report.removedUploads = try store.removeUploads(idleFor: .seconds(86_400), isDryRun: isDryRun)
        var alive: Set<Digest> = []
        let folders = try store.repositoryFolders()
        // A storage with content and without a repository is one that was restored in part; what a first push has just
        // brought is new.
        guard try !folders.isEmpty || !holdsOldBlobs() else {
            report.damaged.append(store.directory.fullPath(StoragePath.repositories))
            return report
        }
        for (folder, repository) in folders {
            if repository == nil { report.damaged.append(store.directory.fullPath(folder)) }
            alive.formUnion(try collect(folder, isNamed: repository != nil, &report))
        }
        try sweepBlobs(keeping: alive, &report)
        return report
    }

    // MARK: - one repository

    /// - Returns: everything the repository still has.
    private func collect(_ folder: String, isNamed: Bool, _ report: inout Report) throws -> Set<Digest> {
        var documents: [Digest: ManifestDocument] = [:]
        var isDamaged = !isNamed
        let records = try store.names(in: StoragePath.manifests(in: folder)).compactMap(StorageName.digest(ofFile:))
        for digest in records {
            do {
                guard let stored = try store.manifest(digest, inFolder: folder) else { continue }
                documents[digest] = try ManifestDocument(bytes: stored.bytes, mediaType: stored.mediaType)
            } catch {
                isDamaged = true
                report.damaged.append(store.directory.fullPath(StoragePath.manifest(digest, in: folder)))
            }
        }
        let links = try store.names(in: StoragePath.links(in: folder)).compactMap(StorageName.digest(ofFile:))
        guard !isDamaged else {
            report.manifests += records.count
            return Set(links).union(records)
        }
        if deletesUntagged {
            try removeUntagged(&documents, folder, &report)
        }
        report.manifests += documents.count
        let named = documents.values.reduce(into: Set(documents.keys)) { $0.formUnion($1.namedContent) }
        let loose = links.filter { !named.contains($0) }
        var alive = named
        for batch in loose.batches(of: 64) {
            try store.withReferencesStopped {
                for digest in batch {
                    let path = StoragePath.link(digest, in: folder)
                    guard try isOld(path) != nil else {
                        alive.insert(digest)
                        continue
                    }
                    report.removedLinks += 1
                    if !isDryRun { try store.remove(path) }
                }
            }
        }
        return alive
    }

    /// Removes the manifests that neither a tag, nor an index, nor a subject leads to.
    ///
    /// Whoever makes a reference to one, or asks for it, touches it: what is still old when its turn comes has none.
    private func removeUntagged(
        _ documents: inout [Digest: ManifestDocument],
        _ folder: String,
        _ report: inout Report
    ) throws {
        let reached = try store.withReferencesStopped { try reachable(in: documents, folder) }
        for batch in documents.keys.filter({ !reached.contains($0) }).batches(of: 64) {
            try store.withReferencesStopped {
                for digest in batch {
                    guard try isOld(StoragePath.manifest(digest, in: folder)) != nil else { continue }
                    let document = documents.removeValue(forKey: digest)
                    report.removedManifests += 1
                    if !isDryRun { try store.removeUntaggedManifest(digest, document, inFolder: folder) }
                }
            }
        }
    }

    private func reachable(in documents: [Digest: ManifestDocument], _ folder: String) throws -> Set<Digest> {
        var pending = try store.names(in: StoragePath.tags(in: folder)).compactMap { name in
            try store.tagEntry("\(StoragePath.tags(in: folder))/\(name)")?.digest
        }
        // Those that are too young to go lead to others just as well: their tags may be on the way.
        pending += try documents.keys.filter { try isOld(StoragePath.manifest($0, in: folder)) == nil }
        let referrers = Dictionary(
            grouping: documents.keys.compactMap { digest in
                documents[digest]?.subject.map { (subject: $0.digest, referrer: digest) }
            },
            by: \.subject
        )
        var reached: Set<Digest> = []
        while let digest = pending.popLast() {
            guard let document = documents[digest], reached.insert(digest).inserted else { continue }
            pending += document.namedContent
            pending += (referrers[digest] ?? []).map(\.referrer)
        }
        return reached
    }

    // MARK: - blobs

    private func holdsOldBlobs() throws -> Bool {
        for algorithm in Digest.Algorithm.allCases {
            for folder in try store.names(in: "\(StoragePath.blobs)/\(algorithm.rawValue)") {
                for name in try store.names(in: "\(StoragePath.blobs)/\(algorithm.rawValue)/\(folder)") {
                    guard let digest = try? Digest(parsing: "\(algorithm.rawValue):\(name)") else { continue }
                    if try isOld(StoragePath.blob(digest)) != nil { return true }
                }
            }
        }
        return false
    }

    private func sweepBlobs(keeping alive: Set<Digest>, _ report: inout Report) throws {
        for algorithm in Digest.Algorithm.allCases {
            for folder in try store.names(in: "\(StoragePath.blobs)/\(algorithm.rawValue)") {
                let names = try store.names(in: "\(StoragePath.blobs)/\(algorithm.rawValue)/\(folder)")
                let loose = names.compactMap { try? Digest(parsing: "\(algorithm.rawValue):\($0)") }
                    .filter { !alive.contains($0) }
                for batch in loose.batches(of: 64) {
                    try store.withReferencesStopped {
                        for digest in batch {
                            let path = StoragePath.blob(digest)
                            guard let size = try isOld(path) else { continue }
                            report.removedBlobs += 1
                            report.removedBytes += size
                            if !isDryRun { try store.remove(path) }
                        }
                    }
                }
            }
        }
    }

    /// The size of a file that nobody has touched since the cutoff; nil for any other.
    private func isOld(_ path: String) throws -> Int64? {
        let status = try store.reading(path) { () throws(SystemError) in try store.directory.status(path) }
        return status.flatMap { $0.modificationTime < cutoff ? $0.size : nil }
    }
}

extension Array {
    fileprivate func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
