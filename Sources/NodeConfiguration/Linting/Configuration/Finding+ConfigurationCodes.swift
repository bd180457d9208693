extension Finding.Code {
    // The schema of config.toml.
    /// A table that is nearly a known one; `detail` is that.
    package static let unknownTopLevelTable = Self(rawValue: "unknown-top-level-table")
    /// A value of another type than the key takes; `detail` is the one it takes.
    package static let tomlWrongType = Self(rawValue: "toml-wrong-type")
    /// Registry settings under a plugin that does not read them in this version of file; `detail` is the one that does.
    package static let wrongPluginForVersion = Self(rawValue: "wrong-plugin-for-version")

    /// A version of file that the node's containerd does not read; `detail` is the newest that it does.
    package static let configVersionTooNew = Self(rawValue: "config-version-too-new")

    // Hosts and their settings.
    /// `registry.configs.auth."HOST"`.
    package static let authUnderConfigsAuth = Self(rawValue: "auth-under-configs-auth")
    /// `registry.configs.tls."HOST"`.
    package static let tlsUnderConfigsTLS = Self(rawValue: "tls-under-configs-tls")
    /// `registry.auths`.
    package static let authsDeprecated = Self(rawValue: "auths-deprecated")

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
