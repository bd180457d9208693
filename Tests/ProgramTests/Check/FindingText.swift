import OCI

extension CheckedReport.Finding {
    /// What a person is told, and the facts behind it, without what is another in each run.
    func text(in scene: CheckScene) -> String {
        var lines = ["\(severity) \(code) at \(stage)", "cause: \(cause)", "fix: \(fix)"]
        for member in evidence.object ?? [] {
            lines.append("\(member.key): \(member.value.string ?? member.value.serialized())")
        }
        return Self.settled(lines.joined(separator: "\n"), in: scene)
    }

    /// Ports of servers, places of files, fingerprints, serial numbers and times by a word each.
    private static func settled(_ text: String, in scene: CheckScene) -> String {
        text.replacing(scene.directory.path, with: "DIR")
            .replacing(/[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){15,}/, with: "FINGERPRINT")
            .replacing(/[0-9a-f]{64}/, with: "HEX")
            .replacing(/\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?Z?)?( UTC)?/, with: "TIME")
            .replacing(/(?<host>localhost|127\.0\.0\.\d+|registry\.test):\d{4,5}/) { "\($0.output.host):PORT" }
            .replacing(/127\.8\.\d+\.\d+/, with: "ADDRESS")
    }
}
