import Registries

/// A certificate or key file that a file of the node names.
struct NamedFile {
    /// What the file is to hold.
    enum Content {
        case certificate
        case key
        /// Both in one.
        case certificateAndKey
    }

    let key: String
    let path: Located<String>
    let content: Content

    /// Why it cannot be used: `missing`, `unreadable`, `no-pem`; nil where it can, or where nothing tells.
    ///
    /// - Parameter path: where it is on the node.
    func problem(at path: String, in files: any NodeFiles) -> String? {
        guard let file = files.file(at: path) else {
            guard let cut = path.lastIndex(where: { $0 == "/" || $0 == "\\" }) else { return "missing" }
            let name = path[path.index(after: cut)...].lowercased()
            let names = files.names(inDirectory: String(path[..<cut]))
            return names?.contains { $0.lowercased() == name } == true ? "unreadable" : "missing"
        }
        // What is gathered from a node comes without its keys.
        guard content != .key else { return nil }
        return file.bytes.contains(Array("-----BEGIN CERTIFICATE-----".utf8)) ? nil : "no-pem"
    }
}

extension NodeSystem {
    /// Whether a path has the form of the other system.
    func isForeign(_ path: String) -> Bool {
        switch self {
        case .windows: return path.hasPrefix("/") && !path.hasPrefix("//")
        case .linux: return path.contains("\\") || path.dropFirst().first == ":" && path.first?.isLetter == true
        }
    }
}

extension [UInt8] {
    func contains(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        var start = startIndex
        while let next = self[start...].firstIndex(of: first), next + part.count <= endIndex {
            if self[next..<next + part.count].elementsEqual(part) { return true }
            start = next + 1
        }
        return false
    }
}
