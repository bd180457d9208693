extension Finding.Code {
    // A hosts.toml as a whole.
    /// No host table, which containerd refused until 1.7.31.
    package static let hostsNoHostTable = Self(rawValue: "hosts-no-host-table")
    /// A host table inside another.
    package static let hostsNestedHost = Self(rawValue: "hosts-nested-host")
    /// A host without a header of its own, which containerd 2 does not see.
    package static let hostsInlineHostTable = Self(rawValue: "hosts-inline-host-table")
    /// A key of a host right below `[host]`; `detail` is `panic` where containerd ends for it, `may-panic` where some
    /// releases do.
    package static let hostsPlainKeyInHost = Self(rawValue: "hosts-plain-key-in-host")
    /// No entry that tags may be asked of.
    package static let hostsNothingResolves = Self(rawValue: "hosts-nothing-resolves")

    // Endpoints.
    /// `server` below a host table, which belongs to that host.
    package static let hostsServerInsideHost = Self(rawValue: "hosts-server-inside-host")
    /// A URL of no host; `detail` says what of it is wrong.
    package static let hostsBadServer = Self(rawValue: "hosts-bad-server")
    /// A URL of docker.io, which is no registry.
    package static let hostsServerDockerIO = Self(rawValue: "hosts-server-docker-io")
    /// No `server`, which switches nothing off.
    package static let hostsServerOmitted = Self(rawValue: "hosts-server-omitted-still-falls-back")
    /// An endpoint that stands there twice; `detail` is the line of the first.
    package static let hostsEquivalentEndpoint = Self(rawValue: "hosts-equivalent-endpoint")
    /// A path to which `/v2` is appended; `detail` is the result.
    package static let hostsPathGetsV2 = Self(rawValue: "hosts-path-gets-v2")
    /// `override_path` where there is no path.
    package static let hostsOverridePathEmpty = Self(rawValue: "hosts-override-path-empty")
    /// A word that is no capability.
    package static let hostsUnknownCapability = Self(rawValue: "hosts-unknown-capability")

    // Credentials and TLS.
    /// A credential where containerd reads none.
    package static let hostsAuthUnsupported = Self(rawValue: "hosts-auth-unsupported")
    /// A header with a credential.
    package static let hostsPlaintextCredentials = Self(rawValue: "hosts-plaintext-credentials")
    /// TLS settings for a host on plain http; `detail` is `unused` where nothing comes of them.
    package static let skipVerifyOnHTTP = Self(rawValue: "skip-verify-on-http")
    /// A path that starts at the directory of hosts.toml; `detail` is the key.
    package static let hostsRelativePath = Self(rawValue: "hosts-relative-path")
    /// `client` that is neither a file nor pairs of two; `detail` is `two-files` for a pair that lacks its brackets.
    package static let hostsClientPair = Self(rawValue: "hosts-client-pair")
    /// `ca` on Windows, where nothing else is trusted then.
    package static let windowsCAReplacesSystemRoots = Self(rawValue: "windows-ca-replaces-system-roots")

    // Directories.
    /// A colon in a name on Windows.
    package static let hostdirColonWindows = Self(rawValue: "hostdir-colon-windows")
    /// A directory called `*`.
    package static let hostdirWildcardName = Self(rawValue: "hostdir-wildcard-name")
    /// A directory that another one hides; `detail` is the other.
    package static let hostdirShadowed = Self(rawValue: "hostdir-shadowed")
    /// A directory without hosts.toml beside `_default`.
    package static let hostdirEmptyHidesDefault = Self(rawValue: "hostdir-empty-hides-default")
    /// A name that no image selects; `detail` says why.
    package static let hostdirUnreachable = Self(rawValue: "hostdir-unreachable")
}
