package import ArgumentParser
import NodeConfiguration
import OCI
import Registries

/// `render`: a node's files, written from the plan.
package struct RenderCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write the files that make a node's containerd follow registries.yaml. No network.",
        discussion: """
            Writes certs.d with a hosts.toml for each registry, the registry part of config.toml, and the certificate \
            files that registries.yaml names, for Linux or Windows. Files that someone else wrote are left alone.
            """
    )

    @OptionGroup var node: RenderArguments

    @Option(help: ArgumentHelp("The directory to write to.", valueName: "dir"))
    var out: String?

    @Flag(help: "Write nothing; exit 1 with the differences if the files on disk are not these.")
    var check = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Show that the files lead to the plan for these images, on both systems.",
            valueName: "image"
        )
    )
    var verify: [String] = []

    @Flag(help: "Also write apply.sh or apply.ps1, which puts the files where they belong on the node.")
    var script = false

    @Flag(help: "Print secrets to a terminal, too.")
    var showSecrets = false

    @OptionGroup var plan: PlanArguments
    @OptionGroup var output: OutputArguments

    package init() {}

    package func run() throws {
        do {
            try render()
        } catch {
            throw Output.fail(error, format: output.format)
        }
    }

    package func validate() throws {
        if out == nil, output.format != .json, verify.isEmpty {
            throw ValidationError("--out DIR is missing")
        }
        if check, out == nil { throw ValidationError("--check needs --out DIR") }
    }

    private func render() throws(CommandFailure) {
        if output.format == .json, verify.isEmpty {
            return try print(try rendering())
        }
        let base = try node.base.map { path throws(CommandFailure) in try RegistriesFile.read(path, as: "base") }
        let own = try side(on: node.system, base: base)
        guard verify.isEmpty else {
            let sides = try NodeSystem.allCases.map { system throws(CommandFailure) in
                try system == node.system ? own.side : side(on: system, base: nil).side
            }
            let images = try verify.map { text throws(CommandFailure) in try own.loaded.image(text) }
            let verification = RenderVerification(sides: sides, images: images)
            Output.data(verification, as: output.format)
            if output.format != .json { try write(own.side) }
            guard verification.isSame else { throw CommandFailure(verification) }
            return
        }
        try write(own.side)
    }

    /// The node's files.
    func rendering() throws(CommandFailure) -> NodeRendering {
        let base = try node.base.map { path throws(CommandFailure) in try RegistriesFile.read(path, as: "base") }
        return try side(on: node.system, base: base).side.rendering
    }

    /// The files for the node, or for the same one with the other system.
    private func side(
        on system: NodeSystem,
        base: [UInt8]?
    ) throws(CommandFailure) -> (side: RenderVerification.Side, loaded: PlanArguments.Loaded) {
        let target = try node.target(on: system, base: base)
        let platform = try Node(argument: "\(system.rawValue)/amd64")
        let loaded = try plan.load(for: .windlass, on: platform)
        let planner = loaded.planner(flavour: .windlass, node: platform)
        let certificates = RegistriesFile.certificates(of: loaded.configuration, below: loaded.service?.root)
        let rendering = try NodeRendering(planner, for: target, certificates: certificates, base: base, path: node.base)
        return (RenderVerification.Side(rendering: rendering, planner: planner, target: target), loaded)
    }

    private func print(_ rendering: NodeRendering) throws(CommandFailure) {
        if Output.goesToTerminal, !showSecrets {
            throw CommandFailure(
                .usage,
                code: "secrets-to-terminal",
                "the files are printed with the secrets in them: redirect the output, or say --show-secrets"
            )
        }
        Output.data(rendering.json)
    }

    private func write(_ side: RenderVerification.Side) throws(CommandFailure) {
        guard let out else { return }
        let (rendering, target) = (side.rendering, side.target)
        let files = rendering.files + (script ? [rendering.applyScript(for: target)] : [])
        let tree = RenderedTree(files, directory: out)
        for warning in rendering.warnings { Output.talk("warning: " + warning.line) }
        if check {
            let changes = tree.changes()
            guard !changes.isEmpty else {
                Output.talk("\(rendering.files.count) files are up to date in \(out)")
                return
            }
            Output.data(changes.map(\.text).joined(separator: "\n"))
            throw CommandFailure(
                .findings,
                code: "files-differ",
                "\(changes.count) of the files in \(out) are not what registries.yaml gives now"
            )
        }
        let outcome = try tree.write()
        for path in outcome.kept {
            Output.talk("warning: \(path) was not written by windlass and is left alone [file-kept]")
        }
        Output.talk(outcome.summary(in: out))
        Output.talk(rendering.restartWords(changed: outcome.changed, target: target))
        if !rendering.isComplete || !outcome.kept.isEmpty {
            throw CommandFailure(
                .partlyDone,
                code: "partly-rendered",
                "the files do not say all of registries.yaml; see the warnings"
            )
        }
    }
}

extension CommandFailure {
    fileprivate init(_ verification: RenderVerification) {
        self.init(
            .findings,
            code: "plans-differ",
            "the files do not lead to the plan on every node; see above"
        )
    }
}
