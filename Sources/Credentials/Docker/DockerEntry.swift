import OCI
import Registries

/// One entry of `auths`.
struct DockerEntry: Hashable {
    /// Base64 of `user:password`.
    var auth: Secret?
    /// The user's name, where it does not stand in ``auth``.
    var username: String
    /// The password, where it does not stand in ``auth``.
    var password: Secret?
    /// An OAuth2 refresh token.
    var identityToken: Secret?
    /// A token for the registry itself, as it is sent.
    var registryToken: Secret?

    /// - Throws: `entry-invalid` for a value that is no text; the detail is its name.
    init(_ json: JSON) throws(CredentialFailure.Reason) {
        guard json.object != nil || json.isNull else { throw .init(.entryInvalid, detail: "object expected") }
        func text(_ key: String) throws(CredentialFailure.Reason) -> String? {
            guard let value = json[key], !value.isNull else { return nil }
            guard let text = value.string else { throw .init(.entryInvalid, detail: key) }
            return text.isEmpty ? nil : text
        }
        auth = try text("auth").map(Secret.init)
        username = try text("username") ?? ""
        password = try text("password").map(Secret.init)
        identityToken = try text("identitytoken").map(Secret.init)
        registryToken = try text("registrytoken").map(Secret.init)
    }

    /// The credential, in the terms of registries.yaml; nil for an entry without one, as Docker leaves it behind where
    /// a helper keeps the secret.
    ///
    /// An identity token goes before `auth`, and `auth` before the plain fields, as Docker reads them.
    func credential() throws(CredentialFailure.Reason) -> AuthConfiguration? {
        if let identityToken { return AuthConfiguration(username: username, identityToken: identityToken) }
        do throws(CredentialError) {
            if let auth {
                return AuthConfiguration(try Credential(decoding: auth))
            }
            if let password, username == AuthConfiguration.tokenUsername {
                return AuthConfiguration(identityToken: password)
            }
            let plain = AuthConfiguration(username: username, password: password)
            if try !Credential(plain).isAnonymous { return plain }
        } catch {
            throw .init(.entryInvalid, detail: error.code.rawValue)
        }
        guard registryToken == nil else { throw .init(.registryTokenUnsupported) }
        return nil
    }
}

extension AuthConfiguration {
    /// The user name that marks the password beside it as an identity token.
    static let tokenUsername = "<token>"

    /// A credential in the terms of registries.yaml; nil for none.
    init?(_ credential: Credential) {
        switch credential {
        case .anonymous: return nil
        case .basic(let username, let password): self.init(username: username, password: password)
        case .identityToken(let username, let token): self.init(username: username ?? "", identityToken: token)
        }
    }
}
