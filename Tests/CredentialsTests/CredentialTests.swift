import Credentials
import Registries
import Testing

@Suite("A credential")
struct CredentialTests {
    @Test(
        "is what the file says",
        arguments: [
            (AuthConfiguration(), Credential.anonymous),
            (AuthConfiguration(username: "u", password: Secret("p")), .basic(username: "u", password: Secret("p"))),
            (AuthConfiguration(auth: Secret("dTpw")), .basic(username: "u", password: Secret("p"))),
            (AuthConfiguration(identityToken: Secret("t")), .identityToken(username: nil, Secret("t"))),
            (
                AuthConfiguration(username: "u", password: Secret("p"), identityToken: Secret("t")),
                .identityToken(username: "u", Secret("t"))
            ),
            (
                AuthConfiguration(username: "u", password: Secret("p"), auth: Secret("eDp5")),
                .basic(username: "u", password: Secret("p"))
            ),
        ]
    )
    func reads(_ configuration: AuthConfiguration, _ expected: Credential) throws {
        #expect(try Credential(configuration) == expected)
    }

    @Test("is nobody without an entry")
    func nobody() throws {
        #expect(try Credential(nil) == .anonymous)
    }

    @Test(
        "is decoded from auth",
        arguments: [
            ("dXNlcjpwYXNz", "user", "pass"), ("dXNlcjpwYTpzcw==", "user", "pa:ss"),
            ("dXNlcjpwYTpzcw", "user", "pa:ss"),
            ("dXNl\ncjpw\r\nYXNz\n", "user", "pass"), ("dXNlcjpwYXNzAAA=", "user", "pass"), ("w7w6w6Q=", "ü", "ä"),
        ]
    )
    func decodes(_ auth: String, _ username: String, _ password: String) throws {
        #expect(try Credential(decoding: Secret(auth)) == .basic(username: username, password: Secret(password)))
    }

    @Test("with the user name <token> is an identity token")
    func marksIdentityToken() throws {
        #expect(try Credential(decoding: Secret("PHRva2VuPjphYmM=")) == .identityToken(username: nil, Secret("abc")))
    }

    @Test(
        "that cannot be used says why, and nothing of itself",
        arguments: [
            (AuthConfiguration(auth: Secret("dXNlcg==")), CredentialError.Code.authWithoutColon),
            (AuthConfiguration(auth: Secret("d!Np")), .authNotBase64),
            (AuthConfiguration(auth: Secret("dXNlc")), .authNotBase64),
            (AuthConfiguration(auth: Secret("d=Np")), .authNotBase64),
            (AuthConfiguration(auth: Secret("/zrw")), .authNotText),
            (AuthConfiguration(auth: Secret("OnA=")), .usernameMissing),
            (AuthConfiguration(auth: Secret("dTo=")), .passwordMissing),
            (AuthConfiguration(username: "u"), .passwordMissing),
            (AuthConfiguration(password: Secret("p")), .usernameMissing),
        ]
    )
    func refuses(_ configuration: AuthConfiguration, _ code: CredentialError.Code) {
        #expect(throws: CredentialError(code: code)) { try Credential(configuration) }
    }

    @Test("does not show in any printed form")
    func staysSecret() {
        let credential = Credential.basic(username: "u", password: Secret("hunter2"))
        var dumped = ""
        dump(credential, to: &dumped)
        for text in ["\(credential)", String(reflecting: credential), dumped] {
            #expect(!text.contains("hunter2"))
        }
    }
}
