import OCI
import RegistryTesting
import Testing

/// The same registry behind a token server that signs what docker-registry verifies.
@Suite(.dockerRegistry(behind: .tokens), .timeLimit(.minutes(2)))
struct TokenServerTests {
    private func filled() throws -> FilledRegistry { try #require(FilledRegistry.current) }

    @Test("a root file system is pulled with a token")
    func rootFileSystem() async throws {
        let filled = try filled()
        try await withTemporaryDirectory { directory in
            let layout = PulledLayout(path: directory("layout"))
            let ending = try await filled.pull("rootfs:1", "--node", "linux/amd64", to: "\(layout.path):root")
            try #require(ending.status == 0, "\(ending.stderr)")
            #expect(try await layout.digestReadBySkopeo(tag: "root") == filled.rootFileSystem)
            layout.expectClean()
        }
    }

    @Test("Windows and Linux nodes get their children with a token", arguments: [0, 1, 2, 3])
    func node(child: Int) async throws {
        let filled = try filled()
        let node = child < 3 ? "windows/amd64:\(FilledRegistry.windowsVersions[child])" : "linux/amd64"
        try await withTemporaryDirectory { directory in
            let layout = PulledLayout(path: directory("layout"))
            let ending = try await filled.pull("app:1", "--node", node, to: "\(layout.path):app")
            try #require(ending.status == 0, "\(ending.stderr)")
            #expect(try await layout.digestReadBySkopeo(tag: "app") == FilledRegistry.children[child].digest)
            layout.expectClean()
        }
    }

    @Test("a wrong password is the token server's to refuse: exit code 4")
    func wrongPassword() async throws {
        let filled = try filled()
        try await withTemporaryDirectory { directory in
            let yaml = try directory.write(
                RegistriesYAML.itself("https://\(filled.registry.host)")
                    + RegistriesYAML.configs(filled.registry.host, password: "wrong", caFile: filled.registry.caFile),
                to: "registries.yaml"
            )
            let pull = FailingPull(
                image: "\(filled.registry.host)/mirror/library/app:1",
                arguments: ["--node", "linux/amd64", "--registries", yaml, "--disable-default-endpoint"],
                layout: directory("layout")
            )
            try await pull.expect(exit: 4, code: "auth-failed")
        }
    }
}
