import Foundation
import NodeConfiguration
import Registries
import Testing

/// What containerd itself understands of each config.toml that `windlass render` writes, against the plan.
@Suite("Rendered config.toml, read by containerd", .timeLimit(.minutes(10)))
struct ConfigurationOracleTests {
    static let password = #"a "b" \c 'd' #é$!"#

    static let credentials = [
        ("a mirror's", "{mirrors: {a.example: {endpoint: ['https://m']}}, configs: {m: AUTH}}", "a.example/app:1"),
        ("the registry's", "configs: {'a.example:5000': AUTH}", "a.example:5000/app:1"),
        ("Docker Hub's", "configs: {docker.io: AUTH}", "app:1"),
        ("Docker Hub's by its API host", "configs: {registry-1.docker.io: AUTH}", "docker.io/team/app:1"),
        (
            "those for all",
            "{mirrors: {a.example: {endpoint: ['https://m', 'https://n:5000']}}, configs: {'*': AUTH}}",
            "a.example/app:1"
        ),
        (
            "many",
            "configs: {a.example: AUTH, b.example: AUTH, 'c.example:5000': AUTH, '10.0.0.1:5000': AUTH}",
            "c.example:5000/app:1"
        ),
        ("one with an IPv6 host", "configs: {a.example: AUTH, '[fd00::1]:5000': AUTH}", "[fd00::1]:5000/app:1"),
    ].map { name, registries, image in
        let quoted = password.replacing("'", with: "''")
        let auth = "{auth: {username: 'us\"er', password: '\(quoted)'}}"
        return RenderedCase(name, registries.replacing("AUTH", with: auth), image)
    }

    @Test("has the plan's credentials for each endpoint, and one hosts directory", arguments: NodeSystem.allCases)
    func settings(system: NodeSystem) async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let whole = try await ChildProcess.run(.containerd, ["config", "default"]).stdout
            let bases = try [
                directory.write(Containerd.configuration, to: "small.toml"), directory.write(whole, to: "whole.toml"),
            ]
            for (number, rendered) in Self.credentials.enumerated() {
                let file = try directory.write(rendered.registries, to: "\(number).yaml")
                let node = ["--node", "\(system.rawValue)/amd64"]
                let plans = try await ExplainedPlan.plans(rendered.images, ["--registries", file] + node)
                for (place, base) in ([nil] + bases).enumerated() {
                    let out = directory("\(number)-\(place)")
                    let render = ["render", "--os", system.rawValue, "--containerd", "1.6.20", "--registries", file]
                    let basis = base.map { ["--base", $0] } ?? []
                    let ending = try await Windlass.run(render + ["--out", out] + basis)
                    let comment = Comment(rawValue: "\(rendered.name), base \(base ?? "none")")
                    #expect(ending.status == 0, "\(rendered.name): \(ending.stderr)")
                    let settings = try await Containerd.settings(in: "\(out)/config.toml")
                    let hosts = NodeLayout(.stock, on: system).configurationDirectory
                    #expect(settings.hostsDirectory == system.path(hosts, "certs.d"), comment)
                    for endpoint in plans.flatMap(\.endpoints) {
                        let auth = settings.credentials[endpoint.host]
                        #expect((auth?.username ?? "") == (endpoint.username ?? ""), comment)
                        #expect(auth == nil || auth?.password?.reveal() == Self.password, comment)
                    }
                    #expect(settings.mirrors.isEmpty, comment)
                }
            }
        }
    }
}
