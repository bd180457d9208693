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
    /// The most bytes read of one file.
    private static let maximumSize = 16 << 20

    /// The tree below `directory`, or this machine.
    package init(_ directory: String?, on system: NodeSystem) {
        self.directory = directory.map { String($0.reversed().drop { $0 == "/" }.reversed()) }
        self.system = system
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
        let inside = rest.split(separator: "/").filter { $0 != "." && $0 != ".." }.joined(separator: "/")
        return directory + "/" + drive + inside
    }

    package func file(at path: String) -> NodeFile? {
        let local = localPath(path)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: local),
            attributes[.type] as? FileAttributeType != .typeDirectory,
            let data = try? Data(contentsOf: URL(filePath: local), options: []), data.count <= Self.maximumSize
        else { return nil }
        // Of a tree gathered from a node, the modes are those of whoever unpacked it.
        let mode = directory == nil && system == .linux ? attributes[.posixPermissions] as? Int : nil
        return NodeFile(Array(data), isReadableByOthers: mode.map { $0 & 0o044 != 0 })
    }

    package func names(inDirectory path: String) -> [String]? {
        try? FileManager.default.contentsOfDirectory(atPath: localPath(path)).sorted()
    }
}
