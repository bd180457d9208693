import OCI
import Registries
import Testing

@testable import Credentials

@Suite("A credential helper")
struct DockerHelperTests {
    static func answer(_ output: String, status: Int32 = 0, for target: String = "h.io") throws -> AuthConfiguration? {
        try DockerHelper.answer(status: status, output: Array(output.utf8), for: CredentialTarget(parsing: target))
    }

    @Test(
        "is asked as Docker asks it",
        arguments: [
            ("h.io/org/app", "h.io"), ("H.io:5000", "h.io:5000"), ("docker.io/busybox", "https://index.docker.io/v1/"),
            ("registry-1.docker.io", "https://index.docker.io/v1/"),
        ]
    )
    func question(target: String, input: String) throws {
        let program = try DockerHelper("pass").question(for: CredentialTarget(parsing: target))
        #expect(program.name == "docker-credential-pass")
        #expect(program.place == .path)
        #expect(program.arguments == ["get"])
        #expect(String(decoding: program.input, as: UTF8.self) == input)
    }

    @Test(
        "gives a user name and a password, or an identity token",
        arguments: [
            (
                #"{"ServerURL":"h.io","Username":"u","Secret":"p"}"#,
                AuthConfiguration(username: "u", password: Secret("p"))
            ),
            (#"{"ServerURL":"https://h.io","Username":"u","Secret":"p"}"#, .init(username: "u", password: Secret("p"))),
            (#"{"Username":"u","Secret":"p","More":1}"#, AuthConfiguration(username: "u", password: Secret("p"))),
            (#"{"ServerURL":"","Username":"<token>","Secret":"t"}"#, AuthConfiguration(identityToken: Secret("t"))),
        ]
    )
    func answers(output: String, auth: AuthConfiguration) throws {
        #expect(try Self.answer(output) == auth)
    }

    @Test("of Docker Hub may call it by any of its names", arguments: ["https://index.docker.io/v1/", "docker.io"])
    func hub(server: String) throws {
        let output = #"{"ServerURL":"\#(server)","Username":"u","Secret":"p"}"#
        #expect(try Self.answer(output, for: "docker.io") != nil)
    }

    @Test(
        "has none where it says so as Docker's helpers do",
        arguments: [
            ("credentials not found in native keychain", Int32(1)), ("credentials not found in native keychain\n", 1),
            ("\r\n credentials not found in native keychain \r\n", 2),
            (#"{"ServerURL":"h.io","Username":"","Secret":""}"#, 0),
            ("{}", 0),
        ]
    )
    func none(output: String, status: Int32) throws {
        #expect(try Self.answer(output, status: status) == nil)
    }

    @Test(
        "that fails in another way, or answers something else, is an error that shows nothing of it",
        arguments: [
            ("canary", Int32(1), CredentialFailure.Code.programFailed), ("", 1, .programFailed),
            ("", 137, .programFailed),
            ("no credentials server URL", 1, .programFailed), ("no credentials username", 1, .programFailed),
            ("Credentials Not Found In Native Keychain", 1, .programFailed),
            ("error: credentials not found in native keychain", 1, .programFailed),
            (#"{"Username":"u","Secret":"canary"}"#, 1, .programFailed),
            ("credentials not found in native keychain", 0, .programAnswerInvalid), ("", 0, .programAnswerInvalid),
            ("canary", 0, .programAnswerInvalid), ("[]", 0, .programAnswerInvalid), ("null", 0, .programAnswerInvalid),
            (#"{"Username":"u","Secret":"canary"}{}"#, 0, .programAnswerInvalid),
            (#"{"Username":"u","Secret":"a","Secret":"canary"}"#, 0, .programAnswerInvalid),
            (#"{"Username":"canary","Secret":""}"#, 0, .programAnswerInvalid),
            (#"{"Username":"","Secret":"canary"}"#, 0, .programAnswerInvalid),
            (#"{"Username":["canary"],"Secret":"x"}"#, 0, .programAnswerInvalid),
            (#"{"ServerURL":"evil.io","Username":"u","Secret":"canary"}"#, 0, .answerForAnotherHost),
            (#"{"ServerURL":"h.io:443","Username":"u","Secret":"canary"}"#, 0, .answerForAnotherHost),
            (#"{"ServerURL":"https://h.io@evil.io","Username":"u","Secret":"canary"}"#, 0, .answerForAnotherHost),
            (#"{"ServerURL":"h.io.evil.io","Username":"u","Secret":"canary"}"#, 0, .answerForAnotherHost),
            (
                #"{"ServerURL":"https://index.docker.io/v1/","Username":"u","Secret":"canary"}"#, 0,
                .answerForAnotherHost
            ),
        ]
    )
    func failures(output: String, status: Int32, code: CredentialFailure.Code) {
        let reason = DockerConfigurationTests.reason { _ = try Self.answer(output, status: status) }
        #expect(reason?.code == code)
        #expect(!"\(String(reflecting: reason))".contains("canary"))
    }
}
