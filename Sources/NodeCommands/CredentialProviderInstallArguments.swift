import ArgumentParser
import Credentials
import NodeConfiguration
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// For which node `credential-provider --install` writes, and where to.
package struct CredentialProviderInstallArguments: ParsableArguments {
    @Option(name: .customLong("os"), help: "The node's system: linux or windows. Default: this one.")
    var system: NodeSystem?

    @Option(help: "Whose kubelet: stock, k3s or rke2. Default: stock.")
    var flavor: ServiceFlavor?

    @Option(
        help: ArgumentHelp(
            "The directory to write to.",
            discussion: "Default: the place on the node, where the node is this machine.",
            valueName: "dir"
        )
    )
    var out: String?

    @Option(help: ArgumentHelp("The node's own list: its other providers are kept.", valueName: "file"))
    var base: String?

    @Flag(help: "Replace a file that is there.")
    var force = false

    @Option(help: ArgumentHelp("The program's name on the node. Default: windlass-node.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Where the list is on the node.", valueName: "file"))
    var configPath: String?

    @Option(help: ArgumentHelp("Where the programs are on the node.", valueName: "dir"))
    var binDir: String?

    @Option(help: ArgumentHelp("Where registries.yaml is on the node.", valueName: "file"))
    var registriesPath: String?

    @Option(
        name: .customLong("trust-mirror"),
        help: ArgumentHelp(
            "A mirror that may see the credentials of the registries it mirrors.",
            discussion: "containerd sends a mirror what the kubelet has for the registry.",
            valueName: "host[:port]"
        )
    )
    var trustedMirrors: [String] = []

    @Option(
        name: .customLong("match-image"),
        help: ArgumentHelp(
            "Images to ask about besides those of the registries in registries.yaml; repeatable.",
            valueName: "host[:port][/path]"
        )
    )
    var matchImages: [String] = []

    package init() {}

    package func validate() throws {
        for text in matchImages where ImagePattern(parsing: text) == nil {
            throw ValidationError("--match-image \"\(text)\" is not HOST[:PORT][/PATH], with * within the host's parts")
        }
    }

    /// Whether any of these is given, which says nothing without `--install`.
    var isAny: Bool {
        let options: [Any?] = [system, flavor, out, base, name, configPath, binDir, registriesPath]
        return options.contains { $0 != nil } || force || !trustedMirrors.isEmpty || !matchImages.isEmpty
    }

    /// The node.
    func installation() throws(CommandFailure) -> CredentialProviderInstallation {
        let system = system ?? Self.ownSystem
        guard system != .windows || flavor != .k3s else {
            throw CommandFailure(.usage, code: "usage", "K3s has no agent for Windows")
        }
        guard CredentialProviderInstallation.isProgramName(name ?? Self.program) else {
            throw CommandFailure(.usage, code: "usage", "--name is no file name of letters, digits, '.', '_' and '-'")
        }
        for path in [configPath, binDir, registriesPath] {
            guard path.map({ system.isAbsolute($0) }) ?? true else {
                throw CommandFailure(
                    .usage,
                    code: "usage",
                    "\(path ?? "") does not say where it starts on \(system.rawValue)"
                )
            }
        }
        guard out != nil || system == Self.ownSystem else {
            throw CommandFailure(.usage, code: "usage", "this machine is no \(system.rawValue) node: say --out DIR")
        }
        return CredentialProviderInstallation(
            flavor ?? .stock,
            on: system,
            // A name with .exe would need a file with it twice before 1.29 of the kubelet.
            name: name ?? Self.program,
            configurationFile: configPath,
            programDirectory: binDir
        )
    }

    /// Where registries.yaml is on that node.
    ///
    /// - Parameter read: The file that is read here.
    func registries(
        read: String,
        isNamed: Bool,
        for installation: CredentialProviderInstallation
    )
        throws(CommandFailure) -> String
    {
        if let registriesPath { return registriesPath }
        let isOfNode = installation.system.isAbsolute(read)
        if out == nil, isOfNode { return read }
        if installation.flavor != .stock {
            return NodeLayout(installation.flavor, on: installation.system).registriesFile
        }
        guard isNamed, isOfNode else {
            throw CommandFailure(
                .usage,
                code: "usage",
                "say with --registries-path where registries.yaml is on the node: a kubelet by itself has no place for it"
            )
        }
        return read
    }

    private static let program = "windlass-node"
    private static var ownSystem: NodeSystem { NodeSystem(of: Node(Platform.current)) }
}
