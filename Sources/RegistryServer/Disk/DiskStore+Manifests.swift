import ContentStore
import OCI

extension DiskStore {
    /// Which manifest a reference leads to.
    func digest(of reference: ManifestReference, inFolder folder: String) throws -> Digest? {
        switch reference {
        case .digest(let digest): digest
        case .tag(let tag): try tagEntry(StoragePath.tag(tag, in: folder))?.digest
        }
    }

    /// The file of a large manifest of the repository with its type, the bytes verified without being kept; nil for
    /// one of at most `limit` bytes, and for none.
    func largeManifest(
        _ digest: Digest,
        inFolder folder: String,
        above limit: Int
    ) throws -> (mediaType: String, file: OpenFile, size: Int64)? {
        let path = StoragePath.blob(digest)
        let status = try reading(path) { () throws(SystemError) in try directory.status(path) }
        guard let status, status.size > Int64(limit), let mediaType = try mediaType(of: digest, inFolder: folder) else {
            return nil
        }
        guard let (file, size) = try file(digest), try hash(file, path, digest.algorithm).hasher.digest == digest else {
            throw RegistryServerError(.contentDamaged, subject: directory.fullPath(path))
        }
        return (mediaType, file, size)
    }

    /// A manifest of the repository in that directory.
    func manifest(_ digest: Digest, inFolder folder: String) throws -> StoredManifest? {
        guard let mediaType = try mediaType(of: digest, inFolder: folder) else { return nil }
        let path = StoragePath.blob(digest)
        guard let bytes = try contents(of: path), ContentHasher.digest(of: bytes, digest.algorithm) == digest else {
            throw RegistryServerError(.contentDamaged, subject: directory.fullPath(path))
        }
        return StoredManifest(mediaType: mediaType, digest: digest, bytes: bytes)
    }

    /// Nil for a manifest that is not of the repository.
    private func mediaType(of digest: Digest, inFolder folder: String) throws -> String? {
        let path = StoragePath.manifest(digest, in: folder)
        guard let record = try contents(of: path) else { return nil }
        guard let mediaType = (try? JSON(parsing: record))?["mediaType"]?.string else {
            throw RegistryServerError(.contentDamaged, subject: directory.fullPath(path))
        }
        return mediaType
    }

    func put(_ manifest: PushedManifest, in repository: Repository) throws -> [Digest] {
        try withReferencesHeld {
            try withLock(on: repository) {
                let folder = StoragePath.repository(repository)
                let required = manifest.mayBeSparse ? [] : manifest.document.requiredBlobs
                let missing = try required.filter { try !hasBlob($0, inFolder: folder) }
                guard missing.isEmpty else { return missing }
                for digest in manifest.document.namedContent { try touch(digest, inFolder: folder) }
                try keep(manifest, in: repository)
                return []
            }
        }
    }

    /// What refers to something is written after it, so that an end at any moment leaves nothing without its content.
    private func keep(_ manifest: PushedManifest, in repository: Repository) throws {
        let content = manifest.content
        try prepareFolder(of: repository)
        let folder = StoragePath.repository(repository)
        try writeIfChanged(content.bytes, to: StoragePath.blob(content.digest))
        if let subject = manifest.document.subject?.digest {
            let descriptor = manifest.document.referrer(digest: content.digest, size: content.bytes.count)
            try write(descriptor.json.bytes(), to: referrer(content.digest, to: subject, inFolder: folder))
        }
        let record: JSON = ["mediaType": .string(content.mediaType)]
        try writeIfChanged(record.bytes(), to: StoragePath.manifest(content.digest, in: folder))
        for tag in manifest.tags {
            let entry = TagEntry(digest: content.digest, tag: tag)
            try writeIfChanged(entry.bytes, to: StoragePath.tag(tag, in: folder))
        }
    }

    /// Writes a small file unless it is there already; then it is new in the eyes of a collection.
    func writeIfChanged(_ bytes: [UInt8], to path: String) throws {
        if try contents(of: path) == bytes {
            try touch(path)
        } else {
            try write(bytes, to: path)
        }
    }

    func removeManifest(_ digest: Digest, in repository: Repository) throws -> Bool {
        try withLock(on: repository) {
            try removeManifest(digest, inFolder: StoragePath.repository(repository))
        }
    }

    /// The other way around: first what refers to it.
    func removeManifest(_ digest: Digest, inFolder folder: String) throws -> Bool {
        guard try exists(StoragePath.manifest(digest, in: folder)) else { return false }
        for name in try names(in: StoragePath.tags(in: folder)) {
            let path = "\(StoragePath.tags(in: folder))/\(name)"
            // A tag that cannot be read names no manifest.
            if (try? tagEntry(path))?.digest == digest { try remove(path) }
        }
        let stored = try? manifest(digest, inFolder: folder)
        let document = stored.flatMap { try? ManifestDocument(bytes: $0.bytes, mediaType: $0.mediaType) }
        return try removeUntaggedManifest(digest, document, inFolder: folder)
    }

    /// - Parameter document: what it says; nil where that cannot be read.
    @discardableResult
    func removeUntaggedManifest(
        _ digest: Digest,
        _ document: ManifestDocument?,
        inFolder folder: String
    ) throws -> Bool {
        if let subject = document?.subject?.digest {
            try remove(referrer(digest, to: subject, inFolder: folder))
            directory.removeDirectoryIfEmpty(StoragePath.referrers(of: subject, in: folder))
        }
        return try remove(StoragePath.manifest(digest, in: folder))
    }

    private func referrer(_ digest: Digest, to subject: Digest, inFolder folder: String) -> String {
        "\(StoragePath.referrers(of: subject, in: folder))/\(StorageName.encode(digest))"
    }

    func referrers(_ query: ReferrerQuery, in repository: Repository) throws -> ReferrerPage {
        let folder = StoragePath.repository(repository)
        let list = StoragePath.referrers(of: query.subject, in: folder)
        var page = ReferrerPage()
        var size = 0
        for digest in try names(in: list).compactMap(StorageName.digest(ofFile:)).sorted() {
            if let last = query.last, digest.description <= last { continue }
            // A referrer whose manifest was never finished, or is on its way out, is not listed.
            guard try exists(StoragePath.manifest(digest, in: folder)),
                let bytes = try contents(of: "\(list)/\(StorageName.encode(digest))", limit: Self.largestDescriptor)
            else { continue }
            let descriptor = try Descriptor(json: JSON(parsing: bytes))
            guard query.artifactType == nil || query.artifactType == descriptor.artifactType else { continue }
            size += bytes.count
            guard size <= query.limit || page.descriptors.isEmpty else {
                page.hasMore = true
                break
            }
            page.descriptors.append(descriptor)
        }
        return page
    }

    /// A manifest's annotations, and what is said around them.
    private static var largestDescriptor: Int { ManifestDocument.maximumSize + (64 << 10) }
}
