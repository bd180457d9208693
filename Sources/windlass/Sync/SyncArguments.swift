public import ArgumentParser
public import ImageTransfer
import NodeCommands
import OCI
import Registries

/// Which images, and where they go: a plan, or a list and a registry.
struct SyncArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("A plan; its schema is in docs/sync.md.", valueName: "plan.yaml"))
    var file: String?

    @Option(
        help: ArgumentHelp(
            "A list with one image a line, as RKE2 and K3s have them; repeatable, - for standard input.",
            valueName: "images.txt"
        )
    )
    var images: [String] = []

    @Option(help: ArgumentHelp("Where the images of --images go.", valueName: "registry[/prefix]"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "Push to where nodes with this registries.yaml look for the images, by the endpoints that are REGISTRY.",
            valueName: "file"
        )
    )
    var forRegistries: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Take the children that fit, in a new index; repeatable.",
            discussion: "linux/*, linux/arm64, windows/amd64:10.0.20348..10.0.26100",
            valueName: "os/arch[:range]"
        )
    )
    var platform: [String] = []

    @Option(help: ArgumentHelp("Take the I-th of N parts of the images; by their names.", valueName: "i/n"))
    var shard: Shard?

    @Option(name: .shortAndLong, help: "How many blobs and manifests move at once, of all images together.")
    var jobs: Int?

    @Option(help: ArgumentHelp("How many of them to or from one host. Default: as many as there are.", valueName: "n"))
    var perHost: Int?

    @Option(help: ArgumentHelp("Read no more than that a second from all sources.", valueName: "size"))
    var maxRate: ByteSize?

    @Flag(name: .shortAndLong, help: "No progress on stderr.")
    var quiet = false

    func validate() throws {
        guard (file == nil) == !images.isEmpty else { throw ValidationError("name a PLAN, or a list with --images") }
        guard (file == nil) == (to != nil) else {
            throw ValidationError("--images needs --to REGISTRY[/PREFIX]; a plan has destinations of its own")
        }
        guard file == nil || (forRegistries == nil && platform.isEmpty) else {
            throw ValidationError("--for-registries and --platform are for --images; a plan says both itself")
        }
        guard images.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("standard input holds one list") }
        for number in [jobs, perHost].compactMap(\.self) where !SyncPlan.Limits.jobNumbers.contains(number) {
            throw ValidationError("--jobs and --per-host take a number from 1 to 64")
        }
        if let maxRate, !SyncPlan.Limits.rates.contains(maxRate.bytes) {
            throw ValidationError("--max-rate takes 256KiB or more")
        }
    }

    /// What the plan says, or the options that stand for one; options for limits win.
    ///
    /// - Throws: exit code 12 for a plan that is broken, with every complaint about it.
    func plan() throws(CommandFailure) -> SyncPlan {
        var plan: SyncPlan
        if let file {
            plan = try Self.read(file)
        } else {
            plan = try options()
        }
        if let jobs { plan.limits.jobs = jobs }
        if let perHost { plan.limits.perHost = perHost }
        if let maxRate { plan.limits.maxRate = maxRate }
        return plan
    }

    private static func read(_ file: String) throws(CommandFailure) -> SyncPlan {
        let bytes = try RegistriesFile.read(file, as: "plan")
        var plan: SyncPlan
        do {
            plan = try SyncPlan(parsing: bytes)
        } catch {
            throw CommandFailure(refusing: file, complaints: error.complaints)
        }
        // Paths in a plan are where the plan is, wherever the command runs.
        let directory = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        func beside(_ path: String) -> String { path.hasPrefix("/") ? path : directory + path }
        for index in plan.sources.indices {
            if case .list(let path) = plan.sources[index].content { plan.sources[index].content = .list(beside(path)) }
        }
        for index in plan.destinations.indices {
            plan.destinations[index].nodeRegistries = plan.destinations[index].nodeRegistries.map(beside)
        }
        return plan
    }

    private func options() throws(CommandFailure) -> SyncPlan {
        var plan = SyncPlan()
        plan.sources = images.map { SyncPlan.Source(.list($0)) }
        var patterns: [PlatformPattern] = []
        for text in platform { patterns.append(try PlatformPattern(argument: text)) }
        plan.platforms = patterns.isEmpty ? nil : patterns
        let parts = (to ?? "").split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let prefix = parts.count == 2 ? String(parts[1]) : ""
        guard let host = parts.first.flatMap({ try? RegistryHost(parsing: String($0)) }),
            prefix.isEmpty || (try? Repository(parsing: prefix)) != nil
        else {
            throw CommandFailure(.usage, code: "usage", "--to \"\(to ?? "")\" is not host[:port][/prefix]")
        }
        guard forRegistries == nil || prefix.isEmpty else {
            throw CommandFailure(
                .usage,
                code: "usage",
                "with --for-registries the file says what stands before the names: --to takes REGISTRY alone"
            )
        }
        var destination = SyncPlan.Destination(host)
        destination.prefix = prefix
        destination.nodeRegistries = forRegistries
        plan.destinations = [destination]
        return plan
    }
}

extension Shard: ExpressibleByArgument {
    /// `2/8`
    public init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
        self.init(number, of: count)
    }
}
