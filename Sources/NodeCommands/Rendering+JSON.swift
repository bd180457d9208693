package import NodeConfiguration
package import OCI

extension NodeRendering {
    /// `{"files":[{"path","destination","mode","content"}],"warnings":[...]}`; documented in `docs/json.md`.
    package var json: JSON {
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
        let isRestartNeeded = changed.contains { !$0.hasPrefix("certs.d/") && !$0.hasPrefix("tls/") }
        if isRestartNeeded {
            return "config.toml is read at the start alone: restart \(service) on the node"
        }
        return changed.isEmpty
            ? "nothing to restart" : "hosts.toml and certificates are read at each pull: nothing to restart"
    }
}
