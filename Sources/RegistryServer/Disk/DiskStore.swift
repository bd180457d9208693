import ContentStore
import Crypto
import OCI
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The storage directory, with blocking calls: one instance a process.
///
///     windlass-registry.json                               {"version":1}
///     blobs/sha256/ab/<hex>                                content, manifests included
///     repositories/<name>/blobs/sha256-<hex>               empty: the blob belongs to the repository
///     repositories/<name>/manifests/sha256-<hex>           {"mediaType":"..."}
///     repositories/<name>/tags/<tag>                       <digest> <tag>
///     repositories/<name>/referrers/<subject>/<digest>     the referrer's descriptor
///     uploads/<id>-<hash of the repository>                bytes so far
///
/// Every file gets its name only when its content is on the medium, and is never changed after.
final class DiskStore: Sendable {
    static let version: Int64 = 1

    let directory: Directory
    let uploads = UploadStates()
    /// Held as long as this server writes; nil where it only reads.
    private let lock: OpenFile?
    private let stripes = (0..<64).map { _ in Stripe() }

    private final class Stripe: Sendable {
        let mutex = Mutex(())
    }

    /// - Parameter isWriter: takes the storage for itself, makes it if it is not there, and clears what a killed
    ///   server left.
    init(path: String, isWriter: Bool) throws {
        directory = isWriter ? try Directory(creating: path, mode: 0o700) : try Directory(openingStorage: path)
        try Self.checkMarker(in: directory, mayCreate: isWriter)
        lock = isWriter ? try Self.takeLock(in: directory) : nil
        if isWriter {
            // Made by the one who writes, so that a collection by another user finds it, and not the other way around.
            try withReferencesHeld {}
            for name in try reading(
                StoragePath.work,
                { () throws(SystemError) in
                    try directory.names(in: StoragePath.work)
                }
            ) {
                try? directory.remove("\(StoragePath.work)/\(name)")
            }
        }
    }

    private static func checkMarker(in directory: Directory, mayCreate: Bool) throws {
        let store = MarkerFile(directory: directory)
        switch try store.read() {
        case version?: return
        case let other?:
            throw RegistryServerError(.storageVersion, subject: directory.path, detail: String(other))
        case nil:
            guard mayCreate, try store.isAlone() else {
                throw RegistryServerError(.storageForeign, subject: directory.path)
            }
            try store.write(version)
        }
    }

    private static func takeLock(in directory: Directory) throws -> OpenFile {
        guard let lock = try directory.openLocked(StoragePath.serverLock, waiting: false) else {
            throw RegistryServerError(.storageInUse, subject: directory.path)
        }
        return lock
    }

    /// Keeps two writers of one repository apart. Nothing that `body` does may take the lock of another.
    func withLock<Result>(on repository: Repository, _ body: () throws -> Result) rethrows -> Result {
        var hasher = Hasher()
        hasher.combine(repository)
        let stripe = stripes[Int(UInt(bitPattern: hasher.finalize()) % UInt(stripes.count))]
        return try stripe.mutex.withLock { _ in try body() }
    }

    /// No collection removes a blob while `body` makes something refer to it.
    func withReferencesHeld<Result>(_ body: () throws -> Result) throws -> Result {
        let lock = try heldCollectionLock(shared: true)
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    /// Nothing gets a reference to a blob while `body` runs.
    func withReferencesStopped<Result>(_ body: () throws -> Result) throws -> Result {
        let lock = try heldCollectionLock(shared: false)
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    /// - Throws: `lock-unavailable` where somebody holds it for half a minute.
    private func heldCollectionLock(shared: Bool) throws -> OpenFile {
        let path = StoragePath.collectionLock
        let file = try writing(path) { () throws(SystemError) in
            do throws(SystemError) {
                // Readable is enough: whoever made the file may be another user.
                return try directory.openForReading(path)
            } catch let error where error.isMissing {
                return try inFolder(of: path) { () throws(SystemError) in try directory.openForWriting(path) }
            }
        }
        for _ in 0..<6_000 {
            if try writing(path, { () throws(SystemError) in try file.lock(waiting: false, shared: shared) }) {
                return file
            }
            usleep(5_000)
        }
        throw ContentStoreError(.lockUnavailable, path: directory.fullPath(path))
    }
}

// MARK: - files

extension DiskStore {
    /// The content of a small file; nil if there is none.
    func contents(of path: String, limit: Int = ManifestDocument.maximumSize) throws -> [UInt8]? {
        do throws(ContentStoreError) {
            return try directory.contents(of: path, limit: limit)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    func exists(_ path: String) throws -> Bool {
        try reading(path) { () throws(SystemError) in try directory.status(path) != nil }
    }

    func names(in path: String) throws -> [String] {
        try reading(path) { () throws(SystemError) in try directory.names(in: path) }
    }

    /// Gives a name to content that is on the medium, and puts the name there too.
    func publish(_ source: String, as path: String) throws {
        try writing(path) { () throws(SystemError) in
            try inFolder(of: path) { () throws(SystemError) in try directory.rename(source, to: path) }
            try directory.synchronize(Directory.parent(of: path))
        }
    }

    /// Writes a small file, or replaces it, in one step.
    func write(_ bytes: [UInt8], to path: String) throws {
        var generator = SystemRandomNumberGenerator()
        let draft = "\(StoragePath.work)/\(UploadID(using: &generator))"
        do {
            try writing(path) { () throws(SystemError) in
                let file = try inFolder(of: draft) { () throws(SystemError) in
                    try directory.openForWriting(draft, mustBeNew: true, mode: 0o600)
                }
                if let error = bytes.withUnsafeBytes({ file.write($0, at: 0).error }) { throw error }
                try file.synchronize()
            }
            try publish(draft, as: path)
        } catch {
            try? directory.remove(draft)
            throw error
        }
    }

    /// Removes a file for good.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    func remove(_ path: String) throws -> Bool {
        try writing(path) { () throws(SystemError) in
            do throws(SystemError) {
                try directory.remove(path)
            } catch let error where error.isMissing {
                return false
            }
            try directory.synchronize(Directory.parent(of: path))
            return true
        }
    }

    func touch(_ path: String) throws {
        try writing(path) { () throws(SystemError) in try directory.touch(path) }
    }

    /// Makes the directories above `path` if `body` finds them missing.
    private func inFolder<Result>(
        of path: String,
        _ body: () throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        do throws(SystemError) {
            return try body()
        } catch let error where error.isMissing {
            try directory.makeDirectories(Directory.parent(of: path))
            return try body()
        }
    }

    func writing<Result>(_ path: String, _ body: () throws(SystemError) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw error.writing(directory.fullPath(path))
        }
    }

    func reading<Result>(_ path: String, _ body: () throws(SystemError) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw error.reading(directory.fullPath(path))
        }
    }
}
