public import OCI

/// One manifest of an image in a catalog: of an index each child, of an image without an index itself.
public struct ListedImage: Hashable, Sendable {
    /// How much of it is there.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// The manifest and all that it names.
        case complete
        /// The manifest, and not all that it names.
        case incomplete
        /// Not even the manifest: a child of an index that was not asked for.
        case absent
        /// Something in the manifest's place that is none.
        case damaged
    }

    /// The image.
    public var image: CatalogImage
    /// The manifest, as its index describes it.
    public var manifest: Descriptor
    /// Of the manifest, or of the configuration where no index says it.
    public var platform: Platform?
    /// The bytes of manifest, configuration and layers, as their descriptors have them, each digest once; nil where the
    /// manifest is not there.
    public var size: Int64?
    /// Those of ``size`` that are not there.
    public var missing: Int64
    /// How many layers the manifest has; nil where it is not there.
    public var layers: Int?
    /// How much of it is there.
    public var state: State

    /// The index that the image's name stands for; nil where it stands for the manifest.
    public var indexDigest: Digest? {
        image.target.digest == manifest.digest ? nil : image.target.digest
    }
}

extension ImageCatalog {
    /// The manifests of an image, in the order of its index.
    ///
    /// What is not there or damaged is told by its state.
    /// - Throws: the place's own errors.
    public func list(_ image: CatalogImage) async throws -> [ListedImage] {
        var rows: [ListedImage] = []
        for child in try await children(of: image.target) {
            rows.append(try await row(child, of: image))
        }
        return rows
    }

    private func children(of target: Descriptor) async throws -> [Descriptor] {
        do {
            return try await ImageChildren.list(of: target, in: self)
        } catch {
            // Of what is not there, or no manifest, the row itself tells.
            switch error.cause {
            case .content, .integrity, .contentMissing: return [target]
            default: throw error
            }
        }
    }

    private func row(_ child: Descriptor, of image: CatalogImage) async throws -> ListedImage {
        var row = ListedImage(
            image: image,
            manifest: child,
            platform: child.platform,
            missing: child.size,
            state: .damaged
        )
        let manifest: Manifest
        do {
            let bytes = try await document(child)
            guard case .manifest(let read) = try ManifestDocument(bytes: bytes, mediaType: child.mediaType) else {
                return row
            }
            manifest = read
        } catch is CatalogError {
            row.state = .absent
            return row
        } catch let error where error is OCIError || error is BlobIntegrityError {
            return row
        }
        (row.size, row.missing, row.layers) = (child.size, 0, manifest.layers.count)
        row.state = .complete
        var seen: Set<Digest> = [child.digest]
        for content in [manifest.config] + manifest.layers where seen.insert(content.digest).inserted {
            row.size = row.size.map { $0.addingSaturated(content.size) }
            guard try await !contains(content) else { continue }
            row.missing = row.missing.addingSaturated(content.size)
            row.state = .incomplete
        }
        return row
    }
}

extension Int64 {
    /// What a manifest claims may be more than there is.
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
