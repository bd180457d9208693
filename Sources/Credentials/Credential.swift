public import Registries

/// Who a request is made as: what an ``AuthConfiguration`` comes down to.
public enum Credential: Hashable, Sendable {
    /// Nobody in particular.
    case anonymous
    /// A user name and a password, for Basic or for a token server.
    case basic(username: String, password: Secret)
    /// A refresh token that a token server trades for access tokens (docker's `identitytoken`).
    case identityToken(username: String?, Secret)
}

extension Credential {
    /// Reads `configs.<host>.auth`.
    ///
    /// An identity token goes before a user name, and a user name before `auth`; the user name `<token>` in `auth`
    /// marks an identity token, as docker writes it.
    public init(_ configuration: AuthConfiguration?) throws(CredentialError) {
        guard let configuration else {
            self = .anonymous
            return
        }
        let username = configuration.username
        if let token = configuration.identityToken, !token.isEmpty {
            self = .identityToken(username: username.isEmpty ? nil : username, token)
        } else if let password = configuration.password, !password.isEmpty {
            guard !username.isEmpty else { throw CredentialError(code: .usernameMissing) }
            self = .basic(username: username, password: password)
        } else if !username.isEmpty {
            throw CredentialError(code: .passwordMissing)
        } else if let auth = configuration.auth, !auth.isEmpty {
            self = try Self(decoding: auth)
        } else {
            self = .anonymous
        }
    }

    /// Decodes `auth`, base64 of `user:password`: padded or not, line breaks inside, NULs at the end.
    ///
    /// Everything after the first colon is the password (RFC 7617 §2).
    public init(decoding auth: Secret) throws(CredentialError) {
        guard var bytes = Base64.decode(auth.reveal()) else { throw CredentialError(code: .authNotBase64) }
        while bytes.last == 0 { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw CredentialError(code: .authNotText) }
        guard let colon = text.firstIndex(of: ":") else { throw CredentialError(code: .authWithoutColon) }
        let username = String(text[..<colon])
        let password = Secret(String(text[text.index(after: colon)...]))
        guard !username.isEmpty else { throw CredentialError(code: .usernameMissing) }
        guard !password.isEmpty else { throw CredentialError(code: .passwordMissing) }
        self =
            username == "<token>"
            ? .identityToken(username: nil, password) : .basic(username: username, password: password)
    }

    /// Whether there is nothing to keep secret.
    public var isAnonymous: Bool { self == .anonymous }
}

/// Why the `auth` of a host cannot be used. It never carries any part of the secret.
public struct CredentialError: Error, Hashable, Sendable {
    /// What is wrong; an open set.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling.
        public let rawValue: String

        /// A code of that spelling.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// `auth` is not base64.
        public static let authNotBase64 = Code(rawValue: "auth-not-base64")
        /// The bytes in `auth` are not UTF-8.
        public static let authNotText = Code(rawValue: "auth-not-text")
        /// `auth` holds no colon between user name and password.
        public static let authWithoutColon = Code(rawValue: "auth-without-colon")
        /// A password without the user name it belongs to.
        public static let usernameMissing = Code(rawValue: "username-missing")
        /// A user name without a password.
        public static let passwordMissing = Code(rawValue: "password-missing")
    }

    /// What is wrong.
    public var code: Code

    /// An error of that code.
    public init(code: Code) {
        self.code = code
    }
}
