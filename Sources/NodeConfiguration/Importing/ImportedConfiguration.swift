package import Registries

/// A registries.yaml made of the files of other programs, and what about these it does not say, or says differently.
package struct ImportedConfiguration: Sendable {
    /// Something of a file that has no equivalent, or another meaning now; the command line has the words.
    package struct Note: Hashable, Sendable {
        /// What it is.
        package var code: Code
        /// What it is about: a key, a host, an endpoint. Never a secret.
        package var subject: String
        /// A second fact the code calls for.
        package var detail: String?
        /// The file, by the name under which it was given.
        package var file: String
        /// Where in the file; nil where it is about no one place.
        package var position: Position?
    }

    /// A file to be imported.
    package struct Source: Sendable {
        /// Its name, for notes.
        package var name: String
        /// What is in it.
        package var bytes: [UInt8]
        /// Whose file it is.
        package var format: ImportFormat
        /// The name of the directory that it is in, which says whose a hosts.toml is.
        package var directory: String

        /// A file from its parts.
        package init(name: String, bytes: [UInt8], format: ImportFormat, directory: String = "") {
            self.name = name
            self.bytes = bytes
            self.format = format
            self.directory = directory
        }
    }

    /// What a registries.yaml can say of it; valid by the strict reading, whatever the files hold.
    package let configuration: RegistriesConfiguration
    /// The rest, file by file.
    package let notes: [Note]

    /// Imports files as if they were one; where two disagree the first counts, and a note says so.
    ///
    /// - Throws: the first fault that keeps a file from being read.
    package init(_ sources: [Source]) throws(ImportError) {
        var draft = ImportDraft()
        for source in sources {
            draft.file = source.name
            do {
                try Self.read(source, into: &draft)
            } catch {
                var error = error
                error.file = source.name
                throw error
            }
        }
        draft.noteInteractions()
        configuration = draft.configuration
        notes = Self.sorted(draft.notes, files: sources.map(\.name))
    }

    /// In the order of the files and of their lines, and what is of one place in the order found.
    private static func sorted(_ notes: [Note], files: [String]) -> [Note] {
        let ranks = Dictionary(zip(files, files.indices)) { first, _ in first }
        func key(_ found: (offset: Int, element: Note)) -> (Int, Int, Int, Int) {
            let position = found.element.position
            return (ranks[found.element.file] ?? files.count, position?.line ?? 0, position?.column ?? 0, found.offset)
        }
        return notes.enumerated()
            .sorted { key($0) < key($1) }
            .map(\.element)
    }

    private static func read(_ source: Source, into draft: inout ImportDraft) throws(ImportError) {
        let utf8 = try ImportError.decode(source.bytes)
        switch source.format {
        case .containerd: try ContainerdConfigurationImport.read(utf8, into: &draft)
        case .docker: try DockerDaemonImport.read(utf8, into: &draft)
        case .podman: try PodmanRegistriesImport.read(utf8, into: &draft)
        case .hosts: try HostsFileImport.read(utf8, inDirectory: source.directory, into: &draft)
        }
    }
}

extension ImportedConfiguration.Note {
    /// A stable name such as `address-range`; each is explained in `docs/import.md`.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The name, for machines.
        package let rawValue: String

        /// A code of that name.
        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        // Of any format.
        /// Two values for one thing; `detail` is the place of the one that counts.
        package static let conflict = Code(rawValue: "conflict")
        /// A key that means nothing to the program or is not known here.
        package static let unknownKey = Code(rawValue: "unknown-key")
        /// A value of another type than the key takes; `detail` is the one it takes.
        package static let wrongType = Code(rawValue: "wrong-type")
        /// A key that is no `host[:port]`; `detail` is the host in it.
        package static let hostKeyInvalid = Code(rawValue: "host-key-invalid")
        /// An endpoint that is no URL of a host.
        package static let endpointInvalid = Code(rawValue: "endpoint-invalid")
        /// A user name or password in an endpoint.
        package static let endpointUserInfo = Code(rawValue: "endpoint-userinfo-ignored")
        /// An `auth` that is not base64 of a text with a colon.
        package static let authNotBase64 = Code(rawValue: "auth-not-base64")
        /// A password beside no user name.
        package static let passwordWithoutUsername = Code(rawValue: "password-without-username")
        /// A client certificate without its key, or the other way round.
        package static let clientPairIncomplete = Code(rawValue: "client-pair-incomplete")
        /// Mirrors of Docker Hub under a name that no image has.
        package static let hubMirrorKey = Code(rawValue: "docker-io-mirror-key")
        /// The registry itself will be asked after the endpoints, and was not before.
        package static let defaultEndpointAdded = Code(rawValue: "default-endpoint-added")
        /// Settings under `configs` for a host that the wildcard mirror served.
        package static let configHidesWildcard = Code(rawValue: "config-hides-wildcard")
        /// TLS settings for a host of an http endpoint.
        package static let tlsOnHTTPEndpoint = Code(rawValue: "tls-on-http-endpoint")
        /// A host that may have been asked over plain http, and now is over https alone.
        package static let plainHTTPNotTried = Code(rawValue: "plain-http-not-tried")

