import ArgumentParser
import NodeCommands

@main
struct Windlass: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "windlass",
        abstract: "Private-registry image pulls that work the same on Windows and Linux nodes.",
        discussion: """
            Exit codes: 0 ok, 1 findings or anything unnamed, 3 not found, 4 authentication, 5 TLS, 6 network or \
            time-out, 7 rate limited, 8 integrity, 9 no matching platform, 10 disk, 11 partly done, 12 bad \
            configuration file, 64 usage, 130 and 143 signals.
            """,
        version: windlassVersion,
        subcommands: nodeCommands + [
            PullCommand.self, CopyCommand.self, SyncCommand.self, VerifyCopyCommand.self, SaveCommand.self,
            LoadCommand.self, ExtractCommand.self,
            ImagesCommand.self, RemoveCommand.self, ManifestCommand.self, DigestCommand.self, ListCommand.self,
            TagCommand.self, DeleteCommand.self, CheckCommand.self, PlatformsCommand.self, RequestCommand.self,
            LoginCommand.self, LogoutCommand.self, ServeCommand.self, RegistryCommand.self, DemoCommand.self,
        ]
    )
}
