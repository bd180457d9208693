package import OCI

/// An archive of images that was looked through: what it holds, and where.
package struct ImageArchive: Sendable {
    /// One image, or one index, under all the names that the archive has for it.
    package struct Image: Hashable, Sendable {
        /// Image references, or what stood in their place; empty for an image without a name.
        package var names: [String]
        package var root: Descriptor

        package init(names: [String], root: Descriptor) {
            self.names = names
            self.root = root
        }
    }

    /// The annotation of an index.json entry under which containerd keeps an image's full name.
    package static let imageNameKey = "io.containerd.image.name"
    /// The annotation of an index.json that says that blobs are left out which another archive has.
    package static let deltaKey = "io.windlass.delta"

    /// The archive's files.
    package let paths: [String]
    package let images: [Image]
    /// Whether it holds only what another archive lacks.
    package let isDelta: Bool
    /// The bytes of a pass over it, after decompression.
    package let contentBytes: Int64
    /// Whether the archive as a whole is compressed, so that it can be read from the start alone.
    package let isCompressed: Bool
    private let offsets: [Digest: Int64]
    private let places: [Digest: MemberPath]
    private let sizes: [Digest: Int64]
    private let documents: [Digest: [UInt8]]

    /// Looks through an archive of either form, or both.
    ///
    /// - Parameters:
    ///   - paths: its file, or the parts of it.
    ///   - progress: called now and then; what it throws ends the pass.
    /// - Throws: what ``ArchiveCatalog`` throws; `archive-invalid` with `no-images` for an archive of something else.
    package init(_ paths: [String], progress: () throws -> Void = {}) throws {
        self.paths = paths
        let catalog = try ArchiveCatalog(JoinedFiles(paths), progress: progress)
        do throws(ArchiveFault) {
            var content = Content()
            for (path, file) in catalog.files {
                guard let digest = path.blobDigest else { continue }
                content.places[digest] = path
                content.sizes[digest] = file.size
                if let bytes = catalog.document(path), ContentHasher.digest(of: bytes, digest.algorithm) == digest {
                    content.documents[digest] = bytes
                }
            }
            if !(try content.readIndex(of: catalog)) { try content.readDockerManifest(of: catalog) }
            images = content.images
            isDelta = content.isDelta
            places = content.places
            sizes = content.sizes
            documents = content.documents
        } catch {
            throw error.at(paths.first ?? "")
        }
        contentBytes = catalog.contentBytes
        isCompressed = catalog.format != .none
        offsets = places.compactMapValues { catalog.files[$0]?.offset }
    }

    /// The name of an entry, if it is an image's full name; the `1.0` or `app` of some layouts would be guesswork.
    package static func imageName(_ name: String) -> String? {
        (try? ImageReference(parsing: name))?.description == name ? name : nil
    }

    /// Whether the archive has the blob.
    package func contains(_ descriptor: Descriptor) -> Bool {
        sizes[descriptor.digest] == descriptor.size || documents[descriptor.digest] != nil
    }

    /// A manifest, an index or a configuration that the archive has, verified.
    package func document(_ digest: Digest) -> [UInt8]? { documents[digest] }

    /// A blob's bytes from its start, with those of the members behind it; nothing is verified.
    ///
    /// - Returns: nil for a blob that is not there, and for a compressed archive.
    package func source(of digest: Digest) throws(ContentStoreError) -> JoinedFiles? {
        guard !isCompressed, let offset = offsets[digest] else { return nil }
        let files = try JoinedFiles(paths)
        try files.skip(offset)
        return files
    }

    /// The archive's blobs one after another, read once more from the start.
    package func blobs(_ wanted: Set<Digest>) throws(ContentStoreError) -> Blobs {
        var places: [MemberPath: Digest] = [:]
        for digest in wanted {
            if let place = self.places[digest] { places[place] = digest }
        }
        return Blobs(try TarStream(JoinedFiles(paths)), places)
    }

    /// Gives each wanted blob as it comes, in the archive's order.
    package final class Blobs {
        /// Where the content of the blob is to be read that ``next()`` found last.
        package let content: TarStream
        private var rest: [MemberPath: Digest]

        fileprivate init(_ content: TarStream, _ places: [MemberPath: Digest]) {
            self.content = content
            rest = places
        }

        /// The next blob; what was not read of the one before is passed over.
        package func next() throws(ContentStoreError) -> Digest? {
            while !rest.isEmpty, let member = try content.next() {
                guard member.kind == .file, let name = MemberPath(member.name),
                    let digest = rest.removeValue(forKey: name)
                else { continue }
                return digest
            }
            return nil
        }
    }

    /// What is gathered from either form.
    private struct Content {
        var images: [Image] = []
        var isDelta = false
        var places: [Digest: MemberPath] = [:]
        var sizes: [Digest: Int64] = [:]
        var documents: [Digest: [UInt8]] = [:]

        /// - Returns: whether the archive is an OCI layout with images.
        mutating func readIndex(of catalog: ArchiveCatalog) throws(ArchiveFault) -> Bool {
            guard let path = MemberPath(LayoutPath.index), let bytes = catalog.document(path) else { return false }
            guard let index = LayoutIndex(parsing: bytes), let entries = try? index.descriptors else {
                throw ArchiveFault(.archiveInvalid, LayoutPath.index)
            }
            isDelta = index.annotation(deltaKey) != nil
            for entry in entries {
                let name = entry.annotations[imageNameKey] ?? entry.annotations[OCILayout.referenceNameKey]
                add(name, entry)
            }
            return !entries.isEmpty
        }

        mutating func readDockerManifest(of catalog: ArchiveCatalog) throws(ArchiveFault) {
            guard let path = MemberPath(DockerArchive.manifestFile), let bytes = catalog.document(path) else {
                let isOld = MemberPath("repositories").flatMap(catalog.file) != nil
                throw isOld
                    ? ArchiveFault(.archiveUnsupported, "docker-v1") : ArchiveFault(.archiveInvalid, "no-images")
            }
            for item in try DockerArchive(parsing: bytes).items {
                let made = try item.manifest(in: catalog)
                let bytes = made.manifest.json.bytes()
                let digest = ContentHasher.digest(of: bytes, .sha256)
                documents[digest] = bytes
                for (digest, place) in made.places {
                    places[digest] = place
                    sizes[digest] = catalog.files[place]?.size
                    documents[digest] = catalog.document(place)
                }
                let root = Descriptor(
                    mediaType: made.manifest.mediaType,
                    digest: digest,
                    size: Int64(bytes.count),
                    platform: made.platform
                )
                for tag in item.repoTags { add((try? ImageReference(parsing: tag))?.description ?? tag, root) }
                if item.repoTags.isEmpty { add(nil, root) }
            }
        }

        private mutating func add(_ name: String?, _ root: Descriptor) {
            var root = root
            root.annotations[imageNameKey] = nil
            root.annotations[OCILayout.referenceNameKey] = nil
            if let index = images.firstIndex(where: { $0.root == root }) {
                images[index].names += name.map { [$0] } ?? []
            } else {
                images.append(Image(names: name.map { [$0] } ?? [], root: root))
            }
        }
    }
}
