import ArgumentParser
import Diagnosis
import NodeCommands
import OCI
import Registries
import RegistryClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `check IMAGE...`: why a pull fails, and what to do.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say why a pull fails, from the node's point of view, and what to do.",
        discussion: """
            Walks every endpoint of every image's plan one step at a time: name, proxy, connection, TLS, login, \
            manifest, platforms, layers; and looks at the node's files. Nothing is pulled and nothing is changed. Exit \
            code 1 with findings that are errors; docs/findings.md explains each code.
            """
    )

    @Argument(help: "Images, as a pod names them.")
    var images: [String] = []

    @Flag(help: "Print every host and port that the nodes need, and whether it can be reached from here.")
    var hostsOnly = false

    @Option(help: ArgumentHelp("Also write the report as one page.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Also write the report as DIR/MACHINE.json, for --merge.", valueName: "dir"))
    var reportTo: String?

    @Option(help: ArgumentHelp("Show the reports of many machines as one; no image is looked for.", valueName: "dir"))
    var merge: String?

    @Option(help: ArgumentHelp("What this machine is called in reports. Default: its host name.", valueName: "name"))
    var machine: String?

    @Option(help: ArgumentHelp("How long an endpoint may take, from 3 to 300.", valueName: "seconds"))
    var timeout = 15

    @Flag(help: "Show every stage, also of endpoints where all is well, and all that is behind an info.")
    var full = false

    @OptionGroup var node: CheckNodeArguments
    @OptionGroup var plan: PlanArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard merge == nil || images.isEmpty && reportTo == nil && !hostsOnly else {
            throw ValidationError("--merge reads reports: leave images, --report-to and --hosts-only out")
        }
        guard merge != nil || !images.isEmpty else {
            throw ValidationError("name an image to look for, or a directory of reports with --merge")
        }
        guard machine?.allSatisfy(\.isWhitespace) != true else { throw ValidationError("--machine takes a name") }
        for (option, path) in [("html", html), ("report-to", reportTo), ("merge", merge)] where path == "" {
            throw ValidationError("--\(option) takes a path")
        }
        guard (3...300).contains(timeout) else { throw ValidationError("--timeout takes a number from 3 to 300") }
    }

    func run() async throws {
        do {
            if let merge {
                let cluster = try ReportDirectory(merge).cluster()
                try show(cluster)
                if cluster.findings.contains(where: { $0.severity == .error }) { throw ProgramExit.findings.code }
                return
            }
            let report = try await Interruption.handled { try await self.check() }
            try show(report)
            if report.findings.contains(where: { $0.severity == .error }) { throw ProgramExit.findings.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func check() async throws -> CheckReport {
        let side = try NodeSideCheck(plan, for: node, images: images)
        var report = CheckReport(
            machine: machine ?? Self.hostName,
            time: Date().formatted(.iso8601),
            version: windlassVersion
        )
        report.registries = side.loaded?.path
        report.nodes = side.nodes.map(\.description)
        report.stages = side.stages
        report.findings = side.findings
        report.differences = side.differences
        report.unknowns = side.unknowns
        guard let loaded = side.loaded else { return report }
        let check = Check(
            plans: PullPlan.united(side.runnablePlans),
            nodes: side.nodes,
            settings: settings(loaded, plans: side.runnablePlans)
        )
        report.take(await check.run(), maskedHosts: side.maskedHosts)
        return report
    }

    private func settings(_ loaded: PlanArguments.Loaded, plans: [PullPlan]) -> CheckSettings {
        let local = (try? loaded.withoutMaskedSecrets().loaded.withLocalFiles()) ?? loaded
        var files = plans.flatMap(\.endpoints).compactMap { $0.tls?.caFile }
        let configs = local.configuration.configs
        files += configs.keys.compactMap { configs[$0]?.tls?.caFile }
        // The rest of a second is for starting and for printing.
        let limit = Duration.seconds(timeout) - .milliseconds(800)
        return CheckSettings(
            client: local.clientConfiguration(jobs: 1),
            authorities: AuthoritySource.files(files) + AuthoritySource.systemRoots,
            limit: limit,
            // Who gives more time waits longer for each answer, too.
            stepLimit: limit * 28 / 100,
            now: { Int64(Date().timeIntervalSince1970) }
        )
    }

    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        let isKnown = gethostname(&buffer, buffer.count - 1) == 0
        let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return isKnown ? String(decoding: name, as: UTF8.self) : "localhost"
    }
}

// MARK: - Showing

extension CheckCommand {
    private func show(_ report: CheckReport) throws {
        if hostsOnly {
            output.format == .json ? Output.data(report.hostsJSON) : Output.data(report.hostsText)
        } else if output.format == .json {
            Output.data(report.json)
        } else {
            Output.data(report.text(colored: Self.isColored, full: full))
        }
        // The page is the larger: a disk without room for it may have room for the report.
        if let reportTo {
            Output.talk("report: \(printable(try ReportDirectory(reportTo).write(report)))")
        }
        if let html { try write(report.html(), to: html) }
    }

    private func show(_ cluster: ClusterReport) throws {
        output.format == .json
            ? Output.data(cluster.json) : Output.data(cluster.text(colored: Self.isColored, full: full))
        if let html { try write(cluster.html(), to: html) }
    }

    private func write(_ page: String, to path: String) throws(CommandFailure) {
        try writeAtomically(Array(page.utf8), to: path, isSecret: false)
        Output.talk("page: \(printable(path))")
    }

    private static var isColored: Bool {
        Output.goesToTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }
}

extension PullPlan {
    /// One plan an image: that of the first node, and what the others have besides.
    fileprivate static func united(_ plans: [PullPlan]) -> [PullPlan] {
        var united: [PullPlan] = []
        for plan in plans {
            guard let same = united.firstIndex(where: { $0.image == plan.image }) else {
                united.append(plan)
                continue
            }
            let known = united[same]
            let added = plan.endpoints.filter { endpoint in
                !known.endpoints.contains { $0.url == endpoint.url && $0.repository == endpoint.repository }
            }
            guard !added.isEmpty else { continue }
            united[same] = PullPlan(
                image: known.image,
                flavour: known.flavour,
                node: known.node,
                endpoints: known.endpoints + added,
                warnings: known.warnings
            )
        }
        return united
    }
}

extension AuthoritySource {
    fileprivate static func files(_ paths: [String]) -> [AuthoritySource] {
        var seen: Set<String> = []
        return paths.filter { seen.insert($0).inserted }.compactMap { path in
            FileManager.default.contents(atPath: path).map { AuthoritySource(name: path, pem: Array($0)) }
        }
    }

    fileprivate static var systemRoots: [AuthoritySource] {
        SystemRoots.pem().map { [AuthoritySource(name: system, pem: $0)] } ?? []
    }
}
