import Credentials
import NodeConfiguration
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CredentialProviderCommand {
    /// `--install`: the list with this program in it, and in words what the node still needs.
    func writeConfiguration() throws(CommandFailure) {
        let installation = try node.installation()
        let path = try registriesPath()
        let configuration = try Self.configuration(at: path)
        let planner = Planner(configuration, options: PlanOptions(node: Node(Platform.current)))
        let trusted = Set(node.trustedMirrors.map { $0.lowercased() })
        var matches = RegistriesCredentialProvider(planner).matches(trusting: trusted)
        matches.patterns = Set(matches.patterns + node.matchImages).sorted()
        guard !matches.patterns.isEmpty else {
            throw CommandFailure(
                .invalidConfiguration,
                code: "provider-matches-nothing",
                "\(path) has no registry that a kubelet is to ask about, and an empty list keeps it from starting",
                details: matches.remarks
            )
        }
        let arguments = [
            "credential-provider", "--registries",
            try node.registries(read: path, isNamed: registries != nil, for: installation),
        ]
        for path in others.paths where !installation.system.isAbsolute(path) {
            throw CommandFailure(
                .usage,
                code: "usage",
                "\(path) does not say where it starts on \(installation.system.rawValue)"
            )
        }
        var list = try base()
        list.set(.init(name: installation.name, matchImages: matches.patterns, arguments: arguments + others.options))
        guard let text = list.text else {
            throw baseFailure("something in it, such as a tag, cannot be written again as it is")
        }
        let target = try target(for: installation)
        // What other providers find in their environment may be secret.
        try writeAtomically(
            Array((Self.firstLine + text).utf8),
            to: target,
            isSecret: node.base != nil,
            isNew: !node.force && node.base != target
        )
        say(target: target, installation: installation, list: list, matches: matches)
    }

    private static let firstLine =
        "# Written by windlass-node credential-provider --install. It holds no secret of a registry.\n"

    private func base() throws(CommandFailure) -> CredentialProviderConfiguration {
        guard let base = node.base else { return CredentialProviderConfiguration() }
        let bytes = try RegistriesFile.read(base, as: "base")
        do {
            return try CredentialProviderConfiguration(parsing: bytes)
        } catch {
            throw baseFailure(error.words)
        }
    }

    private func baseFailure(_ words: String) -> CommandFailure {
        CommandFailure(.invalidConfiguration, code: "base-invalid", "\(node.base ?? "the base"): \(words)")
    }

    /// Where to write on this machine; the directory is made.
    private func target(for installation: CredentialProviderInstallation) throws(CommandFailure) -> String {
        let file = installation.configurationFile
        let isSeparator: (Character) -> Bool = { $0 == "/" || installation.system == .windows && $0 == "\\" }
        let name = file.lastIndex(where: isSeparator).map { String(file[file.index(after: $0)...]) } ?? file
        guard !name.isEmpty else {
            throw CommandFailure(.usage, code: "usage", "--config-path \(file) is a directory")
        }
        let directory = node.out ?? String(file.dropLast(name.count))
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(.disk, code: "not-writable", "\(directory) cannot be made")
        }
        return node.out.map { Self.path($0, name) } ?? file
    }

    private static func path(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    private func say(
        target: String,
        installation: CredentialProviderInstallation,
        list: CredentialProviderConfiguration,
        matches: CredentialProviderMatches
    ) {
        Output.talk(printable("wrote \(target), for: " + matches.patterns.joined(separator: ", ")))
        let others = list.names.filter { $0 != installation.name }
        if !others.isEmpty {
            Output.talk(printable("kept, without comments: " + others.joined(separator: ", ")))
        }
        matches.remarks.forEach { Output.talk(printable($0)) }
        if self.others.namesAny, node.matchImages.isEmpty {
            Output.talk("registries that registries.yaml does not have are not asked about: say --match-image for them")
        }
        Output.talk("on the node:")
        let hasProgram = node.out == nil && FileManager.default.isExecutableFile(atPath: installation.program)
        for step in installation.steps(hasProgram: hasProgram, hasList: target == installation.configurationFile) {
            Output.talk(printable("  " + step))
        }
    }
}

extension CredentialProviderMatches {
    /// What is left out, and what will not be answered.
    fileprivate var remarks: [String] {
        let left = mirrored.map { entry in
            "left out: \(entry.registry), whose credential containerd would send to its mirror "
                + entry.mirrors.joined(separator: " and ") + " too; say --trust-mirror for a mirror that may see it"
        }
        let unsaid = inexpressible.map { "left out: \($0), an address that only with a port can be said to a kubelet" }
        let unusable = unusable.map { error in
            let failure = CommandFailure(error)
            return "warning: \(failure.message) [\(failure.code)]"
        }
        return left + unsaid + unusable
    }
}
