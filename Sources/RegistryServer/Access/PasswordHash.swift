import CLibc

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A bcrypt hash in a password file, `$2y$<cost>$<22 characters of salt><31 of hash>`.
package struct PasswordHash: Hashable, Sendable {
    /// Each step doubles the time a check takes; 15 is a second or two.
    package static let highestCost: Int64 = 15

    private let text: String
    /// The two's power of rounds.
    let cost: Int

    /// Nil for another kind of hash, a malformed one, or one that costs more than ``highestCost``.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard text.utf8.count == 60, parts.count == 4, parts[0].isEmpty, ["2a", "2b", "2y"].contains(parts[1]),
            parts[2].utf8.count == 2, let cost = Int64(digits: parts[2].utf8), (4...Self.highestCost).contains(cost),
            parts[3].utf8.allSatisfy({ Self.alphabet.contains($0) })
        else { return nil }
        self.text = String(text)
        self.cost = Int(cost)
    }

    /// Hashes a new password; blocks for the time that the cost asks for.
    ///
    /// - Returns: nil for a password that bcrypt cannot take whole: more than 72 bytes, or a NUL.
    package init?(password: String, cost: Int = 10) {
        guard password.utf8.count <= 72 else { return nil }
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        // No bytes of ours: the library takes the salt from the system's generator.
        guard crypt_gensalt_rn("$2y$", UInt(cost), nil, 0, &setting, Int32(setting.count)) != nil,
            let text = Self.crypt(password, setting: setting)
        else { return nil }
        self.init(text)
    }

    /// The line of a password file.
    package func entry(for user: String) -> String { "\(user):\(text)\n" }

    /// Whether it is the password's; blocks for the time that the hash's cost asks for.
    func matches(_ password: String) -> Bool {
        guard let found = Self.crypt(password, setting: text.utf8CString.map(\.self)) else { return false }
        // All of it, wherever the first difference is.
        return zip(found.utf8, text.utf8).reduce(UInt8(found.utf8.count == text.utf8.count ? 0 : 1)) {
            $0 | ($1.0 ^ $1.1)
        } == 0
    }

    private static func crypt(_ password: String, setting: [CChar]) -> String? {
        guard !password.utf8.contains(0) else { return nil }
        return withUnsafeTemporaryAllocation(of: crypt_data.self, capacity: 1) { memory in
            guard let data = memory.baseAddress else { return nil }
            memset(data, 0, MemoryLayout<crypt_data>.size)
            defer { explicit_bzero(data, MemoryLayout<crypt_data>.size) }
            guard let result = crypt_r(password, setting, data) else { return nil }
            let text = String(cString: result)
            // `*0` and `*1` say that it cannot be hashed.
            return text.hasPrefix("*") ? nil : text
        }
    }

    private static let alphabet = Set("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// The hash of a password that nobody has.
    static func ofNobody(cost: Int) -> PasswordHash? {
        PasswordHash(password: "\(UInt64.random(in: 0 ... .max))", cost: cost)
    }
}
