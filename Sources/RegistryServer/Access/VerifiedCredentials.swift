import Crypto
import NIOCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What was found out about credentials a short time ago, so that not every request costs a bcrypt.
///
/// They are kept as hashes under a key that this process made and nobody else has.
final class VerifiedCredentials: Sendable {
    /// How long a good one counts after its last use. A user who is struck from the file loses access when the file is
    /// looked at next, a moment later, for that empties the cache.
    static let lifetime = TimeAmount.seconds(60)
    /// How long a bad one counts: a node with an old password asks again and again.
    static let rejectionLifetime = TimeAmount.seconds(5)
    private static let most = 10_000

    private struct Finding: Sendable {
        var isGood: Bool
        var end: NIODeadline
    }

    private let key = SymmetricKey(size: .bits256)
    private let findings = Mutex<[Data: Finding]>([:])

    /// Nil where nothing is known.
    func isGood(_ header: String, at now: NIODeadline) -> Bool? {
        let name = name(of: header)
        return findings.withLock { findings in
            guard let finding = findings[name], now < finding.end else { return nil }
            if finding.isGood { findings[name]?.end = now + Self.lifetime }
            return finding.isGood
        }
    }

    func record(_ header: String, isGood: Bool, at now: NIODeadline) {
        let name = name(of: header)
        findings.withLock { findings in
            if findings.count >= Self.most {
                findings = findings.filter { now < $0.value.end }
                if findings.count >= Self.most { findings.removeAll() }
            }
            let end = now + (isGood ? Self.lifetime : Self.rejectionLifetime)
            findings[name] = Finding(isGood: isGood, end: end)
        }
    }

    func removeAll() {
        findings.withLock { $0.removeAll() }
    }

    /// What stands for a header here: whoever reads this process's memory learns no password from it.
    func name(of header: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(header.utf8), using: key))
    }
}
