package import ArgumentParser
import NodeConfiguration
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ImportFormat: ExpressibleByArgument {}

/// `import FILE...`: the registry settings of other programs as a registries.yaml.
package struct ImportCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a registries.yaml of containerd's, Docker's or podman's files. No network.",
        discussion: """
            Prints the registries.yaml that means the same, or writes it with --out. Whatever has no equivalent, or \
            means something else afterwards, is left out or said in a note on stderr; nothing changes silently. \
            Several files are taken as one; where two disagree the first counts.
            """
    )

    @Argument(help: "config.toml, daemon.json, registries.conf, hosts.toml or a directory certs.d.")
    var files: [String]

    @Option(help: "What the files are: containerd, docker, podman or hosts. Default: by what is in them.")
    var from: ImportFormat?

    @Option(help: ArgumentHelp("Write here, readable by the owner alone.", valueName: "file"))
    var out: String?

    @Flag(help: "Replace the file that --out names.")
    var force = false

    @Flag(help: "Print passwords and tokens even to a terminal.")
    var showSecrets = false

    @OptionGroup var output: OutputArguments

    package init() {}

    package func run() throws {
        do {
            try importFiles()
        } catch {
            throw Output.fail(error, format: output.format)
        }
    }

    private func importFiles() throws(CommandFailure) {
        let imported = try imported()
        let yaml = imported.configuration.yaml()
        if out == nil, imported.configuration.holdsSecrets, !showSecrets, Output.goesToTerminal {
            throw CommandFailure(
                .usage,
                code: "secrets-on-terminal",
                "the result holds passwords or tokens, and stdout is a terminal; redirect it, or use --out or "
                    + "--show-secrets"
            )
        }
        for note in imported.notes {
            Output.talk(note.line)
        }
        if imported.configuration.mirrors.keys.isEmpty, imported.configuration.configs.keys.isEmpty {
            Output.talk("nothing in these files belongs into a registries.yaml")
        }
        if let out {
            try writeAtomically(Array(yaml.utf8), to: out, isSecret: true, isNew: !force)
            Output.talk("wrote \(out)")
        }
        if output.format == .json {
            Output.data(imported.json(writtenTo: out))
        } else if out == nil {
            Output.data(String(yaml.dropLast()))
        }
    }

    /// What the files say.
    func imported() throws(CommandFailure) -> ImportedConfiguration {
        var sources: [ImportedConfiguration.Source] = []
        for file in files.flatMap(Self.expanded) {
            let bytes = try read(file)
            guard let format = from ?? ImportFormat(guessing: bytes) else {
                throw CommandFailure(
                    .usage,
                    code: "format-unknown",
                    "\(file): what this is cannot be told from it; say --from containerd, docker, podman or hosts"
                )
            }
            if from == nil {
                Output.talk("\(file): read as \(format.words)")
            }
            // The registry's name is nowhere else.
            let directory = URL(filePath: file).absoluteURL.deletingLastPathComponent().lastPathComponent
            sources.append(
                ImportedConfiguration.Source(name: file, bytes: bytes, format: format, directory: directory)
            )
        }
        do {
            return try ImportedConfiguration(sources)
        } catch {
            throw error.failure
        }
    }

    /// The hosts.toml files of a directory certs.d, those of the wildcard last; a file is itself.
    private static func expanded(_ path: String) -> [String] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory else {
            return [path]
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let directory = path.hasSuffix("/") ? path : path + "/"
        let files = names.sorted {
            ($0 == HostDirectory.wildcard ? 1 : 0, $0) < ($1 == HostDirectory.wildcard ? 1 : 0, $1)
        }
        .map { directory + $0 + "/" + HostDirectory.fileName }
        return files.filter(FileManager.default.fileExists)
    }

    private static let maximumSize = 4 << 20

    private func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.invalidConfiguration, code: "file-not-found", "\(path) does not exist")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= Self.maximumSize else {
            throw CommandFailure(.invalidConfiguration, code: "file-unreadable", "\(path) cannot be read")
        }
        return Array(data)
    }
}

extension ImportFormat {
    fileprivate var words: String {
        switch self {
        case .containerd: "containerd's config.toml"
        case .docker: "Docker's daemon.json"
        case .podman: "podman's registries.conf"
        case .hosts: "a hosts.toml of certs.d"
        }
    }
}

extension ImportedConfiguration {
    /// `{"registries", "notes"}`; with the file's name in place of its text where it is written.
    func json(writtenTo path: String?) -> JSON {
        [
            path == nil ? "registries" : "file": .string(path ?? configuration.yaml()),
            "notes": .array(notes.map(\.json)),
        ]
    }
}

extension ImportedConfiguration.Note {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member(key: "code", value: .string(code.rawValue)),
            JSON.Member(key: "message", value: .string(words)),
        ]
        if !file.isEmpty {
            members.append(JSON.Member(key: "file", value: .string(file)))
        }
        if let position {
            members.append(JSON.Member(key: "line", value: .number(String(position.line))))
            members.append(JSON.Member(key: "column", value: .number(String(position.column))))
        }
        return .object(members)
    }
}
