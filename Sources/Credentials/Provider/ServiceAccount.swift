package import Registries

/// The service account of the pod that an image is for, as a kubelet tells a credential provider of it (KEP-4412).
package struct ServiceAccount: Hashable, Sendable {
    /// A token of it, for the audience that the kubelet's list names.
    package let token: Secret
    /// Its annotations, as far as the list names them.
    package let annotations: [String: String]

    package init(token: Secret, annotations: [String: String] = [:]) {
        self.token = token
        self.annotations = annotations
    }
}

extension CredentialProviderRequest {
    /// The pod's service account; nil where the kubelet says nothing of one.
    package var serviceAccount: ServiceAccount? {
        serviceAccountToken.map { ServiceAccount(token: $0, annotations: serviceAccountAnnotations) }
    }
}

extension CredentialProviderConfiguration.Provider {
    /// What the provider is told of a service account: the token and the annotations that its list entry names; nil for
    /// nothing.
    ///
    /// Nobody is told but those that say so, in the one version of the protocol that has a place for it, and none that
    /// misses an annotation which it requires.
    func isTold(of account: ServiceAccount?) -> ServiceAccount? {
        guard let account, let attributes = tokenAttributes, version == .v1,
            attributes.requiredAnnotations.allSatisfy({ account.annotations[$0] != nil })
        else { return nil }
        let named = Set(attributes.requiredAnnotations + attributes.optionalAnnotations)
        return ServiceAccount(token: account.token, annotations: account.annotations.filter { named.contains($0.key) })
    }
}
