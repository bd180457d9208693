public import OCI
public import Registries

/// What a credential provider answers on its standard output.
public struct CredentialProviderResponse: Hashable, Sendable {
    /// For which other images a kubelet may take the same answer.
    public enum CacheKeyType: String, Hashable, Sendable {
        /// For the same repository alone.
        case image = "Image"
        /// For everything of the same `host[:port]`.
        case registry = "Registry"
        /// For every image that the provider is asked about. Windlass never answers so.
        case global = "Global"
    }

    /// A user name and a password, which is all that the protocol can carry.
    public struct Login: Hashable, Sendable {
        /// The user's name; may be empty.
        public var username: String
        /// The password.
        public var password: Secret

        /// A login from its parts.
        public init(username: String, password: Secret) {
            self.username = username
            self.password = password
        }
    }

    /// The version of the request.
    public var version: CredentialProviderVersion
    /// How widely the answer may be used again.
    public var cacheKeyType: CacheKeyType
    /// How long; zero for not at all, nil for as long as the kubelet's configuration says.
    public var cacheDuration: Duration?
    /// The credentials by the pattern of the images they are for, `host[:port][/path]`.
    public var auth: [String: Login]

    /// An answer from its parts.
    public init(
        version: CredentialProviderVersion,
        cacheKeyType: CacheKeyType,
        cacheDuration: Duration?,
        auth: [String: Login] = [:]
    ) {
        self.version = version
        self.cacheKeyType = cacheKeyType
        self.cacheDuration = cacheDuration
        self.auth = auth
    }

    /// Reads an answer.
    ///
    /// - Throws: any ``CredentialProviderError``; a cache key type that kubelets do not know is one, for they take no
    ///   such answer.
    public init(parsing bytes: [UInt8]) throws(CredentialProviderError) {
        let message = try CredentialProviderMessage(bytes, kind: "CredentialProviderResponse")
        version = message.version
        guard let type = try message.text("cacheKeyType").flatMap(CacheKeyType.init(rawValue:)) else {
            throw CredentialProviderError(.fieldInvalid, detail: "cacheKeyType")
        }
        cacheKeyType = type
        cacheDuration = nil
        if let text = try message.text("cacheDuration") {
            guard let duration = Duration(go: text) else {
                throw CredentialProviderError(.fieldInvalid, detail: "cacheDuration")
            }
            cacheDuration = duration
        }
        auth = [:]
        for member in try message.members("auth") {
            guard let login = Login(member.value) else { throw CredentialProviderError(.fieldInvalid, detail: "auth") }
            auth[member.key] = login
        }
    }

    /// The answer as it is written to standard output. It holds the passwords in the clear.
    public var json: JSON {
        let logins = auth.sorted { $0.key < $1.key }.map { pattern, login in
            JSON.Member(
                key: pattern,
                value: ["username": .string(login.username), "password": .string(login.password.reveal())]
            )
        }
        var members = [
            JSON.Member(key: "kind", value: "CredentialProviderResponse"),
            JSON.Member(key: "apiVersion", value: .string(version.rawValue)),
            JSON.Member(key: "cacheKeyType", value: .string(cacheKeyType.rawValue)),
        ]
        if let cacheDuration {
            members.append(JSON.Member(key: "cacheDuration", value: .string(cacheDuration.goText)))
        }
        members.append(JSON.Member(key: "auth", value: .object(logins)))
        return .object(members)
    }
}

extension CredentialProviderResponse.Login {
    /// Go leaves a field empty that is absent or `null`.
    fileprivate init?(_ json: JSON) {
        guard json.object != nil else { return nil }
        var texts: [String] = []
        for key in ["username", "password"] {
            guard let value = json[key], !value.isNull else {
                texts.append("")
                continue
            }
            guard let text = value.string else { return nil }
            texts.append(text)
        }
        self.init(username: texts[0], password: Secret(texts[1]))
    }
}
