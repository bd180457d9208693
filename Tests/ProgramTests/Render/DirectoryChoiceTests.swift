import NodeConfiguration
import Testing

/// `HostDirectory` against containerd's own loader, on both systems.
@Suite("Which directory of certs.d containerd takes", .timeLimit(.minutes(10)))
struct DirectoryChoiceTests {
    static let hosts = [
        "registry.example", "registry.example:5000", "localhost:5443", "abc:5000", "10.0.0.1:80", "docker.io",
        "[::1]:5000", "[2001:db8::1]", "[fd00::a]:443", "a.b-c.example:65535", "_default", "x:1",
    ]

    @Test("each candidate is taken where none before it is there", arguments: NodeSystem.allCases)
    func candidates(system: NodeSystem) async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let oracle = HostsOracle(system: system)
            var questions: [HostsOracle.Question] = []
            var expected: [String?] = []
            for (number, host) in Self.hosts.enumerated() {
                let candidates = HostDirectory.candidates(for: host, on: system)
                for first in 0...candidates.count {
                    let certs = try CertsDirectory(directory("\(number)/\(first)"))
                    for name in candidates[first...] { try certs.make(name) }
                    questions.append(.init(root: oracle.path(certs.path), host: host))
                    expected.append(candidates[first...].first)
                }
            }
            let answers = try await oracle.answers(to: questions)
            for (answer, expected) in zip(answers, expected) {
                #expect(answer.directory == expected, "\(answer.host) in \(answer.root)")
                #expect(answer.error == nil, "\(answer.host) in \(answer.root)")
            }
        }
    }

    @Test("what is a candidate on the other system alone is not seen", arguments: NodeSystem.allCases)
    func others(system: NodeSystem) async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let oracle = HostsOracle(system: system)
            let hosts = Self.hosts.filter { $0 != HostDirectory.wildcard }
            var questions: [HostsOracle.Question] = []
            for (number, host) in hosts.enumerated() {
                let own = Set(HostDirectory.candidates(for: host, on: system))
                let certs = try CertsDirectory(directory("\(number)"))
                for other in NodeSystem.allCases where other != system {
                    let names = Set(HostDirectory.candidates(for: host, on: other)).subtracting(own)
                    for name in names { try certs.make(name) }
                }
                questions.append(.init(root: oracle.path(certs.path), host: host))
            }
            for answer in try await oracle.answers(to: questions) {
                #expect(answer.directory == nil, "\(answer.host) in \(answer.root)")
            }
        }
    }

    @Test("an empty directory hides the one for all registries", arguments: NodeSystem.allCases)
    func emptyDirectory(system: NodeSystem) async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let oracle = HostsOracle(system: system)
            let certs = try CertsDirectory(directory("certs.d"))
            try certs.make(HostDirectory.name(for: "quay.example:5000", on: system))
            try certs.write(#"[host."https://mirror.example"]"#.utf8, to: HostDirectory.wildcard)
            let answers = try await oracle.answers(about: ["quay.example:5000", "other.example"], in: certs.path)
            #expect(answers[0].endpoints.map(\.url) == ["https://quay.example:5000/v2"])
            #expect(answers[1].endpoints.map(\.url) == ["https://mirror.example/v2", "https://other.example/v2"])
        }
    }

    @Test("the name that is written is found", arguments: NodeSystem.allCases)
    func writtenName(system: NodeSystem) async throws {
        try await withTemporaryDirectory { (directory: TemporaryDirectory) async throws in
            let certs = try CertsDirectory(directory("certs.d"))
            for (number, host) in Self.hosts.enumerated() {
                let name = HostDirectory.name(for: host, on: system)
                try certs.write("[host.\"https://mirror-\(number).example\"]".utf8, to: name)
            }
            let answers = try await HostsOracle(system: system).answers(about: Self.hosts, in: certs.path)
            for (number, answer) in answers.enumerated() {
                #expect(answer.directory == HostDirectory.name(for: answer.host, on: system))
                #expect(answer.endpoints.first?.host == "mirror-\(number).example", "\(answer.host)")
            }
        }
    }
}
