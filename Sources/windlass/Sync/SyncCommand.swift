import ArgumentParser
import ImageTransfer
import NodeCommands
import OCI

/// `sync PLAN`, `sync --images FILE --to REGISTRY`
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract:
            "Bring many images to registries, and of them what changed: by a plan, or a list of RKE2, K3s or Rancher.",
        discussion: """
            Each image is looked for where nodes look for it, and copied byte for byte unless platforms are named. What \
            the destination has under its name is asked for no further; what an interrupted run left is used. One \
            image's failure stops no other: exit code 11, and --report says which.
            """
    )

    @OptionGroup var arguments: SyncArguments

    @Flag(help: "Bring signatures, and whatever else refers to the images, along.")
    var referrers = false

    @Flag(help: "Make ordinary layers of foreign ones, which nodes fetch from their urls; digests change.")
    var rewriteForeign = false

    @Flag(help: "Say what would move, and change nothing.")
    var dryRun = false

    @Flag(help: "Look afterwards whether everything is there, as verify-copy does.")
    var verify = false

    @OptionGroup var nodes: ClusterNodeArguments

    @Option(help: ArgumentHelp("Write the report of -o json to a file as well.", valueName: "file"))
    var report: String?

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard !verify || !dryRun else { throw ValidationError("after --dry-run there is nothing for --verify to see") }
        guard verify || nodes.isEmpty else { throw ValidationError("--node and --nodes go with --verify") }
    }

    func run() async throws {
        do {
            let exit = try await Interruption.handled { try await sync() }
            if exit != .success { throw exit.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func sync() async throws -> ProgramExit {
        var wanted = try arguments.plan()
        wanted.withReferrers = wanted.withReferrers || referrers
        wanted.rewritesForeign = wanted.rewritesForeign || rewriteForeign
        let cluster = try nodes.list()
        let run = SyncRun(wanted.limits, style: arguments.quiet ? .none : .forStandardError)
        return try await RegistrySession.run(plan, credentials, jobs: run.connections, isQuiet: arguments.quiet) {
            [wanted] session in
            let start = ContinuousClock.now
            let work = try await SyncWork(wanted, of: arguments.shard, plan, in: session)
            if !arguments.quiet { work.remarks.forEach { Output.talk(printable($0)) } }
            let tasks = work.tasks(wanted, in: session)
            let images = await run.sync(tasks, isDryRun: dryRun, in: session) { image in
                SyncReport.show(image, isDryRun: dryRun, format: output.format)
            }
            var result = SyncReport(
                work: work,
                images: images,
                isDryRun: dryRun,
                shard: arguments.shard,
                duration: .now - start
            )
            if verify, !Task.isCancelled {
                result.verification = await run.verify(
                    Self.verifiable(tasks, images),
                    isFull: false,
                    cluster,
                    in: session
                )
            }
            if let report {
                let text = result.json.serialized(indent: 2) + "\n"
                try writeAtomically(Array(text.utf8), to: report, isSecret: false)
            }
            if output.format == .text { result.verification?.print(.text) }
            result.print(output.format)
            return result.exit
        }
    }

    /// Those that were brought or were there, with the digest that they have to have.
    private static func verifiable(_ tasks: [SyncTask], _ images: [SyncedImage]) -> [SyncTask] {
        zip(tasks, images).compactMap { task, image in
            guard image.outcome.error == nil else { return nil }
            var task = task
            task.expected = image.outcome.digest
            return task
        }
    }
}

/// `verify-copy PLAN`, `verify-copy --images FILE --to REGISTRY`
struct VerifyCopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-copy",
        abstract:
            "Look whether what sync is to bring is at the registries, whole, and what each node will choose of it.",
        discussion: """
            Every child of every index and every blob is asked for; sources are not, but for the tags of repositories. \
            Exit code 3 where images or blobs are missing, 8 where they are wrong, 9 where a node finds no platform of \
            its own, 11 where some images are well and others are not.
            """
    )

    @OptionGroup var arguments: SyncArguments

    @Flag(help: "Read every blob and hash it, rather than ask for its size.")
    var full = false

    @OptionGroup var nodes: ClusterNodeArguments
    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func run() async throws {
        do {
            let exit = try await Interruption.handled { try await verify() }
            if exit != .success { throw exit.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func verify() async throws -> ProgramExit {
        let wanted = try arguments.plan()
        let cluster = try nodes.list()
        let run = SyncRun(wanted.limits, style: arguments.quiet ? .none : .forStandardError)
        return try await RegistrySession.run(plan, credentials, jobs: run.connections, isQuiet: arguments.quiet) {
            session in
            let work = try await SyncWork(wanted, of: arguments.shard, plan, in: session)
            if !arguments.quiet { work.remarks.forEach { Output.talk(printable($0)) } }
            var report = await run.verify(work.tasks(wanted, in: session), isFull: full, cluster, in: session)
            report.failures = work.failures
            report.print(output.format)
            return report.exit
        }
    }
}
