extension Finding.Code {
    /// No YAML; `detail` is the likely cause.
    package static let yamlSyntax = Self(rawValue: "yaml-syntax")

    // Rewrites, in hosts.toml too.
    /// A pattern that RE2 refuses; `detail` is the reason.
    package static let rewriteInvalidPattern = Self(rawValue: "rewrite-invalid-pattern")
    /// A template that names a group the pattern does not have; `detail` is the name.
    package static let rewriteTemplateName = Self(rawValue: "rewrite-template-name")
    /// Two rules that change one name in two ways; `detail` is the other's pattern.
    package static let rewriteOverlap = Self(rawValue: "rewrite-overlap")
    /// Rewrites beside an endpoint that is the registry itself.
    package static let rewriteOnDefaultEndpoint = Self(rawValue: "rewrite-on-default-endpoint")

    // Files, of hosts.toml too.
    /// A file that is named and cannot be used; `detail` is the key and what is the case.
    package static let caFileMissing = Self(rawValue: "ca-file-missing")
    /// One of a client certificate and its key; `detail` is the key that lacks.
    package static let clientCertWithoutKey = Self(rawValue: "client-cert-without-key")

    // Endpoints and hosts.
    /// A mirror under a name of Docker Hub that no image has.
    package static let hubAliasKey = Self(rawValue: "hub-alias-key")
    /// A key of configs that nothing asks; `detail` is the likely one.
    package static let configUnused = Self(rawValue: "config-unused")
    /// An endpoint without a scheme; `detail` is the one it gets.
    package static let endpointDefaultsHTTPS = Self(rawValue: "endpoint-defaults-https")
    /// An endpoint path that replaces `/v2`.
    package static let endpointPathNotV2 = Self(rawValue: "endpoint-path-not-v2")
    /// TLS settings for an endpoint on plain http; `detail` is `unused` where nothing comes of them.
    package static let tlsOnHTTPEndpoint = Self(rawValue: "tls-on-http-endpoint")
    /// A registry that keeps its default endpoint; `detail` says what keeps it: `configs` or `no-endpoints`.
    package static let disableDefaultNoEffect = Self(rawValue: "disable-default-no-effect")
}
