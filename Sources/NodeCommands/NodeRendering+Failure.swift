import NodeConfiguration
import Registries

extension NodeRendering {
    /// A rendering, or the reason in words why the node's config.toml cannot be written again.
    init(
        _ planner: Planner,
        for target: RenderTarget,
        certificates: [String: [UInt8]],
        base: [UInt8]?,
        path: String?
    ) throws(CommandFailure) {
        do {
            try self.init(planner, for: target, certificates: certificates, base: base)
        } catch {
            throw CommandFailure(error, path: path ?? "config.toml", version: target.version)
        }
    }
}

extension CommandFailure {
    fileprivate init(_ failure: NodeRendering.Failure, path: String, version: ContainerdVersion) {
        let place: Position?
        let code: String
        let words: String
        switch failure {
        case .base(let error):
            (place, code) = (error.position, error.code.rawValue)
            words = lintWords(for: Finding(error, file: "config.toml")).message
        case .baseVersion(let number, let position):
            (place, code) = (position, "base-version")
            words = "the file is of version \(number), which containerd \(version) does not read"
        case .baseVersionType(let position):
            (place, code) = (position, "base-version")
            words = "the file has a version that is no number; containerd does not start with it"
        case .baseShape(let name, let position):
            (place, code) = (position, "base-shape")
            words =
                "the file has \(name) in braces, dotted keys or a list, where it cannot be replaced without touching the rest; "
                + "write it as a table with a header"
        }
        self.init(
            .invalidConfiguration,
            code: code,
            path + (place.map { ":\($0.line):\($0.column): " } ?? ": ") + words,
            line: place?.line,
            column: place?.column
        )
    }
}
