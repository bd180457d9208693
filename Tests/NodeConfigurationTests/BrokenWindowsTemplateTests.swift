import NodeConfiguration
import Registries
import Testing

@Suite("The Windows template until v1.29.13")
struct BrokenWindowsTemplateTests {
    private func lines(_ yaml: String) throws -> [BrokenWindowsTemplate.Line] {
        let configuration = try RegistriesConfiguration(parsing: Array(yaml.utf8), strictness: .strict)
        return BrokenWindowsTemplate.registryTables(for: configuration)
    }

    @Test("names no registry, and no fault, where configs has none")
    func none() throws {
        let lines = try lines("mirrors: {docker.io: {endpoint: [\"https://mirror.example\"]}}")
        #expect(lines.filter(\.isFault).isEmpty)
        #expect(lines.last?.text == #"    endpoint = ["https://mirror.example"]"#)
    }

    @Test("puts auth and tls before the registry's name, where containerd looks for them behind it")
    func one() throws {
        let lines = try lines(
            """
            configs:
              "mirror.example:5000":
                auth: {username: puller, password: open-sesame}
                tls: {ca_file: /etc/ca.pem}
            """
        )
        let prefix = #"  [plugins."io.containerd.grpc.v1.cri".registry.configs."#
        #expect(
            lines.filter(\.isFault).map(\.text)
                == [prefix + #"auth."mirror.example:5000"]"#, prefix + #"tls."mirror.example:5000"]"#]
        )
        #expect(lines.contains { $0.text == #"    username = "puller""# })
        #expect(!lines.contains { $0.text.contains("open-sesame") })
    }

    @Test("opens the same tables again for a second registry, which TOML forbids")
    func two() throws {
        let lines = try lines(
            """
            configs:
              b.example: {auth: {username: one, password: x}}
              a.example: {auth: {username: two, password: y}}
            """
        )
        for table in ["auths", "configs"] {
            let headers = lines.filter { $0.text == #"[plugins."io.containerd.grpc.v1.cri".registry."# + table + "]" }
            #expect(headers.map(\.isFault) == [false, true])
        }
        let names = lines.filter { $0.text.contains("configs.auth.") }.map(\.text)
        #expect(names.first?.contains("a.example") == true && names.last?.contains("b.example") == true)
    }
}
