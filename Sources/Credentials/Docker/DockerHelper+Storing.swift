import OCI
package import Registries

extension DockerHelper {
    /// The request to keep a registry's login. The secret is on standard input, never on the command line.
    package func store(_ login: AuthConfiguration, for target: CredentialTarget) -> CredentialProgram {
        let secret = login.identityToken ?? login.password
        let question: JSON = [
            "ServerURL": .string(target.dockerServer),
            "Username": .string(login.identityToken == nil ? login.username : AuthConfiguration.tokenUsername),
            "Secret": .string(secret?.reveal() ?? ""),
        ]
        return CredentialProgram(name: program, place: .path, arguments: ["store"], input: question.bytes())
    }

    /// The request to forget a registry's login.
    package func erase(_ target: CredentialTarget) -> CredentialProgram {
        CredentialProgram(name: program, place: .path, arguments: ["erase"], input: Array(target.dockerServer.utf8))
    }

    /// How a request to keep or forget a login ended.
    ///
    /// - Returns: whether it was done; false where a helper says that there is nothing to forget.
    /// - Throws: `program-failed` and what else a program can come to; nothing of its output is carried.
    package static func isDone(_ outcome: CredentialProgram.Outcome) throws(CredentialFailure.Reason) -> Bool {
        let (status, output) = try outcome.answer()
        guard status != 0 else { return true }
        guard saysNotFound(output) else { throw .init(.programFailed, detail: "exit \(status)") }
        return false
    }

    /// Whether a helper that failed says the only thing after which Docker goes on without a credential; white space
    /// around it is let be.
    static func saysNotFound(_ output: [UInt8]) -> Bool {
        trimmed(output).elementsEqual("credentials not found in native keychain".utf8)
    }
}
