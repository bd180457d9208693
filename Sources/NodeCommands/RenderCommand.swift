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
        } catch let exit as ExitCode {
            throw exit
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    package func validate() throws {
        if out == nil, output.format != .json, verify.isEmpty {
            throw ValidationError("--out DIR is missing")
        }
        // What an unset variable leaves; the files would go to the root of this machine.
        if out?.isEmpty == true { throw ValidationError("--out takes a directory; this one is empty") }
        if check, out == nil { throw ValidationError("--check needs --out DIR") }
        if check, output.format == .json, !verify.isEmpty {
            throw ValidationError("-o json prints one result: --check or --verify")
        }
    }

    private func render() throws {
        let base = try node.base.map { path throws(CommandFailure) in
            try RegistriesFile.read(path, as: "base")
        }
        let own = try side(on: node.system, base: base)
        if out != nil || verify.isEmpty, own.side.rendering.holdsMaskedSecrets {
            throw CommandFailure(
                .invalidConfiguration,
                code: "masked-secrets",
                "secrets are masked in \(own.loaded.path ?? "registries.yaml") or in the file of --base, as collect leaves "
                    + "them, and the node would send the mask: name the node's own with --registries and --base"
            )
        }
        guard verify.isEmpty else {
            let sides = try NodeSystem.allCases.map { system throws(CommandFailure) in
                try system == node.system ? own.side : side(on: system, base: nil).side
            }
            let images = try verify.map { text throws(CommandFailure) in try own.loaded.image(text) }
            let verification = RenderVerification(sides: sides, images: images)
            Output.data(verification, as: output.format)
            if output.format != .json { try write(own.side) }
            guard verification.isSame else { throw ending(CommandFailure(verification)) }
            return
        }
        if check {
            try compare(own.side)
        } else if output.format == .json {
            try print(own.side)
        } else {
            try write(own.side)
        }
    }

    /// What to throw when the result itself tells of the failure: as JSON it is the only document on stdout.
    private func ending(_ failure: CommandFailure) -> any Error {
        output.format == .json ? Output.fail(failure, format: .text) : failure
    }

    /// The files for the node, or for the same one with the other system.
    func side(
        on system: NodeSystem,
        base: [UInt8]?
    ) throws(CommandFailure) -> (side: RenderVerification.Side, loaded: PlanArguments.Loaded) {
        let notes = plan.root.flatMap(NodeNotes.init(in:))
        let target = try node.target(on: system, base: base, notes: notes)
        let platform = try Node(argument: "\(system.rawValue)/amd64")
        let loaded = try plan.load(for: .windlass, on: platform)
        let planner = loaded.planner(flavour: .windlass, node: platform)
        let certificates = RegistriesFile.certificates(of: loaded.configuration, below: loaded.service?.root)
        var rendering = try NodeRendering(planner, for: target, certificates: certificates, base: base, path: node.base)
        rendering.warnings += RegistriesFile.warnings(about: certificates, of: loaded.configuration)
        return (RenderVerification.Side(rendering: rendering, planner: planner, target: target), loaded)
    }

    private func print(_ side: RenderVerification.Side) throws {
        if Output.goesToTerminal, !showSecrets {
            throw CommandFailure(
                .usage,
                code: "secrets-to-terminal",
                "the files are printed with the secrets in them: redirect the output, or say --show-secrets"
            )
        }
        Output.data(side.rendering.json(files(of: side)))
        if !side.rendering.isComplete { throw ending(.partlyRendered) }
    }

    func files(of side: RenderVerification.Side) -> [RenderedFile] {
        side.rendering.files + (script ? [side.rendering.applyScript(for: side.target)] : [])
    }

    private func compare(_ side: RenderVerification.Side) throws {
        guard let out else { return }
        let files = files(of: side)
        let changes = RenderedTree(files, directory: out).changes()
        for warning in side.rendering.warnings { Output.talk("warning: " + warning.line) }
        if output.format == .json {
            Output.data(["same": .bool(changes.isEmpty), "changes": .array(changes.map(\.json))])
        } else if changes.isEmpty {
            Output.talk("\(files.count) files are up to date in \(out)")
        } else {
            Output.data(changes.map(\.text).joined(separator: "\n"))
        }
        guard changes.isEmpty else {
            throw ending(
                CommandFailure(
                    .findings,
                    code: "files-differ",
                    "\(changes.count) of the files in \(out) are not what registries.yaml gives now"
                )
            )
        }
    }

    private func write(_ side: RenderVerification.Side) throws {
        if check { return try compare(side) }
        guard let out else { return }
        let (rendering, target) = (side.rendering, side.target)
        let tree = RenderedTree(files(of: side), directory: out)
        if let remark = node.remark(about: target) { Output.talk(remark) }
        for warning in rendering.warnings { Output.talk("warning: " + warning.line) }
        let outcome = try tree.write()
        for path in outcome.kept {
            Output.talk("warning: \(path) was not written by windlass and is left alone [file-kept]")
        }
        Output.talk(outcome.summary(in: out))
        Output.talk(rendering.restartWords(changed: outcome.changed, target: target))
        if !rendering.isComplete || !outcome.kept.isEmpty {
            throw CommandFailure.partlyRendered
        }
    }
}

extension CommandFailure {
    fileprivate static let partlyRendered = CommandFailure(
        .partlyDone,
        code: "partly-rendered",
        "the files do not say all of registries.yaml; see the warnings"
    )

    fileprivate init(_ verification: RenderVerification) {
        self.init(
            .findings,
            code: "plans-differ",
            "the files do not lead to the plan on every node; see above"
        )
    }
}
