import NodeConfiguration
import Registries
import Testing

@Suite("certs.d and registries.yaml linted under mutation")
struct FileLintFuzzTests {
    private static let tokens = [
        "[", "]", "{", "}", "=", ".", ",", "\"", "'", "\\", "\n", "\r\n", "#", ":", "*", "&a", "*a", "- ", "  ", "$1",
        "@",
        "[host]\n", "host.", "server", "https://", "/v2", "auth", "(.*)", "\u{FEFF}", "\0", "é", "%2", "|", "<<: ",
    ]

    @Test("No bytes crash it, and what it finds is in the file", arguments: 1...4 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let hosts = HealthyFileTests.hosts.map(\.text) + LintSecrecyTests.hosts + HostsFileLintTests.keys.map(\.text)
        let registries =
            HealthyFileTests.registries + LintSecrecyTests.registries + RegistriesLintTests.rewrites.map(\.text)
        let targets = [Nodes.stock16, Nodes.stock23, Nodes.k3s, Nodes.rke2Windows, Nodes.unknown]
        for _ in 0..<750 {
            let target = generator.pick(targets)
            let isHosts = generator.chance(50)
            var bytes = Array(generator.pick(isHosts ? hosts : registries).utf8)
            bytes = generator.mutated(bytes, tokens: Self.tokens)
            if generator.chance(5) {
                bytes = (0..<Int.random(in: 0...64, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
            }
            let files = GatheredFiles(on: target.system ?? .linux)
            let found =
                isHosts
                ? HostsFileLint(file: "hosts.toml", bytes: bytes, registry: nil, target: target, files: files)
                    .findings()
                : RegistriesLint(
                    file: "registries.yaml",
                    bytes: bytes,
                    target: target,
                    files: files,
                    disableDefaultEndpoint: true
                ).findings()
            let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
            // libyaml takes the end of a text for a line of its own.
            let misplaced = found.filter { $0.position.map { $0.line > lines + 1 || $0.column < 1 } ?? false }
            #expect(misplaced == [], "\(String(decoding: bytes, as: UTF8.self))")
            #expect(found.allSatisfy { $0.correction.allSatisfy { !$0.contains("\n") } })
        }
    }
}
