import Foundation
import RegistryTesting
import Testing

/// The harness itself: the system's own resolver understands our name server, and asks no other.
@Suite("Names in a namespace", .enabled(if: getuid() == 0), .timeLimit(.minutes(1)))
struct ResolverTests {
    private func lookUp(_ name: String, _ names: [String: NameReaction]) async throws -> ChildProcess.Ending {
        let server = try await TestNameServer(names: names)
        let result = try await withTemporaryDirectory { directory in
            try await CheckRun.inNamespace(
                ["getent", "ahosts", name],
                resolver: "nameserver \(server.address)\noptions timeout:1 attempts:2\n",
                directory: directory
            )
        }
        #expect(server.questions.allSatisfy { $0.name == name })
        #expect(server.questions.count >= 1)
        await server.shutdown()
        return result
    }

    @Test(
        "getent sees what the script says",
        arguments: [
            (NameReaction.addresses(["127.0.0.7", "::1"]), ["127.0.0.7", "::1"]),
            (.truncated(overTCP: .addresses(["127.0.0.8"])), ["127.0.0.8"]),
            (.first(1, .failure, then: .addresses(["127.0.0.9"])), ["127.0.0.9"]),
            (.missing, []), (.failure, []), (.silence, []),
        ]
    )
    func answers(reaction: NameReaction, addresses: [String]) async throws {
        let ending = try await lookUp("registry.test", ["registry.test": reaction])
        let lines = ending.stdout.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(Set(lines) == Set(addresses), "\(ending)")
        #expect((ending.status == 0) == !addresses.isEmpty)
    }
}
