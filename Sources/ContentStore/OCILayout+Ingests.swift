public import OCI

/// What stands between a caller and a blob.
public enum IngestState: Sendable {
    /// The blob is in the layout.
    case present
    /// Another process, or another task of this one, is fetching it.
    case busy
    /// The caller is the one to fetch it, from the ingest's offset on.
    case ingest(Ingest)
}

/// A blob whose transfer has begun, not finished.
public struct StoredIngest: Hashable, Sendable {
    /// The digest the blob will have.
    public let digest: Digest
    /// The bytes held.
    public let bytes: Int64
    /// When bytes were last added, since 1970-01-01T00:00:00Z.
    public let modificationTime: Duration
}

extension OCILayout {
    /// Begins to fetch a blob, or takes over what an earlier attempt left, whose bytes are hashed again.
    ///
    /// - Throws: `disk-full`, `not-writable`, `layout-invalid` or `lock-unavailable`.
    public func beginIngest(_ descriptor: Descriptor) throws(ContentStoreError) -> IngestState {
        if contains(descriptor) { return .present }
        let path = LayoutPath.ingest(descriptor.digest)
        guard let file = try directory.openLocked(path, waiting: false) else { return .busy }
        if contains(descriptor) {
            // Committed between our look and our lock, so the file is a new, empty one of our own making.
            try? directory.remove(path)
            return .present
        }
        let ingest = try Ingest(of: descriptor.digest, size: descriptor.size, file: file, path: path, in: directory)
        return .ingest(ingest)
    }

    /// Begins to fetch a blob as soon as nobody else does; waits without holding a thread.
    ///
    /// - Parameters:
    ///   - interval: the longest pause between two looks; the first ones are shorter.
    ///   - clock: what sleeps.
    /// - Returns: nil if the blob is in the layout, because the other one has finished.
    /// - Throws: errors of ``beginIngest(_:)``, and the clock's, such as `CancellationError`.
    public func ingestWhenFree(
        _ descriptor: Descriptor,
        lookingEvery interval: Duration = .milliseconds(250),
        clock: some Clock<Duration> = ContinuousClock()
    ) async throws -> Ingest? {
        var pause = min(interval, .milliseconds(10))
        while true {
            switch try beginIngest(descriptor) {
            case .present: return nil
            case .ingest(let ingest): return ingest
            case .busy: try await clock.sleep(for: pause)
            }
            pause = min(pause * 2, interval)
        }
    }

    /// The blobs begun and not finished, whoever is at it, ordered by digest.
    ///
    /// - Throws: `not-readable`.
    public func ingests() throws(ContentStoreError) -> [StoredIngest] {
        do throws(SystemError) {
            var found: [StoredIngest] = []
            for name in try directory.names(in: LayoutPath.ingests) {
                guard let digest = LayoutPath.digest(ofWorkFile: name),
                    let status = try directory.status(LayoutPath.ingest(digest)),
                    status.isRegularFile
                else { continue }
                found.append(
                    StoredIngest(digest: digest, bytes: status.size, modificationTime: status.modificationTime)
                )
            }
            return found.sorted { $0.digest < $1.digest }
        } catch {
            throw error.reading(directory.fullPath(LayoutPath.ingests))
        }
    }

    /// Removes the ingests that nobody is at and that have not grown for that long.
    ///
    /// - Parameters:
    ///   - age: an ingest last written exactly that long ago is kept.
    ///   - now: since 1970-01-01T00:00:00Z; nil asks the system.
    /// - Returns: those removed.
    /// - Throws: `not-readable` or `not-writable`.
    @discardableResult
    public func removeIngests(
        olderThan age: Duration,
        now: Duration? = nil
    ) throws(ContentStoreError) -> [StoredIngest] {
        let now = now ?? Moment.now
        var removed: [StoredIngest] = []
        for ingest in try ingests() {
            let path = LayoutPath.ingest(ingest.digest)
            do throws(SystemError) {
                if try directory.removeUnlocked(path, if: { now - $0.modificationTime > age }) {
                    removed.append(ingest)
                }
            } catch {
                throw error.writing(directory.fullPath(path))
            }
        }
        return removed
    }
}
