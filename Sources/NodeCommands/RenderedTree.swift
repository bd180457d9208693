import NodeConfiguration
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Rendered files beside what is on disk.
struct RenderedTree {
    /// How a file on disk differs.
    struct Change {
        enum Kind: String {
            case missing
            case different
            case readableByOthers = "readable-by-others"
            case stale
        }

        var path: String
        var kind: Kind
        var before: [UInt8]
        var after: [UInt8]
        var isSecret: Bool
    }

    /// What was done.
    struct Outcome {
        var changed: [String] = []
        var removed: [String] = []
        /// Files of others, which stay.
        var kept: [String] = []
        var unchanged = 0
    }

    private let files: [RenderedFile]
    private let directory: String

    init(_ files: [RenderedFile], directory: String) {
        self.files = files
        self.directory = directory
    }

    /// What writing would change.
    func changes() -> [Change] {
        var changes: [Change] = []
        for file in files {
            let old = contents(file.path)
            let kind: Change.Kind
            if old == nil {
                kind = .missing
            } else if old != file.bytes {
                kind = .different
            } else if file.isSecret, isReadableByOthers(file.path) {
                kind = .readableByOthers
            } else {
                continue
            }
            changes.append(
                Change(path: file.path, kind: kind, before: old ?? [], after: file.bytes, isSecret: file.isSecret)
            )
        }
        for path in stalePaths() {
            changes.append(
                Change(path: path, kind: .stale, before: contents(path) ?? [], after: [], isSecret: false)
            )
        }
        return changes + staleCertificates(behind: changes)
    }

    /// Our certificate files that only a hosts.toml of ours named which goes or becomes another.
    private func staleCertificates(behind changes: [Change]) -> [Change] {
        var named: Set<String> = []
        for change in changes where change.path.hasSuffix(HostDirectory.fileName) && Self.isOurs(change.before) {
            guard let document = try? TOMLDocument(bytes: change.before) else { continue }
            let file = HostsFile(document)
            for entry in file.hosts + [file.server] {
                let clients = entry.clients.flatMap { [$0.certificate, $0.key].compactMap(\.self) }
                named.formUnion((entry.authorities + clients).compactMap { Self.certificatePath($0.value) })
            }
        }
        return named.subtracting(files.map(\.path)).sorted().compactMap { path in
            contents(path).map { Change(path: path, kind: .stale, before: $0, after: [], isSecret: true) }
        }
    }

    /// Where in the tree a certificate file is that a hosts.toml names by its path on the node; nil for none of ours.
    private static func certificatePath(_ text: String) -> String? {
        let components = text.split { $0 == "/" || $0 == "\\" }.suffix(3).map(String.init)
        guard components.count == 3, components[0] == "tls", components[1] != "..",
            NodeRendering.certificateFileNames.contains(components[2])
        else { return nil }
        return components.joined(separator: "/")
    }

    /// Writes what differs, each file in one step, and removes our files of registries that are gone.
    func write() throws(CommandFailure) -> Outcome {
        var outcome = Outcome()
        let changes = changes()
        // Of a thousand registries each file would wait for the disk in its turn: the new ones wait together.
        let waitTogether = changes.count { $0.kind == .missing } > 64
        for change in changes {
            if change.kind == .stale {
                try? FileManager.default.removeItem(atPath: local(change.path))
                removeIfEmpty(local(change.path.parent))
                outcome.removed.append(change.path)
                continue
            }
            if change.kind == .different, Self.isOurs(change.after), !Self.isOurs(change.before) {
                outcome.kept.append(change.path)
                continue
            }
            do {
                try FileManager.default.createDirectory(
                    atPath: local(change.path).parent,
                    withIntermediateDirectories: true
                )
            } catch {
                throw CommandFailure(.disk, code: "not-writable", "\(local(change.path).parent) cannot be made")
            }
            try writeAtomically(
                change.after,
                to: local(change.path),
                isSecret: change.isSecret,
                isLasting: change.kind != .missing || !waitTogether
            )
            outcome.changed.append(change.path)
        }
        if waitTogether { synchronizeFiles() }
        outcome.unchanged = files.count - outcome.changed.count - outcome.kept.count
        return outcome
    }

    static func isOurs(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: NodeRendering.marker.utf8)
    }

    /// hosts.toml files with our marker that are none of these files.
    private func stalePaths() -> [String] {
        let wanted = Set(files.map(\.path))
        let directories = try? FileManager.default.contentsOfDirectory(atPath: local("certs.d"))
        return (directories ?? []).sorted().map { "certs.d/\($0)/\(HostDirectory.fileName)" }.filter { path in
            !wanted.contains(path) && contents(path).map(Self.isOurs) == true
        }
    }

    private func local(_ path: String) -> String { directory + "/" + path }

    private func contents(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: local(path)).map { Array($0) }
    }

    private func isReadableByOthers(_ path: String) -> Bool {
        #if os(Windows)
        false
        #else
        let attributes = try? FileManager.default.attributesOfItem(atPath: local(path))
        return (attributes?[.posixPermissions] as? Int).map { $0 & 0o077 != 0 } ?? false
        #endif
    }

    private func removeIfEmpty(_ path: String) {
        guard (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true else { return }
        try? FileManager.default.removeItem(atPath: path)
    }
}

extension String {
    fileprivate var parent: String {
        lastIndex(of: "/").map { String(self[..<$0]) } ?? "."
    }
}

extension RenderedTree.Outcome {
    func summary(in directory: String) -> String {
        var parts = ["\(changed.count) written", "\(unchanged) unchanged"]
        if !removed.isEmpty { parts.append("\(removed.count) removed: \(removed.joined(separator: ", "))") }
        if !kept.isEmpty { parts.append("\(kept.count) left alone") }
        return "\(directory): " + parts.joined(separator: ", ")
    }
}
