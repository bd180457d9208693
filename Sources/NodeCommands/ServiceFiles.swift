import NodeConfiguration
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The files of K3s or RKE2 below a node's root, and what their config.yaml says.
struct ServiceFiles: Sendable {
    let root: NodeRoot
    let layout: NodeLayout
    let configuration: ServiceConfiguration

    /// The service whose files are below `root`: RKE2 before K3s, as for the default registries.yaml; nil for neither.
    init?(below root: NodeRoot) throws(CommandFailure) {
        let layouts = [ServiceFlavor.rke2, .k3s].map { NodeLayout($0, on: root.system) }
        let isThere: (String) -> Bool = { path in
            // A directory that cannot be listed may hold everything.
            guard let names = root.names(inDirectory: path) else {
                let local = root.localPath(path)
                return FileManager.default.fileExists(atPath: local) || isHidden(local)
            }
            return !names.isEmpty
        }
        guard
            let layout = layouts.first(where: { isThere($0.serviceDirectory) })
                ?? layouts.first(where: { isThere($0.dataDirectory) })
        else { return nil }
        self.root = root
        self.layout = layout
        do {
            configuration = try ServiceConfiguration(of: layout, in: root)
        } catch {
            throw CommandFailure(refusing: root.localPath(error.file), complaints: [error.complaint])
        }
        let main = layout.serviceConfigurationFile
        if !configuration.files.contains(main) {
            let local = root.localPath(main)
            guard !FileManager.default.fileExists(atPath: local), !isHidden(local) else {
                throw CommandFailure(.invalidConfiguration, code: "config-unreadable", "\(local) cannot be read")
            }
        }
    }

    /// Where registries.yaml is on this machine; nil where the service has none.
    var registries: String? {
        let path = configuration.privateRegistry?.value ?? layout.registriesFile
        guard !path.isEmpty else { return nil }
        let local = root.localPath(path)
        return FileManager.default.fileExists(atPath: local) || isHidden(local) ? local : nil
    }

    /// A line for each setting that config.yaml makes.
    var remarks: [String] {
        var remarks = configuration.files.map { "config.yaml: \(root.localPath($0))" }
        func add<Value>(_ setting: ServiceConfiguration.Setting<Value>?, _ name: String) {
            guard let setting else { return }
            let place = "\(root.localPath(setting.file)):\(setting.position.line)"
            remarks.append("  \(name): \(setting.value)   from \(place)")
        }
        add(configuration.privateRegistry, "private-registry")
        add(configuration.disableDefaultEndpoint, "disable-default-registry-endpoint")
        add(configuration.embeddedRegistry, "embedded-registry")
        var registry = configuration.systemDefaultRegistry
        if let value = registry?.value { registry?.value = withoutUserInfo(value) }
        add(registry, "system-default-registry")
        return remarks.map(printable)
    }
}

extension NodeRoot {
    /// The node that a tree comes from, as far as the tree tells: its notes, else what only one system has.
    static func node(of directory: String) -> String? {
        if let notes = NodeNotes(in: directory) { return notes.node }
        let marks: [(NodeSystem, [String])] = [
            (.windows, ["Windows", "Program Files", "usr/local/bin/rke2.exe", "var/lib/rancher/rke2/bin/rke2.exe"]),
            (.linux, ["proc", "etc/passwd", "etc/os-release", "usr/local/bin/k3s", "usr/local/bin/rke2"]),
        ]
        let mark = marks.first { _, names in
            names.contains { FileManager.default.fileExists(atPath: directory + "/" + $0) }
        }
        return mark.map { "\($0.0.rawValue)/amd64" }
    }
}

extension NodeSystem {
    /// The system of a node; everything but Windows has Linux's rules for paths.
    init(of node: Node) {
        self = node.platform.os == "windows" ? .windows : .linux
    }
}
