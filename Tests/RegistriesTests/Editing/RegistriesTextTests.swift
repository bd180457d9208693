import Registries
import Testing

/// A file before and after.
struct LoginCase: Sendable, CustomTestStringConvertible {
    var name: String
    var before: String
    var host = "reg:5000"
    var after: String

    var testDescription: String { name }
}

@Suite struct RegistriesTextTests {
    private static let login = AuthConfiguration(username: "puller", password: Secret("p\"w"))

    static let settings = [
        LoginCase(
            name: "an empty file",
            before: "",
            after: "configs:\n  \"reg:5000\":\n    auth:\n      username: \"puller\"\n      password: \"p\\\"w\"\n"
        ),
        LoginCase(
            name: "comments alone",
            before: "# ours\n",
            after:
                "configs:\n  \"reg:5000\":\n    auth:\n      username: \"puller\"\n      password: \"p\\\"w\"\n# ours\n"
        ),
        LoginCase(
            name: "mirrors alone, without an end of the last line",
            before: "mirrors:\n  docker.io:   # hub\n    endpoint: [\"https://reg:5000\"]",
            after: """
                mirrors:
                  docker.io:   # hub
                    endpoint: ["https://reg:5000"]
                configs:
                  "reg:5000":
                    auth:
                      username: "puller"
                      password: "p\\"w"

                """
        ),
        LoginCase(
            name: "a host with TLS settings and other indentation",
            before: """
                configs: # all
                    other:
                        auth: {username: a, password: b}
                    reg:5000:
                        tls:
                            ca_file: /ca.pem # ours
                # the end

                """,
            after: """
                configs: # all
                    other:
                        auth: {username: a, password: b}
                    reg:5000:
                        tls:
                            ca_file: /ca.pem # ours
                        auth:
                          username: "puller"
                          password: "p\\"w"
                # the end

                """
        ),
        LoginCase(
            name: "another login, with realms and comments",
            before: """
                configs:
                  "reg:5000":
                    auth:
                      # the robot
                      username: old
                      identity_token: "t"
                      realms:
                      - https://login.test
                  z:
                    tls: {insecure_skip_verify: true}
                mirrors: {}

                """,
            after: """
                configs:
                  "reg:5000":
                    auth:
                      password: "p\\"w"
                      # the robot
                      username: "puller"
                      realms:
                      - https://login.test
                  z:
                    tls: {insecure_skip_verify: true}
                mirrors: {}

                """
        ),
        LoginCase(
            name: "an old password over several lines",
            before:
                "configs:\n  reg:5000:\n    auth:\n      username: a\n      password: |\n        one\n        two\n",
            after: "configs:\n  reg:5000:\n    auth:\n      username: \"puller\"\n      password: \"p\\\"w\"\n"
        ),
        LoginCase(
            name: "a key without a value",
            before: "configs:\nmirrors:\n  a: {}\n",
            after: """
                configs:
                  "reg:5000":
                    auth:
                      username: "puller"
                      password: "p\\"w"
                mirrors:
                  a: {}

                """
        ),
        LoginCase(
            name: "Docker Hub under one of its names",
            before: "configs:\n  docker.io:\n    auth:\n      username: a\n      password: b\n",
            host: "index.docker.io",
            after: "configs:\n  docker.io:\n    auth:\n      username: \"puller\"\n      password: \"p\\\"w\"\n"
        ),
        LoginCase(
            name: "a document with a beginning",
            before: "---\nmirrors:\n  a: {}\n",
            after: """
                ---
                mirrors:
                  a: {}
                configs:
                  "reg:5000":
                    auth:
                      username: "puller"
                      password: "p\\"w"

                """
        ),
    ]

    @Test(arguments: settings) func `A login is set, and every other line stays`(_ setting: LoginCase) throws {
        var text = try RegistriesText(Array(setting.before.utf8))
        let key = try text.setLogin(Self.login, for: setting.host)
        #expect(String(decoding: text.bytes, as: UTF8.self) == setting.after)
        let read = try RegistriesConfiguration(parsing: text.bytes, strictness: .lenient)
        #expect(read.configs[key]?.auth?.username == "puller")
        #expect(read.configs[key]?.auth?.password == Secret("p\"w"))
        #expect(read.configs[key]?.auth?.identityToken == nil)
    }

    @Test(arguments: settings) func `With Windows' line ends and a byte order mark it is the same`(
        _ setting: LoginCase
    ) throws {
        guard setting.before.contains("\n") else { return }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var text = try RegistriesText(mark + Array(setting.before.replacing("\n", with: "\r\n").utf8))
        try text.setLogin(Self.login, for: setting.host)
        #expect(text.bytes == mark + Array(setting.after.replacing("\n", with: "\r\n").utf8))
    }

    static let removals = [
        LoginCase(
            name: "the only host",
            before: "mirrors:\n  a: {}\nconfigs:\n  reg:5000:\n    auth:\n      username: u\n      password: p\n",
            after: "mirrors:\n  a: {}\n"
        ),
        LoginCase(
            name: "one of two hosts",
            before:
                "configs:\n  reg:5000:\n    auth: {username: u, password: p}\n  # b\n  b:\n    tls: {ca_file: /c}\n",
            after: "configs:\n  # b\n  b:\n    tls: {ca_file: /c}\n"
        ),
        LoginCase(
            name: "a host with TLS settings",
            before:
                "configs:\n  reg:5000:\n    auth:\n      username: u\n      password: p\n    tls:\n      ca_file: /c\n",
            after: "configs:\n  reg:5000:\n    tls:\n      ca_file: /c\n"
        ),
    ]

    @Test(arguments: removals) func `A login is removed, with what is empty without it`(_ removal: LoginCase) throws {
        var text = try RegistriesText(Array(removal.before.utf8))
        #expect(try text.removeLogin(for: removal.host))
        #expect(String(decoding: text.bytes, as: UTF8.self) == removal.after)
        #expect(try !text.removeLogin(for: removal.host))
    }

    @Test(arguments: [
        "configs: {\"reg:5000\": {auth: {username: u, password: p}}}\n",
        "configs:\n  reg:5000: {auth: {username: u, password: p}}\n",
        "configs:\n  reg:5000:\n    auth: {username: u, password: p}\n",
        "a: &x\n  auth:\n    username: u\n    password: p\nconfigs:\n  reg:5000: *x\n",
        "configs:\n  ? reg:5000\n  : auth:\n      username: u\n      password: p\n",
        "configs:\n  reg:5000:\n    auth:\n      username: u\n  reg:5000:\n    auth:\n      username: v\n",
        "{}\n",
    ])
    func `What is not understood is left to its author`(_ before: String) throws {
        var text = try RegistriesText(Array(before.utf8))
        #expect(throws: RegistriesText.Refusal.self) { () throws in try text.setLogin(Self.login, for: "reg:5000") }
        #expect(text.bytes == Array(before.utf8))
    }

    @Test(arguments: ["mirrors: [\n", "\u{FEFF}configs:\n\t- x\n"]) func `A file that is broken is not edited`(
        _ text: String
    ) {
        #expect(throws: RegistriesText.Refusal.self) { () throws in try RegistriesText(Array(text.utf8)) }
    }

    @Test func `A file of another encoding is not edited`() {
        let bytes: [UInt8] = [0xFF, 0xFE] + "configs:\n".utf8.flatMap { [$0, 0] }
        #expect(throws: RegistriesText.Refusal.encoding(.utf16LE)) { () throws in try RegistriesText(bytes) }
    }
}
