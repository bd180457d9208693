import OCI

/// Where things are in a layout. Other tools ignore `.windlass`, as image-layout.md lets them.
enum LayoutPath {
    static let layoutFile = "oci-layout"
    static let index = "index.json"
    static let blobs = "blobs"
    static let work = ".windlass"
    /// Blobs on their way, a file a digest, `<algorithm>-<hex>`; locked while somebody writes it.
    static let ingests = work + "/ingests"
    /// The same for small content; these locks are held for the length of one call, so one may wait for them.
    static let writes = work + "/writes"
    /// Locked while `index.json` is read and replaced.
    static let indexLock = work + "/index.lock"
    /// The next `oci-layout` or `index.json`, written by the holder of the index's lock.
    static let replacement = work + "/replacement"

    static func blobs(_ algorithm: Digest.Algorithm) -> String {
        "\(blobs)/\(algorithm.rawValue)"
    }

    static func blob(_ digest: Digest) -> String {
        "\(blobs)/\(digest.algorithm.rawValue)/\(digest.hex)"
    }

    static func ingest(_ digest: Digest) -> String {
        "\(ingests)/\(digest.algorithm.rawValue)-\(digest.hex)"
    }

    static func write(_ digest: Digest) -> String {
        "\(writes)/\(digest.algorithm.rawValue)-\(digest.hex)"
    }

    /// Nil for a name that is not one of an ingest.
    static func digest(ofWorkFile name: String) -> Digest? {
        guard let dash = name.firstIndex(of: "-") else { return nil }
        return try? Digest(parsing: name[..<dash] + ":" + name[name.index(after: dash)...])
    }

    /// The directory a path of the layout is in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What a path ends in.
    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
