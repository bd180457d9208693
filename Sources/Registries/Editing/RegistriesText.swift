/// A registries.yaml as it was written, in which the login of a host is set or removed: every other line stays as it is,
/// comments and order included.
///
/// After each change the text is read again, and has to say what it said before but for that login; else the change is
/// refused. So a way of writing that is not understood is left to its author.
package struct RegistriesText: Sendable {
    /// Why a text is left alone.
    package enum Refusal: Error, Hashable, Sendable {
        /// It is not UTF-8.
        case encoding(ConfigurationText.Encoding)
        /// It cannot be read.
        case unreadable([Complaint])
        /// What is to be changed is written in braces, behind an alias or in another way that is not edited.
        case shape(key: String, line: Int)
    }

    private var text: YAMLText
    private var configuration: RegistriesConfiguration

    /// Reads a file's bytes; an empty file is a file, too.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        text = YAMLText(bytes)
        configuration = try Self.read(bytes)
    }

    /// The text, its byte order mark and line ends as they were.
    package var bytes: [UInt8] { text.bytes }

    /// The key that a host's login is under, or would be: one of Docker Hub's other names where the file has that.
    package func key(for host: String) -> String {
        guard DockerHub.names.contains(host) else { return host }
        return configuration.configs.keys.first { DockerHub.names.contains($0) } ?? DockerHub.apiHost
    }

    /// Sets the login of a host. The realms that the file has for it stay.
    ///
    /// - Returns: the key under `configs`.
    @discardableResult
    package mutating func setLogin(_ login: AuthConfiguration, for host: String) throws(Refusal) -> String {
        let key = key(for: host)
        var wanted = login
        wanted.realms = configuration.configs[key]?.auth?.realms ?? []
        var edited = text
        let place = try edited.mapping(at: ["configs", key, "auth"])
        edited.set(Self.fields(of: login), removing: Self.secretKeys, in: place)
        try take(edited, key: key, expecting: wanted)
        return key
    }

    /// Removes the login of a host, and what is empty without it.
    ///
    /// - Returns: whether there was one.
    package mutating func removeLogin(for host: String) throws(Refusal) -> Bool {
        let key = key(for: host)
        guard let entry = configuration.configs[key], entry.auth != nil else { return false }
        var path = ["configs", key, "auth"]
        if entry.tls == nil { path = configuration.configs.keys.count == 1 ? ["configs"] : ["configs", key] }
        var edited = text
        try edited.remove(path)
        try take(edited, key: key, expecting: nil)
        return true
    }

    private static let secretKeys = ["username", "password", "auth", "identity_token"]

    private static func fields(of login: AuthConfiguration) -> [(key: String, value: String)] {
        let secrets = [
            ("password", login.password), ("auth", login.auth), ("identity_token", login.identityToken),
        ]
        let user = login.username.isEmpty ? [] : [(key: "username", value: login.username)]
        return user + secrets.compactMap { key, secret in secret.map { (key: key, value: $0.reveal()) } }
    }

    /// Takes a changed text if it says what it should.
    private mutating func take(_ edited: YAMLText, key: String, expecting auth: AuthConfiguration?) throws(Refusal) {
        let result = try Self.read(edited.bytes)
        var expected = configuration
        var host = expected.configs[key] ?? RegistriesConfiguration.Host()
        host.auth = auth
        expected.configs.set(key, to: Located(host, at: nil))
        guard result.says(expected) else { throw .shape(key: key, line: 1) }
        text = edited
        configuration = result
    }

    private static func read(_ bytes: [UInt8]) throws(Refusal) -> RegistriesConfiguration {
        let configuration: RegistriesConfiguration
        do {
            configuration = try RegistriesConfiguration(parsing: bytes, strictness: .lenient)
        } catch {
            throw .unreadable(error.complaints)
        }
        let encoding = (try? ConfigurationText.decode(bytes).encoding) ?? .utf8
        guard encoding == .utf8 || encoding == .utf8BOM else { throw .encoding(encoding) }
        return configuration
    }
}

extension RegistriesConfiguration {
    /// Whether both say the same, hosts of which nothing is said left aside.
    fileprivate func says(_ other: RegistriesConfiguration) -> Bool {
        RegistriesConfiguration(mirrors: mirrors).yaml() == RegistriesConfiguration(mirrors: other.mirrors).yaml()
            && hosts == other.hosts
    }

    private struct NamedHost: Equatable {
        var key: String
        var host: Host
    }

    private var hosts: [NamedHost] {
        configs.keys.compactMap { key in
            guard let host = configs[key], host.auth != nil || host.tls != nil else { return nil }
            return NamedHost(key: key, host: host)
        }
    }
}
