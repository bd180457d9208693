import ArgumentParser
import NodeCommands
import OCI
import Registries
import RegistryClient
import Synchronization

/// `request METHOD PATH --image IMAGE`: one request to an endpoint of the plan.
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Send one request to an endpoint of an image's plan, with its TLS settings and credential.",
        discussion: """
            PATH is what a registry's API has, /v2/ or /v2/<name>/manifests/<reference>; <name> and <reference> stand \
            for what the plan asks for there, and /v2 for the endpoint's own API root. Headers go to stderr, secrets \
            masked; the body goes to stdout.
            """
    )

    @Argument(help: "GET, HEAD, or any other method; nothing is sent along.")
    var method: String

    @Argument(help: "The path, with its query.")
    var path: String

    @Option(help: "The image whose plan it is, as a pod names it.")
    var image: String

    @Option(help: ArgumentHelp("Which endpoint of the plan, from 1.", valueName: "number"))
    var endpoint = 1

    @Option(help: ArgumentHelp("The host that pulls.", valueName: "os/arch[/variant][:osversion]"))
    var node: String?

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard !method.isEmpty, method.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
            throw ValidationError("METHOD is a word in capitals, such as GET or HEAD")
        }
        guard path.hasPrefix("/") else { throw ValidationError("PATH begins with a slash, such as /v2/") }
    }

    func run() async throws {
        do {
            let status = try await Interruption.handled { try await self.ask() }
            let exit = ProgramExit(status: status)
            if exit != .success { throw exit.code }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func ask() async throws -> Int {
        let host = try plan.node(node)
        let loaded = try plan.load(for: .windlass, on: host).withLocalFiles()
        let pullPlan = loaded.planner(flavour: .windlass, node: host).plan(for: try loaded.image(image))
        guard pullPlan.endpoints.indices.contains(endpoint - 1) else {
            throw CommandFailure(
                .usage,
                code: "endpoint-unknown",
                "the plan of \(pullPlan.image) has \(pullPlan.endpoints.count) endpoints; there is no \(endpoint)."
            )
        }
        let bare = pullPlan.endpoints[endpoint - 1]
        let alone = PullPlan(image: pullPlan.image, node: host, endpoints: [bare])
        let filled = try await credentials.planCredentials(below: plan.root).fill(alone).runnable()
        let chosen = filled.endpoints.first ?? bare
        let seen = Mutex<[ObservedExchange]>([])
        var configuration = loaded.clientConfiguration(jobs: 1)
        let isText = output.format == .text
        configuration.observe = { exchange in
            if isText { exchange.lines.forEach { Output.talk($0) } }
            seen.withLock { $0.append(exchange) }
        }
        let client = RegistryClient(configuration: configuration)
        do {
            let answer = try await client.request(method, chosen.path(path), of: chosen, limit: Self.bodyLimit)
            try await client.shutdown()
            show(answer, exchanges: seen.withLock { $0 })
            return answer.status
        } catch let error as RegistryClientError {
            try await client.shutdown()
            throw CommandFailure(
                error.exit,
                code: error.code.rawValue,
                error.message,
                details: error.hint.isEmpty ? [] : [error.hint]
            )
        }
    }

    /// As large as a manifest may be.
    private static let bodyLimit = 4 << 20

    private func show(_ answer: SingleAnswer, exchanges: [ObservedExchange]) {
        // A string of Swift's holds any bytes, but not those of a layer as they were.
        let text = String(validating: answer.body, as: UTF8.self)
        guard output.format == .json else {
            if let text, !answer.isTruncated {
                if !text.isEmpty { Output.data(text) }
            } else {
                Output.talk("(a body of \(answer.mediaType ?? "an unknown type") that is no short text is not shown)")
            }
            return
        }
        Output.data([
            "url": .string(answer.url),
            "status": .number(String(answer.status)),
            "exchanges": .array(exchanges.map(\.json)),
            "body": answer.isTruncated ? .null : text.map(JSON.string) ?? .null,
        ])
    }
}

extension Endpoint {
    /// A path of the API with the endpoint's own root, names and `ns` parameter in it.
    fileprivate func path(_ text: String) -> String {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts[0]).replacing("<name>", with: repository).replacing("<reference>", with: reference)
        if path == "/v2" || path.hasPrefix("/v2/") { path = root + path.dropFirst(3) }
        var query = parts.count == 2 ? [String(parts[1])] : []
        if let namespace, !query.contains(where: { $0.contains("ns=") }) { query.append("ns=\(namespace)") }
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }
}

extension ProgramExit {
    fileprivate init(status: Int) {
        switch status {
        case 200..<400: self = .success
        case 401, 403: self = .authentication
        case 404: self = .notFound
        case 429: self = .rateLimited
        default: self = .network
        }
    }
}

extension ObservedExchange {
    /// As curl shows one with `-v`.
    fileprivate var lines: [String] {
        ["> \(method) \(url)"] + requestHeaders.map { "> \($0.name): \($0.value)" }
            + ["< \(status)"] + responseHeaders.map { "< \($0.name): \($0.value)" } + [""]
    }

    fileprivate var json: JSON {
        [
            "method": .string(method),
            "url": .string(url),
            "requestHeaders": .array(requestHeaders.map(\.json)),
            "status": .number(String(status)),
            "responseHeaders": .array(responseHeaders.map(\.json)),
        ]
    }
}

extension ObservedExchange.Header {
    fileprivate var json: JSON { ["name": .string(name), "value": .string(value)] }
}
