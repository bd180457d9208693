extension Finding.Code {
    // The text of a file.
    /// A fault of the TOML that none of the next two names; `detail` is the rule of the grammar.
    package static let tomlSyntax = Self(rawValue: "toml-syntax")
    /// A key or table defined twice; `detail` is the line of the first, or `range` for a header that a template repeats.
    package static let tomlDuplicateTable = Self(rawValue: "toml-duplicate-table")
    /// A backslash that begins none of TOML's escapes.
    package static let tomlBadEscape = Self(rawValue: "toml-bad-escape")
    /// A path whose escapes are legal and mean something else.
    package static let suspiciousControlCharacter = Self(rawValue: "suspicious-control-character")
    /// UTF-16, or a byte order mark that containerd cannot read; `subject` is the encoding.
    package static let encodingUTF16 = Self(rawValue: "encoding-utf16")
    /// A byte that is not UTF-8; `subject` is the byte.
    package static let encodingANSI = Self(rawValue: "encoding-ansi")

    // The schema of config.toml.
    /// A table that is nearly a known one; `detail` is that.
    package static let unknownTopLevelTable = Self(rawValue: "unknown-top-level-table")
    /// A key that the schema does not have; `detail` is the nearest one.
    package static let unknownKey = Self(rawValue: "unknown-key")
    /// A value of another type than the key takes; `detail` is the one it takes.
    package static let wrongType = Self(rawValue: "wrong-type")
    /// Registry settings under a plugin that does not read them in this version of file; `detail` is the one that does.
    package static let wrongPluginForVersion = Self(rawValue: "wrong-plugin-for-version")

    // Hosts and their settings.
    /// `registry.configs.auth."HOST"`.
    package static let authUnderConfigsAuth = Self(rawValue: "auth-under-configs-auth")
    /// `registry.configs.tls."HOST"`.
    package static let tlsUnderConfigsTLS = Self(rawValue: "tls-under-configs-tls")
    /// A host as dotted bare keys.
    package static let unquotedHostKey = Self(rawValue: "unquoted-host-key")
    /// A key of mirrors or configs that is more than a host; `detail` is the host.
    package static let hostKeyHasScheme = Self(rawValue: "host-key-has-scheme")
    /// Credentials for Docker Hub under a name that stock containerd never asks.
    package static let dockerIOAuthKey = Self(rawValue: "docker-io-auth-key")
    /// Credentials under `*`.
    package static let wildcardAuthIgnored = Self(rawValue: "wildcard-auth-ignored")
    /// `registry.auths`.
    package static let authsDeprecated = Self(rawValue: "auths-deprecated")
    /// `auth` that is not base64 of user:password.
    package static let authNotBase64 = Self(rawValue: "auth-not-base64")
    /// `mirrors.*.rewrite`, which only the build of K3s and RKE2 reads.
    package static let rewriteNeedsK3sContainerd = Self(rawValue: "rewrite-needs-k3s-containerd")
    /// A path in the form of the other system; `detail` is the key.
    package static let linuxPathOnWindows = Self(rawValue: "linux-path-on-windows")
    /// Credentials in the file.
    package static let plaintextCredentials = Self(rawValue: "plaintext-credentials")
    /// A file with secrets that others can read.
    package static let fileMode = Self(rawValue: "file-mode")

    // What the plugin makes of it when it starts.
    /// `mirrors` and `config_path`.
    package static let mirrorsWithConfigPath = Self(rawValue: "mirrors-with-config-path")
    /// `configs.*.tls` and `config_path`.
    package static let tlsWithConfigPath = Self(rawValue: "tls-with-config-path")
    /// `configs.*.tls`, which containerd 2 does not read.
    package static let tlsRemovedIn2 = Self(rawValue: "tls-removed-in-2")
    /// `mirrors` without a config_path in a file that is migrated.
    package static let emptyConfigPathMigrates = Self(rawValue: "empty-config-path-migrates")
    /// No config_path on Windows, where there is no default; `subject` is the directory that is not used.
    package static let configPathMissingWindows = Self(rawValue: "config-path-missing-windows")
    /// A list parted by `:` on Windows.
    package static let configPathListSeparator = Self(rawValue: "config-path-list-separator")
    /// A list, which the transfer service takes for one directory.
    package static let configPathListTransfer = Self(rawValue: "config-path-list-transfer")
    /// Settings that switch the transfer service off.
    package static let localPullFallback = Self(rawValue: "local-pull-fallback")

    // Across files.
    /// Credentials of registries.yaml that config.toml lacks; `detail` is the path of the registries.yaml.
    package static let authMissingFromConfig = Self(rawValue: "auth-missing-from-config")
    /// A drop-in that puts the plugin's other settings back to their defaults; `detail` is a key that is lost.
    package static let dropInReplacesPlugin = Self(rawValue: "drop-in-replaces-plugin")
    /// A drop-in of a higher version than the file that imports it; `detail` is that file's version.
    package static let dropInVersionHigher = Self(rawValue: "drop-in-version-higher")
}
