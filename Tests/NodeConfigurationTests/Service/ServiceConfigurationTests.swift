import NodeConfiguration
import Registries
import Testing

@Suite("A service's config.yaml")
struct ServiceConfigurationTests {
    static func read(_ texts: String...) throws -> ServiceConfiguration {
        try ServiceConfiguration(
            files: texts.enumerated().map { ("\($0.offset).yaml", Array($0.element.utf8)) }
        )
    }

    @Test("has four keys for us, and says where each stands")
    func keys() throws {
        let configuration = try Self.read(
            """
            # a node
            token: K10::secret
            private-registry: "/etc/x/registries.yaml"
            disable-default-registry-endpoint: true
            node-label: [a=b]
            embedded-registry: 'true'
            system-default-registry: reg.example.com:5000
            """
        )
        #expect(configuration.privateRegistry?.value == "/etc/x/registries.yaml")
        #expect(configuration.privateRegistry?.position == Position(line: 3, column: 19))
        #expect(configuration.privateRegistry?.file == "0.yaml")
        #expect(configuration.disableDefaultEndpoint?.value == true)
        #expect(configuration.embeddedRegistry?.value == true)
        #expect(configuration.systemDefaultRegistry?.value == "reg.example.com:5000")
        #expect(configuration.files == ["0.yaml"])
    }

    @Test(
        "takes YAML's truth values and those of Go",
        arguments: [
            ("true", true), ("yes", true), ("On", true), ("\"true\"", true), ("'T'", true), ("1", true),
            ("\"1\"", true), ("false", false), ("no", false), ("OFF", false), ("'f'", false), ("0", false),
            ("[false, true]", true), ("[true, false]", false),
        ]
    )
    func truth(text: String, expected: Bool) throws {
        #expect(try Self.read("embedded-registry: \(text)").embeddedRegistry?.value == expected)
    }

    @Test("what Go does not take for a truth value stops the service", arguments: ["\"yes\"", "2", "", "{a: b}", "x"])
    func noTruth(text: String) throws {
        let error = #expect(throws: ServiceConfigurationError.self) { try Self.read("embedded-registry: \(text)") }
        #expect(error?.complaint.code == .wrongType)
        #expect(error?.complaint.position?.line == 1)
    }

    @Test("a later file replaces a value, a + appends, and the last value of an option counts")
    func merging() throws {
        #expect(try Self.read("private-registry: a", "private-registry: b").privateRegistry?.value == "b")
        #expect(try Self.read("private-registry: a", "private-registry: b").privateRegistry?.file == "1.yaml")
        #expect(try Self.read("private-registry: a", "private-registry+: b").privateRegistry?.value == "b")
        #expect(try Self.read("private-registry: a", "private-registry+: []").privateRegistry?.value == "a")
        #expect(try Self.read("private-registry: a", "private-registry: []").privateRegistry == nil)
        #expect(try Self.read("private-registry+: a").privateRegistry?.value == "a")
        #expect(try Self.read("private-registry: [a, b]", "token: x").privateRegistry?.value == "b")
        #expect(try Self.read("private-registry: a", "private-registry:").privateRegistry?.value == "")
    }

    @Test("an empty file says nothing", arguments: ["", "# only this", "---", "~"])
    func empty(text: String) throws {
        let configuration = try Self.read(text)
        #expect(configuration.privateRegistry == nil && configuration.embeddedRegistry == nil)
    }

    @Test("a broken one is refused with its place")
    func broken() {
        let syntax = #expect(throws: ServiceConfigurationError.self) { try Self.read("a: b", "x: [1\ny: 2") }
        #expect(syntax?.file == "1.yaml")
        #expect(syntax?.complaint.position?.line == 2)
        let list = #expect(throws: ServiceConfigurationError.self) { try Self.read("- a") }
        #expect(list?.complaint.code == .wrongType)
        let dashes = #expect(throws: ServiceConfigurationError.self) { try Self.read("--embedded-registry: true") }
        #expect(dashes?.complaint.code == .unknownKey)
        #expect(dashes?.complaint.detail == "embedded-registry")
    }

    @Test("lies where the layout has it, with config.yaml.d beside it", arguments: NodeSystem.allCases)
    func layout(system: NodeSystem) throws {
        for flavor in [ServiceFlavor.rke2, .k3s] {
            let layout = NodeLayout(flavor, on: system)
            var files = GatheredFiles(on: system)
            let main = layout.serviceConfigurationFile
            for (path, text) in [
                (main, "private-registry: main\nembedded-registry: true"),
                (system.path(main + ".d", "20.yml"), "private-registry: second"),
                (system.path(main + ".d", "10.YAML"), "private-registry: first\nsystem-default-registry: r"),
                (system.path(main + ".d", "30.yaml.bak"), "private-registry: none"),
            ] {
                files.add(NodeFile(Array(text.utf8)), at: path)
            }
            let configuration = try ServiceConfiguration(of: layout, in: files)
            #expect(configuration.privateRegistry?.value == "second")
            #expect(configuration.systemDefaultRegistry?.value == "r")
            #expect(configuration.embeddedRegistry?.file == main)
            #expect(configuration.files.count == 3)
        }
    }
}
