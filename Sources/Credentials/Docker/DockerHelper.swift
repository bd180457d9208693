import OCI
package import Registries

/// A program that keeps credentials for Docker, `docker-credential-NAME` (`docker/docker-credential-helpers`).
package struct DockerHelper: Hashable, Sendable {
    /// The program's file name, without an extension.
    package let program: String

    /// A helper by the name that stands under `credHelpers` or `credsStore`.
    ///
    /// - Throws: `helper-name-invalid` for anything that could lead to another place than a directory of `PATH`.
    package init(_ name: String) throws(CredentialFailure.Reason) {
        guard isProgramName(name) else { throw .init(.programNameInvalid) }
        program = "docker-credential-" + name
    }

    /// The question for a registry's credential.
    package func question(for target: CredentialTarget) -> CredentialProgram {
        CredentialProgram(
            name: program,
            place: .path,
            arguments: ["get"],
            input: Array(target.dockerServer.utf8)
        )
    }

    /// What a helper answered.
    ///
    /// - Parameters:
    ///   - status: Its exit status; the message of one that failed stands on its standard output too.
    ///   - output: Its standard output.
    /// - Returns: nil where it has none.
    /// - Throws: `program-failed`, `program-answer-invalid` or `answer-for-another-host`; none carries any of the
    ///   output.
    package static func answer(
        status: Int32,
        output: [UInt8],
        for target: CredentialTarget
    ) throws(CredentialFailure.Reason) -> AuthConfiguration? {
        guard status == 0 else {
            if saysNotFound(output) { return nil }
            throw .init(.programFailed, detail: "exit \(status)")
        }
        guard let json = try? JSON(parsing: output), json.object != nil else {
            throw .init(.programAnswerInvalid, detail: "JSON object expected")
        }
        var texts: [String: String] = [:]
        for key in ["ServerURL", "Username", "Secret"] {
            switch json[key] {
            case nil, .null?: texts[key] = ""
            case .string(let text)?: texts[key] = text
            default: throw .init(.programAnswerInvalid, detail: key)
            }
        }
        let server = texts["ServerURL"] ?? ""
        guard server.isEmpty || isSame(server, target) else { throw .init(.answerForAnotherHost) }
        let (username, secret) = (texts["Username"] ?? "", texts["Secret"] ?? "")
        guard !username.isEmpty || !secret.isEmpty else { return nil }
        guard !username.isEmpty, !secret.isEmpty else {
            throw .init(.programAnswerInvalid, detail: username.isEmpty ? "Username" : "Secret")
        }
        return username == AuthConfiguration.tokenUsername
            ? AuthConfiguration(identityToken: Secret(secret))
            : AuthConfiguration(username: username, password: Secret(secret))
    }

    /// Whether a helper's `ServerURL` is the registry that it was asked for.
    private static func isSame(_ server: String, _ target: CredentialTarget) -> Bool {
        guard let key = DockerKey(server) else { return false }
        return key.host == target.host && key.namespace == nil
    }

    static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(byte) }
        var rest = bytes[...]
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
