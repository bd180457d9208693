import ContentStore
import Logging
import NIOCore
import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Decides who may ask anything at all: everybody, or whoever is in the password file.
final class Guardian: Sendable {
    enum Judgement: Sendable {
        case admitted
        case refused
        /// More are waiting to be checked than is good; ask again.
        case overloaded
    }

    private struct Source: Sendable {
        var file: PasswordFile
        var status: FileStatus
    }

    private let path: String?
    private let source: Mutex<Source?>
    private let verified = VerifiedCredentials()
    /// Two, so that guessing passwords leaves the disk's threads to others.
    private let pool: NIOThreadPool
    /// The file as it was when it could not be read, so that this is said once.
    private let broken = Mutex<FileStatus?>(nil)
    /// Who waits for which header.
    private let queue = Mutex<[Data: [CheckedContinuation<Judgement, Never>]]>([:])
    /// Different headers that wait; the same one may wait as often as it likes.
    private static let mostWaiting = 64

    /// - Parameters:
    ///   - path: the password file; nil admits everybody.
    ///   - pool: threads for bcrypt.
    /// - Throws: `htpasswd-invalid`.
    init(passwordFile path: String?, pool: NIOThreadPool) throws(RegistryServerError) {
        self.path = path
        self.pool = pool
        source = Mutex(nil)
        if let path {
            let read = try Self.read(path)
            source.withLock { $0 = read }
        }
    }

    /// What can be said at once; nil if the password has to be checked.
    func judgeAtOnce(_ header: String?, at now: NIODeadline) -> Judgement? {
        guard path != nil else { return .admitted }
        guard let header else { return .refused }
        return verified.isGood(header, at: now).map { $0 ? .admitted : .refused }
    }

    /// Checks a password, which takes a tenth of a second or so.
    func judge(_ header: String?) async -> Judgement {
        if let known = judgeAtOnce(header, at: .now()) { return known }
        guard let header, let credential = BasicCredential(header: header) else { return .refused }
        let name = verified.name(of: header)
        return await withCheckedContinuation { continuation in
            let place = queue.withLock { queue -> Place in
                // A cluster's nodes come all at once with the same password: it is checked once.
                if queue[name] != nil {
                    queue[name]?.append(continuation)
                    return .behind
                }
                guard queue.count < Self.mostWaiting else { return .outside }
                queue[name] = [continuation]
                return .first
            }
            switch place {
            case .behind: return
            case .outside: continuation.resume(returning: .overloaded)
            case .first:
                pool.submit { [self] state in
                    let isGood = state == .active && check(credential, header)
                    let waiting = queue.withLock { $0.removeValue(forKey: name) } ?? []
                    for continuation in waiting { continuation.resume(returning: isGood ? .admitted : .refused) }
                }
            }
        }
    }

    private enum Place {
        case first
        case behind
        case outside
    }

    private func check(_ credential: BasicCredential, _ header: String) -> Bool {
        guard let source = source.withLock({ $0 }) else { return false }
        let isGood = source.file.admits(user: credential.user, password: credential.password)
        // Not what a file says that has been replaced since.
        self.source.withLock { current in
            if current?.status == source.status { verified.record(header, isGood: isGood, at: .now()) }
        }
        return isGood
    }

    /// Reads the password file again if it has changed. One that is broken changes nothing.
    func refresh(_ logger: Logger) async {
        _ = try? await pool.runIfActive { [self] in readIfChanged(logger) }
    }

    private func readIfChanged(_ logger: Logger) {
        guard let path, let status = try? Self.open(path).status, status != source.withLock({ $0?.status }),
            status != broken.withLock({ $0 })
        else { return }
        do {
            let read = try Self.read(path)
            source.withLock { $0 = read }
            broken.withLock { $0 = nil }
            verified.removeAll()
            logger.info("password file read", metadata: ["path": "\(path)"])
        } catch {
            broken.withLock { $0 = status }
            logger.error(
                "password file is broken; the last good one counts",
                metadata: ["path": "\(path)", "code": "\(error.code.rawValue)", "detail": "\(error.detail ?? "")"]
            )
        }
    }

    private static func open(_ path: String) throws(ContentStoreError) -> (directory: Directory, status: FileStatus) {
        do throws(SystemError) {
            let directory = try Directory(opening: Directory.parent(of: path))
            guard let status = try directory.status(name(path), followingLinks: true) else {
                throw SystemError(number: ENOENT)
            }
            return (directory, status)
        } catch {
            throw error.reading(path)
        }
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func read(_ path: String) throws(RegistryServerError) -> Source {
        let status: FileStatus
        let bytes: [UInt8]
        do throws(ContentStoreError) {
            let (directory, found) = try open(path)
            status = found
            bytes = try directory.contents(of: name(path), limit: PasswordFile.limit)
        } catch {
            throw RegistryServerError(.passwordFileInvalid, subject: path, detail: error.code.rawValue)
        }
        return Source(file: try PasswordFile(parsing: bytes, path: path), status: status)
    }
}
