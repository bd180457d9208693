package import Registries

/// Where credentials are looked for, in the order in which they are: registries.yaml, the kubelet's credential providers,
/// Docker's and podman's files with their helpers.
package struct CredentialSources: Sendable {
    /// What registries.yaml has for one host.
    package struct RegistriesEntry: Hashable, Sendable {
        /// The key under `configs`.
        package var key: String
        /// The line of the key.
        package var line: Int?
        /// What stands there.
        package var auth: AuthConfiguration
        /// Whether `collect` has put a mask in the secret's place, which may be no text that a secret can be.
        package var isMasked: Bool

        package init(key: String, line: Int?, auth: AuthConfiguration, isMasked: Bool = false) {
            self.key = key
            self.line = line
            self.auth = auth
            self.isMasked = isMasked
        }
    }

    /// Docker's or podman's file.
    package struct File: Hashable, Sendable {
        /// Where it is.
        package var path: String
        /// Whether the user names it, so that it must be there.
        package var isNamed: Bool

        package init(_ path: String, isNamed: Bool = false) {
            self.path = path
            self.isNamed = isNamed
        }
    }

    /// The kubelet's credential providers.
    package struct Providers: Hashable, Sendable {
        /// The file that lists them.
        package var configuration: String
        /// The directory with their programs.
        package var directory: String

        package init(configuration: String, directory: String) {
            self.configuration = configuration
            self.directory = directory
        }
    }

    /// What is in a file.
    package enum Contents: Hashable, Sendable {
        /// All its bytes.
        case bytes([UInt8])
        /// There is no such file.
        case absent
        /// It is there and cannot be read, or is no file.
        case unreadable
        /// It has more bytes than any of these files has.
        case tooLarge
    }

    /// The registries.yaml; nil where there is none.
    package var registriesPath: String?
    /// What it has for a host in lower case.
    package var registriesEntry: @Sendable (String) -> RegistriesEntry?
    /// The kubelet's credential providers; nil for none.
    package var providers: Providers?
    /// Docker's and podman's files, in order.
    package var files: [File]
    /// Whether providers and helpers are asked.
    package var runsPrograms: Bool

    package init(
        registriesPath: String? = nil,
        registriesEntry: @escaping @Sendable (String) -> RegistriesEntry? = { _ in nil },
        providers: Providers? = nil,
        files: [File] = [],
        runsPrograms: Bool = true
    ) {
        self.registriesPath = registriesPath
        self.registriesEntry = registriesEntry
        self.providers = providers
        self.files = files
        self.runsPrograms = runsPrograms
    }
}
