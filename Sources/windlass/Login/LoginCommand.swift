import ArgumentParser
import NodeCommands
import OCI
import Registries

/// `login HOST`: a registry's login, checked and written into registries.yaml or into Docker's config.json.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Check a login at a registry and write it into registries.yaml, or where Docker keeps it.",
        discussion: """
            The registry is asked first; what it refuses is not stored. Every other line of the file stays as it is, and \
            the file is for its owner alone. The secret is read from standard input or from the terminal, never from \
            the command line, where other users see it. With --docker it goes where docker login puts it: into \
            config.json in $DOCKER_CONFIG or ~/.docker, or to the credential helper that this names.
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

    @Flag(help: "Store it where docker login does, not in registries.yaml.")
    var docker = false

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
            try await docker ? storeForDocker(login) : storeInRegistries(login)
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func storeInRegistries(_ login: AuthConfiguration) async throws {
        var file = try LoginFile(plan)
        let key = try file.set(login, for: host)
        if !unchecked {
            let (bytes, path) = (file.bytes, file.path)
            try await Interruption.handled { try await LoginCheck(host: host, plan: plan).run(bytes, as: path) }
        }
        try file.write()
        Output.talk("\(host): login stored under configs.\"\(key)\" in \(printable(file.path))")
        if output.format == .json {
            Output.data(["host": .string(host), "key": .string(key), "file": .string(file.path)])
        }
    }

    private func storeForDocker(_ login: AuthConfiguration) async throws {
        let docker = try DockerLogin(host)
        let isSecond = try await Interruption.handled {
            var docker = docker
            let isSecond = unchecked ? false : try await LoginCheck(host: host, plan: plan).run(login, at: docker)
            try await docker.store(login)
            return isSecond
        }
        Output.talk(printable("\(host): login stored " + docker.words))
        if isSecond {
            Output.talk("note: registries.yaml has a login of its own for \(host), which goes first in a pull")
        }
        if output.format == .json {
            Output.data(.object([JSON.Member(key: "host", value: .string(host))] + docker.members))
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
}

/// `logout HOST`: removes what `login` stored.
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Remove a registry's login from registries.yaml, or from where Docker keeps it.",
        discussion: "Every other line of the file stays as it is. Nothing is sent to the registry."
    )

    @Argument(help: "The registry, HOST or HOST:PORT.")
    var host: String

    @Flag(help: "Remove it from where docker login stores it, not from registries.yaml.")
    var docker = false

    @OptionGroup var plan: PlanArguments
    @OptionGroup var output: OutputArguments

    func run() async throws {
        do {
            if docker {
                try await removeFromDocker()
            } else {
                try removeFromRegistries()
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func removeFromRegistries() throws(CommandFailure) {
        var file = try LoginFile(plan)
        let isRemoved = try file.remove(host)
        if isRemoved { try file.write() }
        report(isRemoved, from: file.path, [JSON.Member(key: "file", value: .string(file.path))])
    }

    private func removeFromDocker() async throws {
        let docker = try DockerLogin(host)
        let isRemoved = try await Interruption.handled {
            var docker = docker
            return try await docker.remove()
        }
        report(isRemoved, from: docker.place.words, docker.members)
    }

    private func report(_ isRemoved: Bool, from place: String, _ members: [JSON.Member]) {
        let place = printable(place)
        Output.talk(isRemoved ? "\(host): login removed from \(place)" : "\(host): \(place) has no login for it")
        if output.format == .json {
            let facts = [
                JSON.Member(key: "host", value: .string(host)), JSON.Member(key: "removed", value: .bool(isRemoved)),
            ]
            Output.data(.object(facts + members))
        }
    }
}
