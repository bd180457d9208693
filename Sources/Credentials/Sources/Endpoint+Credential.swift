import OCI
package import Registries

extension Endpoint {
    /// The same endpoint with a credential that registries.yaml does not have.
    package func with(_ auth: AuthConfiguration, from source: CredentialPlace) -> Endpoint {
        var why = why
        why.authSource = source.name
        return Endpoint(
            scheme: scheme,
            host: host,
            root: root,
            isDefault: isDefault,
            namespace: namespace,
            repository: repository,
            reference: reference,
            auth: auth,
            authKind: auth.kind(in: .windlass),
            tls: tls,
            httpsFirst: httpsFirst,
            isExplicitHTTP: isExplicitHTTP,
            why: why
        )
    }

    /// For what the endpoint wants a credential: its own host, and the repository as it is named there.
    ///
    /// A mirror is no other registry's deputy: what is kept for the registry that the image names is not for it.
    package var credentialTarget: CredentialTarget? {
        guard let host = try? RegistryHost(parsing: host), let repository = try? Repository(parsing: repository) else {
            return nil
        }
        return CredentialTarget(host: host, repository: repository)
    }
}

extension CredentialPlace {
    /// The file or program.
    package var name: String {
        switch self {
        case .registries(let path, _, _): path ?? "registries.yaml"
        case .provider(let name, _): name
        case .providerConfiguration(let path), .file(let path, _): path
        case .helper(let program, _): program
        }
    }
}
