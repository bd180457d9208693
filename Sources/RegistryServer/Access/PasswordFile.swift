import ContentStore

/// Users and their hashes, from a file as `htpasswd -B` writes it.
struct PasswordFile: Sendable {
    /// The largest file taken, in bytes.
    static let limit = 1 << 20

    private let hashes: [String: PasswordHash]
    /// Checked where there is no such user, so that the answer takes as long as for one that there is.
    private let nobody: PasswordHash?

    /// Reads `user:hash` lines, and makes one hash of the highest cost among them, which blocks for as long; blank ones and those that begin with `#` say nothing.
    ///
    /// - Throws: `htpasswd-invalid` with the line's number, never with what stands in it.
    init(parsing bytes: [UInt8], path: String) throws(RegistryServerError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RegistryServerError(.passwordFileInvalid, subject: path, detail: "not-utf-8")
        }
        var hashes: [String: PasswordHash] = [:]
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") else { continue }
            let fault = { (reason: String) in
                RegistryServerError(.passwordFileInvalid, subject: path, detail: "line-\(number + 1):\(reason)")
            }
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { throw fault("no-user") }
            guard let hash = PasswordHash(line[line.index(after: colon)...]) else { throw fault("not-bcrypt") }
            guard hashes.updateValue(hash, forKey: String(line[..<colon])) == nil else { throw fault("user-twice") }
        }
        self.hashes = hashes
        nobody = hashes.values.map(\.cost).max().flatMap { PasswordHash.ofNobody(cost: $0) }
    }

    /// Whether user and password belong together; blocks for a tenth of a second or so, whether there is such a user
    /// or not.
    func admits(user: String, password: String) -> Bool {
        guard let hash = hashes[user] else {
            _ = nobody?.matches(password)
            return false
        }
        return hash.matches(password)
    }
}