        // containerd.
        /// A key or table that is defined twice; `detail` is the first one's line.
        package static let definedTwice = Code(rawValue: "toml-defined-twice")
        /// A plugin whose table a file of this version does not set; `detail` is the version.
        package static let pluginNotRead = Code(rawValue: "plugin-not-read")
        /// Other files that the file takes in.
        package static let importsNotFollowed = Code(rawValue: "imports-not-followed")
        /// A directory of hosts.toml files.
        package static let configPath = Code(rawValue: "config-path")
        /// Mirrors beside a directory of hosts.toml files: containerd takes no such file.
        package static let mirrorsWithConfigPath = Code(rawValue: "mirrors-with-config-path")
        /// A credential under `auths`.
        package static let authsMoved = Code(rawValue: "auths-moved")
        /// A credential where containerd never looked.
        package static let authUnderConfigsAuth = Code(rawValue: "auth-under-configs-auth")
        /// TLS settings where containerd never looked.
        package static let tlsUnderConfigsTLS = Code(rawValue: "tls-under-configs-tls")
        /// TLS settings in a file that only containerd 2 reads, which does not use them.
        package static let tlsRemovedIn2 = Code(rawValue: "tls-removed-in-2")
        /// Headers for every request.
        package static let headers = Code(rawValue: "headers")
        /// Settings under `configs."*"`, which containerd never used.
        package static let wildcardConfig = Code(rawValue: "wildcard-config")
        /// A credential of Docker Hub under a name under which containerd never used it.
        package static let hubAuthKey = Code(rawValue: "docker-io-auth-key")
        /// An endpoint that is asked without `/v2`.
        package static let endpointWithoutV2 = Code(rawValue: "endpoint-without-v2")
        /// An endpoint `docker.io`, which stands for Docker Hub's API host now.
        package static let endpointDockerIO = Code(rawValue: "endpoint-docker-io")
        /// A rewrite that does not compile; `detail` is the reason.
        package static let rewriteInvalidPattern = Code(rawValue: "rewrite-invalid-pattern")

        // hosts.toml.
        /// A host that is not for all pulls; `detail` is what it is for.
        package static let capabilities = Code(rawValue: "capabilities")
        /// A time limit for connections.
        package static let dialTimeout = Code(rawValue: "dial-timeout")
        /// An endpoint with other rewrites than the rest.
        package static let rewritesDiffer = Code(rawValue: "rewrites-differ")
        /// TLS settings for every registry itself.
        package static let wildcardTLS = Code(rawValue: "wildcard-tls")
        /// Several certificate files for a host, or one that is relative to hosts.toml.
        package static let certificateFiles = Code(rawValue: "certificate-files")

        // Docker.
        /// A range of addresses.
        package static let addressRange = Code(rawValue: "address-range")
        /// Docker Hub among the insecure registries.
        package static let hubAlwaysVerified = Code(rawValue: "hub-always-verified")
        /// A mirror with a path; `detail` is the endpoint written.
        package static let mirrorPath = Code(rawValue: "mirror-path")
        /// Proxy settings.
        package static let proxies = Code(rawValue: "proxies")

        // Podman.
        /// What short names stand for.
        package static let shortNames = Code(rawValue: "short-names")
        /// Programs that give credentials.
        package static let credentialHelpers = Code(rawValue: "credential-helpers")
        /// Names that must not be pulled.
        package static let blocked = Code(rawValue: "blocked")
        /// A prefix for all hosts of a domain.
        package static let wildcardPrefix = Code(rawValue: "wildcard-prefix")
        /// A prefix or location that is no host with a path; empty where there is none at all.
        package static let locationInvalid = Code(rawValue: "location-invalid")
        /// A prefix with a path whose endpoints all of the registry's images will have; `detail` is the registry.
        package static let prefixForWholeRegistry = Code(rawValue: "prefix-for-whole-registry")
        /// A prefix beside another of the same registry with other endpoints; `detail` is that one.
        package static let prefixNotExpressible = Code(rawValue: "prefix-not-expressible")
        /// A location that no rewrite leads to beside the others; `detail` is the prefix.
        package static let locationNotExpressible = Code(rawValue: "location-not-expressible")
        /// A location whose path went into the endpoint; `detail` is the endpoint.
        package static let locationInEndpoint = Code(rawValue: "location-in-endpoint")
        /// Mirrors for digests, or tags, alone; `detail` says which.
        package static let pullFromMirror = Code(rawValue: "pull-from-mirror")
        /// `insecure` for some names of a host; `detail` is the prefix.
        package static let insecureForWholeHost = Code(rawValue: "insecure-for-whole-host")
    }
}
