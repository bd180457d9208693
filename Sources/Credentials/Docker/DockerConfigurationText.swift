import OCI
package import Registries

/// Docker's config.json as a file to be changed: all that is not about the one registry stays, in its order.
///
/// Source: `docker/cli` `cli/config/configfile/file.go` and `cli/config/credentials`.
package struct DockerConfigurationText: Hashable, Sendable {
    private var members: [JSON.Member]
    private let configuration: DockerConfiguration

    /// Reads a file; one that is not there, or is empty, has nothing in it.
    ///
    /// - Throws: as ``DockerConfiguration/init(parsing:)``: what is not understood is not written either.
    package init(_ bytes: [UInt8]) throws(CredentialFailure.Reason) {
        let bytes = bytes.isEmpty ? Array("{}".utf8) : bytes
        configuration = try DockerConfiguration(parsing: bytes)
        members = (try? JSON(parsing: bytes))?.object ?? []
    }

    /// What is to be written, indented with tabs as Docker does it.
    package var bytes: [UInt8] {
        let lines = JSON.object(members).serialized(indent: 1).split(separator: "\n").map { line in
            let text = line.drop { $0 == " " }
            return String(repeating: "\t", count: line.count - text.count) + text
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The helper that keeps the registry's credential; nil for the file itself.
    ///
    /// - Throws: as ``DockerConfiguration/helper(for:)``.
    package func helper(for target: CredentialTarget) throws(CredentialFailure.Reason) -> DockerHelper? {
        try configuration.helper(for: target)
    }

    /// Stores a login as Docker does: base64 of `user:password` under `auth`, an identity token under `identitytoken` and
    /// the user's name before an empty password.
    ///
    /// - Returns: the key under `auths`.
    package mutating func set(_ login: AuthConfiguration, for target: CredentialTarget) -> String {
        let password = login.identityToken == nil ? login.password?.reveal() ?? "" : ""
        var entry: [JSON.Member] = []
        if !login.username.isEmpty || !password.isEmpty {
            let auth = Base64.encode("\(login.username):\(password)".utf8)
            entry.append(JSON.Member(key: "auth", value: .string(auth)))
        }
        if let token = login.identityToken {
            entry.append(JSON.Member(key: "identitytoken", value: .string(token.reveal())))
        }
        return put(entry, for: target)
    }

    /// Notes that a helper keeps the registry's login: Docker leaves an entry without a credential.
    ///
    /// - Returns: the key under `auths`.
    package mutating func setKept(for target: CredentialTarget) -> String {
        put([], for: target)
    }

    /// Removes what `auths` has for the whole of a registry, in every spelling; podman's entries for repositories below it
    /// stay.
    ///
    /// - Returns: whether there was anything.
    package mutating func remove(_ target: CredentialTarget) -> Bool {
        let rest = entries.filter { !Self.isOf($0.key, target) }
        guard rest.count < entries.count else { return false }
        entries = rest
        return true
    }

    private static let secretKeys: Set<String> = ["auth", "username", "password", "identitytoken", "registrytoken"]

    private mutating func put(_ secrets: [JSON.Member], for target: CredentialTarget) -> String {
        let key = target.dockerServer
        var all = entries
        if let place = all.firstIndex(where: { $0.key == key }) {
            let kept = (all[place].value.object ?? []).filter { !Self.secretKeys.contains($0.key) }
            all[place].value = .object(secrets + kept)
        } else {
            all.append(JSON.Member(key: key, value: .object(secrets)))
        }
        entries = all
        return key
    }

    private static func isOf(_ key: String, _ target: CredentialTarget) -> Bool {
        DockerKey(key).map { $0.host == target.host && $0.namespace == nil } ?? false
    }

    private var entries: [JSON.Member] {
        get { members.first { $0.key == "auths" }?.value.object ?? [] }
        set {
            guard let place = members.firstIndex(where: { $0.key == "auths" }) else {
                members.append(JSON.Member(key: "auths", value: .object(newValue)))
                return
            }
            members[place].value = .object(newValue)
        }
    }
}
