package import NodeConfiguration
package import OCI

extension NodeRendering {
    /// `{"files":[{"path","destination","mode","content"}],"warnings":[...]}`; documented in `docs/json.md`.
    package func json(_ files: [RenderedFile]) -> JSON {
        [
            "files": .array(
                files.map { file in
                    [
                        "path": .string(file.path),
                        "destination": .string(file.destination),
                        "mode": .string(file.mode),
                        "content": .string(String(decoding: file.bytes, as: UTF8.self)),
                    ]
                }
            ),
            "warnings": .array(warnings.map(\.json)),
        ]
    }

    /// What an operator has to do after files of these paths changed.
    func restartWords(changed: [String], target: RenderTarget) -> String {
        let service = NodeLayout(target.flavor, on: target.system).serviceName
        let isRestartNeeded = changed.contains {
            !$0.hasPrefix("certs.d/") && !$0.hasPrefix("tls/") && !$0.hasPrefix("apply.")
        }
        if isRestartNeeded {
            return "config.toml is read at the start alone: restart \(service) on the node"
        }
        return changed.isEmpty
            ? "nothing to restart" : "hosts.toml and certificates are read at each pull: nothing to restart"
    }

    /// The script that puts these files in place, to lie beside them.
    func applyScript(for target: RenderTarget) -> RenderedFile {
        let script = ApplyScript(
            files: files.map {
                ApplyScript.File(
                    path: $0.path,
                    destination: $0.destination,
                    isSecret: $0.isSecret,
                    isMarked: $0.bytes.starts(with: Self.marker.utf8)
                )
            },
            marker: Self.hostsFileFirstLine,
            restart: NodeLayout(target.flavor, on: target.system).serviceName,
            system: target.system
        )
        return RenderedFile(path: script.name, destination: "", bytes: script.text())
    }
}
