import Crypto
import OCI

/// Names of files for names of the registry, which any file system keeps apart: Windows reserves `aux`, drops the dot
/// at an end and, like macOS, takes `Foo` and `foo` for the same.
///
/// `_` comes first, so that no name is a reserved one; `+x` stands for an upper-case X, `+` alone for `/`, `+0` for a
/// dot at the end. A name that gets too long is cut and told apart by its hash; the file then says what it stands for.
enum StorageName {
    /// Encrypted file systems leave 143 bytes to a name.
    private static let longest = 140
    private static let hashMark = UInt8(ascii: "~")

    static func encode(_ tag: Tag) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "_")]
        for byte in tag.description.utf8 {
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
                bytes += [UInt8(ascii: "+"), byte | 0x20]
            } else {
                bytes.append(byte)
            }
        }
        if bytes.last == UInt8(ascii: ".") { bytes.replaceSubrange((bytes.count - 1)..., with: "+0".utf8) }
        return shortened(bytes, standingFor: tag.description)
    }

    static func encode(_ repository: Repository) -> String {
        let bytes = repository.description.utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "+") : $0 }
        return shortened([UInt8(ascii: "_")] + bytes, standingFor: repository.description)
    }

    static func encode(_ digest: OCI.Digest) -> String {
        "\(digest.algorithm.rawValue)-\(digest.hex)"
    }

    /// The tag of a file; nil for a file that is none of a tag, and for one whose name was cut.
    static func tag(ofFile name: String) -> Tag? {
        guard name.utf8.first == UInt8(ascii: "_"), !isShortened(name) else { return nil }
        var bytes: [UInt8] = []
        var rest = name.utf8.dropFirst()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "+") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0")?: bytes.append(UInt8(ascii: "."))
            case let letter?: bytes.append(letter & ~0x20)
            case nil: return nil
            }
        }
        return try? Tag(parsing: String(decoding: bytes, as: UTF8.self))
    }

    /// The repository of a directory; nil as for ``tag(ofFile:)``.
    static func repository(ofFile name: String) -> Repository? {
        guard name.utf8.first == UInt8(ascii: "_"), !isShortened(name) else { return nil }
        let bytes = name.utf8.dropFirst().map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "/") : $0 }
        return try? Repository(parsing: String(decoding: bytes, as: UTF8.self))
    }

    static func digest(ofFile name: String) -> OCI.Digest? {
        guard let dash = name.firstIndex(of: "-") else { return nil }
        return try? OCI.Digest(parsing: name[..<dash] + ":" + name[name.index(after: dash)...])
    }

    /// Whether only the content says what the file is named after.
    static func isShortened(_ name: String) -> Bool {
        name.utf8.contains(hashMark)
    }

    private static func shortened(_ bytes: [UInt8], standingFor name: String) -> String {
        guard bytes.count > longest else { return String(decoding: bytes, as: UTF8.self) }
        let hash = OCI.Digest(algorithm: .sha256, bytes: SHA256.hash(data: Array(name.utf8))).hex
        return String(decoding: bytes.prefix(longest - 65), as: UTF8.self) + "~" + hash
    }
}
