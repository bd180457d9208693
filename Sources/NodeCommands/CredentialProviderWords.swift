import Credentials

extension CommandFailure {
    /// What an operator reads in the kubelet's log.
    init(_ error: CredentialProviderError) {
        let host = error.host ?? "the registry"
        let detail = error.detail.map { " (\($0))" } ?? ""
        switch error.code {
        case .tooLarge:
            self.init(.usage, code: error.code.rawValue, "the request on stdin has more than 1 MiB")
        case .notJSON:
            self.init(.usage, code: error.code.rawValue, "stdin holds no JSON object\(detail)")
        case .unknownVersion:
            self.init(
                .usage,
                code: error.code.rawValue,
                "the request's apiVersion is none of credentialprovider.kubelet.k8s.io/v1, v1beta1 and v1alpha1"
            )
        case .wrongKind:
            self.init(.usage, code: error.code.rawValue, "what is on stdin is no CredentialProviderRequest")
        case .fieldInvalid:
            self.init(
                .usage,
                code: error.code.rawValue,
                "a field of the request is missing or has the wrong type\(detail)"
            )
        case .imageInvalid:
            // Not shown: what stands before an @ may be a password.
            self.init(.usage, code: error.code.rawValue, "the image in the request is no name of one")
        case .secretMasked:
            self.init(
                .invalidConfiguration,
                code: error.code.rawValue,
                "the secret of \(host) is masked in registries.yaml, as collect leaves it, and the mask would be sent: "
                    + "name the node's own file with --registries"
            )
        case .identityTokenAlone:
            self.init(
                .invalidConfiguration,
                code: error.code.rawValue,
                "\(host) has an identity token alone, and a kubelet takes none from a provider: write a username and "
                    + "password beside it"
            )
        case .addressWithoutPort:
            self.init(
                .invalidConfiguration,
                code: error.code.rawValue,
                "a kubelet takes no credential for the address \(host) without a port: name it with :443 in images and "
                    + "under configs"
            )
        case .credentialInvalid:
            self.init(
                .invalidConfiguration,
                code: error.code.rawValue,
                "what registries.yaml has for \(host) is no user name and password\(detail)"
            )
        default:
            self.init(.invalidConfiguration, code: error.code.rawValue, "\(host): no credential\(detail)")
        }
    }
}
