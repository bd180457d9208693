extension Finding.Code {
    // The text of a file.
    /// A fault of the TOML that none of the next two names; `detail` is the rule of the grammar.
    package static let tomlSyntax = Self(rawValue: "toml-syntax")
    /// A key or table defined twice; `detail` is the line of the first.
    package static let tomlDuplicateTable = Self(rawValue: "toml-duplicate-table")
    /// A backslash that begins none of TOML's escapes.
    package static let tomlBadEscape = Self(rawValue: "toml-bad-escape")
    /// A header with a bracket in a name, which the parser of containerd 1 does not take; `detail` is the header below
    /// which dotted keys say the same.
    package static let tomlBracketInHeader = Self(rawValue: "toml-bracket-in-header")
    /// A path whose escapes are legal and mean something else.
    package static let suspiciousControlCharacter = Self(rawValue: "suspicious-control-character")
    /// UTF-16, or a byte order mark that containerd cannot read; `subject` is the encoding.
    package static let encodingUTF16 = Self(rawValue: "encoding-utf16")
    /// A byte that is not UTF-8; `subject` is the byte.
    package static let encodingANSI = Self(rawValue: "encoding-ansi")

    // Keys.
    /// A key that the schema does not have; `detail` is the nearest one.
    package static let unknownKey = Self(rawValue: "unknown-key")
    /// A host as dotted bare keys.
    package static let unquotedHostKey = Self(rawValue: "unquoted-host-key")
    /// A key of mirrors or configs that is more than a host; `detail` is the host.
    package static let hostKeyHasScheme = Self(rawValue: "host-key-has-scheme")

    // Settings.
    /// Credentials for Docker Hub under a name that containerd never asks.
    package static let dockerIOAuthKey = Self(rawValue: "docker-io-auth-key")
    /// Credentials under `*`.
    package static let wildcardAuthIgnored = Self(rawValue: "wildcard-auth-ignored")
    /// `auth` that is not base64 of user:password.
    package static let authNotBase64 = Self(rawValue: "auth-not-base64")
    /// Rewrites, which only the build of K3s and RKE2 reads.
    package static let rewriteNeedsK3sContainerd = Self(rawValue: "rewrite-needs-k3s-containerd")
    /// A path in the form of the other system; `detail` is the key.
    package static let linuxPathOnWindows = Self(rawValue: "linux-path-on-windows")
    /// Credentials in the file.
    package static let plaintextCredentials = Self(rawValue: "plaintext-credentials")
    /// A file that is there and cannot be read, so that nothing is known about it.
    package static let fileUnreadable = Self(rawValue: "file-unreadable")
    /// A file with secrets that others can read.
    package static let fileMode = Self(rawValue: "file-mode")

    // The service.
    /// A hosts.toml that is not what registries.yaml gives now; `detail` is a URL that only one of them has.
    package static let renderedFilesStale = Self(rawValue: "rendered-files-stale")
    /// A version of RKE2 or K3s that misplaces credentials on Windows; `detail` is the first sound one of its line.
    package static let rke2VersionAffected = Self(rawValue: "rke2-version-affected")
}
