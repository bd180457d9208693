package import ArgumentParser
import NodeConfiguration
import OCI

/// `collect --script`: a script that gathers a node's files with their secrets masked.
package struct CollectCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Print a script that gathers a node's registry files, secrets masked.",
        discussion: """
            The script runs on the node with what the system has, bash or Windows PowerShell 5.1. It writes a \
            directory tree that --root reads, and nothing else. User names stay; passwords, tokens, unknown values \
            and comments do not, and private keys are not copied.
            """
    )

    @Flag(help: "Print the script.")
    var script = false

    @Option(
        help: ArgumentHelp("The system of the node. Default: this machine's.", valueName: "linux|windows"),
        transform: { text in
            guard let system = NodeSystem(rawValue: text) else {
                throw ValidationError("--os takes linux or windows")
            }
            return system.rawValue
        }
    )
    var os: String?

    @OptionGroup var output: OutputArguments

    package init() {}

    package func validate() throws {
        guard script else {
            throw ValidationError("collect runs on the node itself: print its script with --script")
        }
    }

    package func run() {
        let system = os.flatMap(NodeSystem.init(rawValue:)) ?? NodeSystem(of: Node(Platform.current))
        let script = CollectScript(for: system, markers: [NodeRendering.hostsFileFirstLine])
        let text = String(decoding: script.text(), as: UTF8.self)
        if output.format == .json {
            Output.data(["os": .string(system.rawValue), "name": .string(script.name), "script": .string(text)])
        } else {
            // The last line end is the one that every output gets.
            Output.data(String(text.unicodeScalars.dropLast()))
        }
    }
}
