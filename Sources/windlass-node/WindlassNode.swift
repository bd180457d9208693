import ArgumentParser
import NodeCommands

/// What a Windows node can run itself: commands of the rooms that build there.
@main
struct WindlassNode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "windlass-node",
        abstract: "Registry configuration of one node: the commands that need no network.",
        version: windlassVersion,
        subcommands: nodeCommands
    )
}
