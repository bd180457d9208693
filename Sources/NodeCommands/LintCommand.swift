package import ArgumentParser
import NodeConfiguration
import OCI
import Registries

/// `lint [PATH...]`: what is wrong with a node's files, and what to write instead.
package struct LintCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find what is wrong with registries.yaml, config.toml, templates and certs.d.",
        discussion: """
            PATH is a file, or a directory that holds any of registries.yaml, config.toml, config.toml.tmpl, \
            config-v3.toml.tmpl and certs.d, which are then checked together. Without PATH and --root: the files of \
            this machine. No secret is printed. Exit code 1 with findings that are fatal or errors; docs/lint.md \
            explains each code.
            """
    )

    @Argument(help: ArgumentHelp("Files or directories to look at.", valueName: "path"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("The node's system: linux or windows.", valueName: "system"))
    var os: NodeSystem?

    @OptionGroup var service: ServiceArguments

    @Option(help: ArgumentHelp("A tree gathered from a node, laid out as the node is.", valueName: "dir"))
    var root: String?

    @Flag(help: "Exit with 1 for warnings too.")
    var strict = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print the findings: text, json or sarif.")
    var output = LintFormat.text

    package init() {}

    package func run() throws {
        do {
            try lint()
        } catch let exit as ExitCode {
            throw exit
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output == .json ? .json : .text)
        }
    }

    private func lint() throws {
        let target = LintTarget(system: os, version: service.containerd, flavor: service.flavor)
        let lints = try LintedFiles(paths: paths, root: root, serviceVersion: service.version).lints(for: target)
        let findings = lints.flatMap(\.findings).inOrder()
        switch output {
        case .text:
            for finding in findings { Output.data(finding.text) }
            Output.talk(summary(of: findings, files: lints))
        case .json: Output.data(["findings": .array(findings.map(\.json))])
        case .sarif: Output.data(JSON(sarif: findings))
        }
        let worst: Finding.Severity = strict ? .warning : .error
        if findings.contains(where: { $0.severity <= worst }) { throw ProgramExit.findings.code }
    }

    private func summary(of findings: [Finding], files: [LintedFiles.Result]) -> String {
        if files.isEmpty { return "no files of a node are here" }
        guard !findings.isEmpty else { return "no findings" }
        return Finding.Severity.allCases.compactMap { severity in
            let count = findings.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)"
        }.joined(separator: ", ")
    }
}

/// How findings are printed.
enum LintFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
    case sarif
}
