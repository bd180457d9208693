import ArgumentParser
import NodeCommands
import OCI
import Registries
import RegistryClient

/// `login HOST`: a registry's login, checked and written into registries.yaml.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Check a login at a registry and write it into registries.yaml.",
        discussion: """
            The registry is asked first; what it refuses is not stored. Every other line of the file stays as it is, and \
            the file is for its owner alone. The secret is read from standard input or from the terminal, never from \
            the command line, where other users see it.
            """
    )

    @Argument(help: "The registry, HOST or HOST:PORT.")
    var host: String

    @Option(name: .shortAndLong, help: "The user's name. Asked for at a terminal.")
    var username: String?

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

    @Flag(help: "Read an identity token (an OAuth2 refresh token) from standard input.")
    var identityTokenStdin = false

    @Flag(help: "Store it without asking the registry.")
    var unchecked = false

    @OptionGroup var plan: PlanArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard !passwordStdin || !identityTokenStdin else {
            throw ValidationError("standard input holds one secret: --password-stdin or --identity-token-stdin")
        }
        guard (try? RegistryHost(parsing: host)) != nil else {
            throw ValidationError("HOST is host[:port], without a scheme and a path")
        }
    }

    func run() async throws {
        do {
            let login = try readLogin()
            var file = try LoginFile(plan)
            let key = try file.set(login, for: host)
            if !unchecked {
                let bytes = file.bytes
                let path = file.path
                try await Interruption.handled { try await check(bytes, as: path) }
            }
            try file.write()
            Output.talk("\(host): login stored under configs.\"\(key)\" in \(printable(file.path))")
            if output.format == .json {
                Output.data(["host": .string(host), "key": .string(key), "file": .string(file.path)])
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func readLogin() throws(CommandFailure) -> AuthConfiguration {
        if identityTokenStdin {
            return AuthConfiguration(username: username ?? "", identityToken: try SecretInput.standardInput())
        }
        let typed = username == nil ? try SecretInput.line(prompt: "Username: ") : nil
        guard let name = username ?? typed, !name.isEmpty else {
            throw CommandFailure(.usage, code: "usage", "no user: say --username")
        }
        let password =
            passwordStdin ? try SecretInput.standardInput() : try SecretInput.secret(prompt: "Password: ")
        return AuthConfiguration(username: name, password: password)
    }

    /// Asks the registry, with all that the new file says of it.
    private func check(_ bytes: [UInt8], as path: String) async throws {
        let node = try plan.node(nil)
        let loaded = try plan.load(bytes, as: path, on: node).withLocalFiles()
        let endpoint = try loaded.endpoint(of: host, on: node)
        let client = RegistryClient(configuration: loaded.clientConfiguration(jobs: 1))
        do {
            let answer = try await client.request("GET", endpoint.root + "/", of: endpoint, limit: 0)
            try await client.shutdown()
            guard !(200..<300).contains(answer.status), answer.status != 404 else { return }
            throw CommandFailure(
                answer.status == 403 ? .authentication : .network,
                code: answer.status == 403 ? "auth-denied" : "unexpected-status",
                "\(endpoint.url) answers with status \(answer.status): nothing was stored"
            )
        } catch let error as RegistryClientError {
            try await client.shutdown()
            throw CommandFailure(
                error.exit,
                code: error.code.rawValue,
                "\(error.message): nothing was stored",
                details: error.hint.isEmpty ? [] : [error.hint]
            )
        }
    }
}

/// `logout HOST`: removes what `login` stored.
struct LogoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Remove a registry's login from registries.yaml.",
        discussion: "Every other line of the file stays as it is. Nothing is sent to the registry."
    )

    @Argument(help: "The registry, HOST or HOST:PORT.")
    var host: String

    @OptionGroup var plan: PlanArguments
    @OptionGroup var output: OutputArguments

    func run() throws {
        do {
            var file = try LoginFile(plan)
            let isRemoved = try file.remove(host)
            if isRemoved { try file.write() }
            Output.talk(
                isRemoved
                    ? "\(host): login removed from \(printable(file.path))"
                    : "\(host): \(printable(file.path)) has no login for it"
            )
            if output.format == .json {
                Output.data(["host": .string(host), "removed": .bool(isRemoved), "file": .string(file.path)])
            }
        } catch {
            throw Output.fail(error, format: output.format)
        }
    }
}
