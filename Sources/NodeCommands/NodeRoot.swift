package import NodeConfiguration

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A node's files on this machine: the node is this machine itself, or a directory holds a tree gathered from one.
///
/// In a tree `/etc/x` is `etc/x`, `C:\etc\x` is `etc/x` too, and a path on another drive lies below that drive's
/// letter.
package struct NodeRoot: NodeFiles, Sendable {
    /// The tree's directory; nil for this machine.
    package let directory: String?
    /// Whose paths these are.
    package let system: NodeSystem
    /// What the tree says of the node it comes from.
    package let notes: NodeNotes?
    /// The most bytes read of one file.
    private static let maximumSize = 16 << 20

    /// The tree below `directory`, or this machine.
    package init(_ directory: String?, on system: NodeSystem) {
        self.directory = directory.map { String($0.reversed().drop { $0 == "/" }.reversed()) }
        self.system = system
        notes = directory.flatMap(NodeNotes.init(in:))
    }

    /// Where a path of the node is on this machine.
    package func localPath(_ path: String) -> String {
        guard let directory else { return path }
        var rest = path[...]
        var drive = ""
        if system == .windows {
            if path.dropFirst().first == ":", let letter = path.first {
                rest = path.dropFirst(2)
                drive = letter.lowercased() == "c" ? "" : letter.uppercased() + "/"
            }
            rest = Substring(rest.map { $0 == "\\" ? "/" : String($0) }.joined())
        }
        // A path of the node must not lead out of the tree.
        // By bytes, as the file system reads it: to Swift a slash with a combining mark behind it is no slash.
        let inside = rest.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
            .filter { !$0.utf8.elementsEqual(".".utf8) && !$0.utf8.elementsEqual("..".utf8) }
        return directory + "/" + drive + inside.joined(separator: "/")
    }

    package func file(at path: String) -> NodeFile? {
        let local = localPath(path)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: local),
            attributes[.type] as? FileAttributeType != .typeDirectory, !isTooLarge(local),
            let data = try? Data(contentsOf: URL(filePath: local), options: []), data.count <= Self.maximumSize
        else { return nil }
        // In a tree the modes are those of whoever unpacked it; the notes have the node's own.
        let own = directory == nil && system == .linux ? attributes[.posixPermissions] as? Int : nil
        let mode = own ?? notes?.modes[path]
        return NodeFile(Array(data), isReadableByOthers: mode.map { $0 & 0o044 != 0 })
    }

    package func names(inDirectory path: String) -> [String]? {
        try? FileManager.default.contentsOfDirectory(atPath: localPath(path)).sorted()
    }
}
