import OCI
import Registries
import Testing

@testable import Credentials

@Suite("Docker's file, changed")
struct DockerConfigurationTextTests {
    private static let basic = AuthConfiguration(username: "u", password: Secret("p:w\"é"))
    private static let token = AuthConfiguration(identityToken: Secret("refresh"))

    /// The file with a login more, as a JSON text without spaces.
    private static func set(_ login: AuthConfiguration, for host: String, in text: String) throws -> String {
        var file = try DockerConfigurationText(Array(text.utf8))
        _ = file.set(login, for: try CredentialTarget(parsing: host))
        return try JSON(parsing: file.bytes).serialized()
    }

    @Test(
        "has a login under the key that Docker gives it, and the rest as it was and where it was",
        arguments: [
            ("", "h.io", #"{"auths":{"h.io":{"auth":"dTpwOnciw6k="}}}"#),
            ("{}", "H.io:5000", #"{"auths":{"h.io:5000":{"auth":"dTpwOnciw6k="}}}"#),
            ("{}", "registry-1.docker.io", #"{"auths":{"https://index.docker.io/v1/":{"auth":"dTpwOnciw6k="}}}"#),
            (#"{"auths":null,"z":1}"#, "h.io", #"{"auths":{"h.io":{"auth":"dTpwOnciw6k="}},"z":1}"#),
            (
                #"{"z":1.50,"auths":{"b.io":{"auth":"eDp5"},"h.io":{"auth":"eDp5","email":"e","identitytoken":"t"}},"HttpHeaders":{"b":"1","a":"2"}}"#,
                "h.io",
                #"{"z":1.50,"auths":{"b.io":{"auth":"eDp5"},"h.io":{"auth":"dTpwOnciw6k=","email":"e"}},"HttpHeaders":{"b":"1","a":"2"}}"#
            ),
            (
                #"{"auths":{"https://h.io":{"auth":"eDp5"}}}"#, "h.io",
                #"{"auths":{"https://h.io":{"auth":"eDp5"},"h.io":{"auth":"dTpwOnciw6k="}}}"#
            ),
        ]
    )
    func sets(before: String, host: String, after: String) throws {
        #expect(try Self.set(Self.basic, for: host, in: before) == after)
        #expect(try Self.set(Self.basic, for: host, in: after) == after)
        let read = try DockerConfiguration(parsing: Array(after.utf8)).credential(for: .init(parsing: host))
        #expect(try Credential(read?.auth) == .basic(username: "u", password: Secret("p:w\"é")))
    }

    @Test("has an identity token beside the user's name alone")
    func tokens() throws {
        #expect(try Self.set(Self.token, for: "h.io", in: "") == #"{"auths":{"h.io":{"identitytoken":"refresh"}}}"#)
        var named = Self.token
        named.username = "u"
        let after = try Self.set(named, for: "h.io", in: "")
        #expect(after == #"{"auths":{"h.io":{"auth":"dTo=","identitytoken":"refresh"}}}"#)
        let read = try DockerConfiguration(parsing: Array(after.utf8)).credential(for: .init(parsing: "h.io"))
        #expect(read?.auth.identityToken == Secret("refresh"))
    }

    @Test(
        "loses what is of the registry in all spellings, and nothing else",
        arguments: [
            (#"{"auths":{"h.io":{"auth":"eDp5"}},"z":[]}"#, "h.io", #"{"auths":{},"z":[]}"#),
            (
                #"{"auths":{"http://h.io/v1/":{},"h.io":{},"h.io/team":{"auth":"eDp5"},"h.io:443":{},"x.io":{}}}"#,
                "H.io",
                #"{"auths":{"h.io/team":{"auth":"eDp5"},"h.io:443":{},"x.io":{}}}"#
            ),
            (#"{"auths":{"docker.io":{},"https://index.docker.io/v1/":{}}}"#, "docker.io", #"{"auths":{}}"#),
            (#"{"credsStore":"pass"}"#, "h.io", nil), (#"{"auths":{"other.io":{}}}"#, "h.io", nil), ("", "h.io", nil),
        ] as [(String, String, String?)]
    )
    func removes(before: String, host: String, after: String?) throws {
        var file = try DockerConfigurationText(Array(before.utf8))
        let isRemoved = file.remove(try CredentialTarget(parsing: host))
        #expect(isRemoved == (after != nil))
        if let after { #expect(try JSON(parsing: file.bytes).serialized() == after) }
    }

    @Test("is written as Docker writes it")
    func layout() throws {
        var file = try DockerConfigurationText(Array(#"{"auths":{},"a":[1," x"]}"#.utf8))
        _ = file.setKept(for: try CredentialTarget(parsing: "h.io"))
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(text == "{\n\t\"auths\": {\n\t\t\"h.io\": {}\n\t},\n\t\"a\": [\n\t\t1,\n\t\t\" x\"\n\t]\n}\n")
    }

    @Test("that is not understood is not changed", arguments: ["[]", "{", #"{"Auths":{}}"#, #"{"auths":[]}"#])
    func refuses(text: String) {
        #expect(throws: CredentialFailure.Reason.self) { try DockerConfigurationText(Array(text.utf8)) }
    }
}

@Suite("A credential helper that keeps logins")
struct DockerHelperStoringTests {
    @Test(
        "hears the secret on standard input alone",
        arguments: [
            (
                AuthConfiguration(username: "u", password: Secret("canary")), "h.io",
                #"{"ServerURL":"h.io","Username":"u","Secret":"canary"}"#
            ),
            (
                AuthConfiguration(username: "u", identityToken: Secret("canary")), "docker.io",
                #"{"ServerURL":"https://index.docker.io/v1/","Username":"<token>","Secret":"canary"}"#
            ),
        ]
    )
    func stores(login: AuthConfiguration, host: String, input: String) throws {
        let program = try DockerHelper("pass").store(login, for: CredentialTarget(parsing: host))
        #expect(program.name == "docker-credential-pass")
        #expect(program.arguments == ["store"])
        #expect(program.environment.isEmpty)
        #expect(String(decoding: program.input, as: UTF8.self) == input)
        let answer = try DockerHelper.answer(status: 0, output: program.input, for: .init(parsing: host))
        #expect(try Credential(answer).isAnonymous == false)
    }

    @Test(
        "is asked to forget by the registry's name",
        arguments: [("H.io", "h.io"), ("docker.io", "https://index.docker.io/v1/")]
    )
    func erases(host: String, input: String) throws {
        let program = try DockerHelper("pass").erase(CredentialTarget(parsing: host))
        #expect(program.arguments == ["erase"])
        #expect(String(decoding: program.input, as: UTF8.self) == input)
    }

    @Test("has done it, has nothing, or failed")
    func ends() throws {
        #expect(try DockerHelper.isDone(.printed("whatever")))
        #expect(try !DockerHelper.isDone(.printed("credentials not found in native keychain\n", status: 1)))
        let failures: [(CredentialProgram.Outcome, CredentialFailure.Code)] = [
            (.printed("canary", status: 1), .programFailed), (.missing, .programMissing), (.timedOut, .programTimedOut),
        ]
        for (outcome, code) in failures {
            let reason = DockerConfigurationTests.reason { _ = try DockerHelper.isDone(outcome) }
            #expect(reason?.code == code)
            #expect(!"\(String(reflecting: reason))".contains("canary"))
        }
    }
}
