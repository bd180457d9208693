extension Complaint.Code {
    // About files for a node.
    /// A rewrite that stock containerd cannot make; `detail` is its pattern.
    public static let rewriteNeedsGateway = Self(rawValue: "rewrite-needs-gateway")
    /// Several rules for one name, of which K3s's build of containerd takes any.
    public static let rewriteOrderUnknown = Self(rawValue: "rewrite-order-unknown")
    /// A registry without an endpoint, whose pulls are made to fail.
    public static let registryClosed = Self(rawValue: "registry-closed")
    /// A credential that containerd cannot decode.
    public static let authUnusable = Self(rawValue: "auth-unusable")
    /// The hosts that got the wildcard's credential.
    public static let wildcardAuthExpanded = Self(rawValue: "wildcard-auth-expanded")
    /// The wildcard's credential, for hosts that nobody knows yet.
    public static let wildcardAuthNeedsGateway = Self(rawValue: "wildcard-auth-needs-gateway")
    /// A certificate file that is not on this machine and is taken to be on the node.
    public static let tlsFileOnNode = Self(rawValue: "tls-file-on-node")
    /// A CA that stands alone on Windows before containerd 2.3.
    public static let windowsAuthoritiesReplaceRoots = Self(rawValue: "windows-ca-replaces-system-roots")
    /// Public roots were put beside each CA.
    public static let windowsRootsBundled = Self(rawValue: "windows-roots-bundled")
    /// `_default` on Windows before containerd 1.6.17.
    public static let wildcardDirectoryUnknown = Self(rawValue: "default-directory-unknown")
    /// A config.toml with nothing but the registry part.
    public static let baseMissing = Self(rawValue: "base-missing")
    /// A drop-in that the node's config.toml has to import; `detail` is the pattern.
    public static let dropInNeedsImport = Self(rawValue: "drop-in-needs-import")
    /// Hosts whose settings in the node's config.toml were replaced.
    public static let baseSettingsReplaced = Self(rawValue: "base-settings-replaced")
    /// Directories of certs.d that the service writes itself.
    public static let serviceOwnsDirectories = Self(rawValue: "service-owns-certs-d")
    /// A Windows registries.yaml without credentials, and what that costs.
    public static let registriesReduced = Self(rawValue: "registries-reduced")
    /// TLS settings that can only be written for a known version of RKE2 or K3s.
    public static let serviceVersionNeeded = Self(rawValue: "service-version-needed")
    /// The default endpoint that containerd's old mirrors cannot switch off.
    public static let legacyMirrorsKeepDefault = Self(rawValue: "legacy-mirrors-keep-default")
    /// Two registries of which containerd on Windows looks for the same directory; the detail is the first.
    public static let hostDirectoryShared = Self(rawValue: "host-directory-shared")
    /// A registry that the file writes with capitals, for which Linux has another directory than for the same without.
    public static let hostKeyCapitals = Self(rawValue: "host-key-capitals")
}
