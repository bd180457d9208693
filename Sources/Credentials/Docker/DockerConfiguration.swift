import OCI
package import Registries

/// Docker's config.json, or podman's auth.json, as far as it is about credentials.
///
/// Sources: `docker/cli` `cli/config/configfile`, containers-auth.json(5).
package struct DockerConfiguration: Hashable, Sendable {
    /// The most bytes a file may have: 1 MiB.
    package static let maximumSize = 1 << 20

    /// `auths` in the order of the file.
    private let auths: [JSON.Member]
    /// `credHelpers` in the order of the file.
    private let helpers: [JSON.Member]
    /// `credsStore`; nil where none is set.
    private let store: String?

    /// Reads a file's bytes. What stands under one registry's key is looked at when that registry is sought.
    ///
    /// - Throws: `file-too-large`, `file-not-json`, or `file-invalid` with the key that is not as it should be.
    package init(parsing bytes: [UInt8]) throws(CredentialFailure.Reason) {
        guard bytes.count <= Self.maximumSize else { throw .init(.fileTooLarge) }
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            // The key or byte in the way may be a part of a secret.
            throw .init(.fileNotJSON, detail: error.detail)
        }
        guard let members = json.object else { throw .init(.fileNotJSON, detail: "no-object") }
        // Go takes a key in any case for these, and two readers of one file must not differ about a secret.
        let known = ["auths", "credHelpers", "credsStore"]
        for member in members where !known.contains(member.key) {
            if let key = known.first(where: { $0.lowercased() == member.key.lowercased() }) {
                throw .init(.fileInvalid, detail: key)
            }
        }
        auths = try Self.object("auths", of: json)
        helpers = try Self.object("credHelpers", of: json)
        switch json["credsStore"] {
        case nil, .null?: store = nil
        case .string(let name)?: store = name.isEmpty ? nil : name
        default: throw .init(.fileInvalid, detail: "credsStore")
        }
    }

    private static func object(_ key: String, of json: JSON) throws(CredentialFailure.Reason) -> [JSON.Member] {
        guard let value = json[key], !value.isNull else { return [] }
        guard let members = value.object else { throw .init(.fileInvalid, detail: key) }
        return members
    }
}

extension DockerConfiguration {
    /// The helper that keeps a registry's credential, by its name without `docker-credential-`: the one under
    /// `credHelpers`, else `credsStore`; nil for the file itself, which an empty name under `credHelpers` means too.
    ///
    /// - Throws: `helper-name-invalid` for a name that is no plain file name, `file-invalid` for one that is no text.
    package func helper(for target: CredentialTarget) throws(CredentialFailure.Reason) -> DockerHelper? {
        let fitting = helpers.filter { member in
            // Helpers know registries alone.
            DockerKey(member.key).map { $0.namespace == nil && $0.host == target.host } ?? false
        }
        let chosen = fitting.first { $0.key == target.dockerServer } ?? fitting.first
        guard let chosen else {
            return try store.map { name throws(CredentialFailure.Reason) in try DockerHelper(name) }
        }
        guard let name = chosen.value.string, fitting.allSatisfy({ $0.value == chosen.value }) else {
            throw .init(.fileInvalid, detail: "credHelpers")
        }
        return name.isEmpty ? nil : try DockerHelper(name)
    }

    /// What `auths` has for a registry, and the key it stands under.
    ///
    /// The longest path that fits goes first; entries without a credential are as good as none. Of several spellings of
    /// one key, Docker's own goes first.
    ///
    /// - Throws: `entry-ambiguous` for two spellings with two credentials, and what is wrong with the entry chosen.
    package func credential(
        for target: CredentialTarget
    ) throws(CredentialFailure.Reason) -> (key: String, auth: AuthConfiguration)? {
        var fitting: [Int: [JSON.Member]] = [:]
        for member in auths {
            guard let fit = DockerKey(member.key)?.specificity(for: target) else { continue }
            fitting[fit, default: []].append(member)
        }
        for (_, members) in fitting.sorted(by: { $0.key > $1.key }) {
            let own = members.filter { $0.key == target.dockerServer }
            var found: (key: String, auth: AuthConfiguration)?
            for member in own.isEmpty ? members : own {
                guard let auth = try DockerEntry(member.value).credential() else { continue }
                guard found == nil || found?.auth == auth else { throw .init(.entryAmbiguous, detail: member.key) }
                found = found ?? (member.key, auth)
            }
            if let found { return found }
        }
        return nil
    }
}
