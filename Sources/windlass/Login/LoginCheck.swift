import Credentials
import NodeCommands
import Registries
import RegistryClient

/// Asks a registry whether it takes a login, before anything is stored.
struct LoginCheck {
    let host: String
    let plan: PlanArguments

    /// With all that the new registries.yaml says of the registry.
    func run(_ bytes: [UInt8], as path: String) async throws {
        let node = try plan.node(nil)
        let loaded = try plan.load(bytes, as: path, on: node).withLocalFiles()
        try await ask(try loaded.endpoint(of: host, on: node), loaded)
    }

    /// With a login that registries.yaml does not have, and all else that it says of the registry.
    ///
    /// - Returns: whether registries.yaml has a login of its own, which goes before any other.
    func run(_ login: AuthConfiguration, at place: DockerLogin) async throws -> Bool {
        let node = try plan.node(nil)
        let loaded = try plan.load(for: .windlass, on: node).withLocalFiles()
        let endpoint = try loaded.endpoint(of: host, on: node)
        try await ask(endpoint.with(login, from: place.place), loaded)
        return endpoint.authKind != .none
    }

    private func ask(_ endpoint: Endpoint, _ loaded: PlanArguments.Loaded) async throws {
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
