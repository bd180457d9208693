package import ArgumentParser
package import Credentials
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The options that say where credentials are looked for besides registries.yaml.
package struct CredentialArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory with Docker's config.json.",
            discussion: "With this or --authfile no other file of Docker or podman is looked at.",
            valueName: "dir"
        )
    )
    package var dockerConfig: String?

    @Option(help: ArgumentHelp("Podman's auth.json, which goes before Docker's file.", valueName: "file"))
    package var authfile: String?

    @Option(
        help: ArgumentHelp(
            "The kubelet's list of image credential providers, which are asked as a kubelet asks them.",
            valueName: "file"
        )
    )
    package var imageCredentialProviderConfig: String?

    @Option(help: ArgumentHelp("The directory with the providers' programs.", valueName: "dir"))
    package var imageCredentialProviderBinDir: String?

    @Flag(help: "Run neither credential helpers nor credential providers.")
    package var noHelpers = false

    package init() {}

    package func validate() throws {
        guard (imageCredentialProviderConfig == nil) == (imageCredentialProviderBinDir == nil) else {
            throw ValidationError(
                "--image-credential-provider-config and --image-credential-provider-bin-dir come together"
            )
        }
    }

    /// Whether any place is named.
    var namesAny: Bool { dockerConfig != nil || authfile != nil || imageCredentialProviderConfig != nil }

    /// The places that these options name, and no others.
    var namedSources: CredentialSources {
        var files: [CredentialSources.File] = []
        if let authfile { files.append(.init(authfile, isNamed: true)) }
        if let dockerConfig { files.append(.init(dockerConfig + "/config.json", isNamed: true)) }
        var providers: CredentialSources.Providers?
        if let imageCredentialProviderConfig, let imageCredentialProviderBinDir {
            providers = .init(configuration: imageCredentialProviderConfig, directory: imageCredentialProviderBinDir)
        }
        return CredentialSources(providers: providers, files: files, runsPrograms: !noHelpers)
    }

    /// The places that these options name, and where they name no file, Docker's and podman's own.
    ///
    /// - Parameter root: The tree of a node, whose files are not those of whoever runs this: then only what is named is
    ///   looked at.
    package func sources(below root: String?) -> CredentialSources {
        var sources = namedSources
        if sources.files.isEmpty, root == nil {
            sources.files = CredentialSources.defaultFiles(ProcessInfo.processInfo.environment, user: Self.user)
        }
        return sources
    }

    /// Credentials for the endpoints of plans; one for all plans of a command, for it remembers what it was told.
    package func planCredentials(below root: String?) -> PlanCredentials {
        PlanCredentials(CredentialSearch(sources(below: root)))
    }

    /// The same options for the command line of another program.
    var options: [String] {
        let named: [(String, String?)] = [
            ("--docker-config", dockerConfig), ("--authfile", authfile),
            ("--image-credential-provider-config", imageCredentialProviderConfig),
            ("--image-credential-provider-bin-dir", imageCredentialProviderBinDir),
        ]
        return named.flatMap { name, value in value.map { [name, $0] } ?? [] } + (noHelpers ? ["--no-helpers"] : [])
    }

    /// The paths among them.
    var paths: [String] {
        [dockerConfig, authfile, imageCredentialProviderConfig, imageCredentialProviderBinDir].compactMap(\.self)
    }

    private static var user: UInt32? {
        #if os(Windows)
        nil
        #else
        getuid()
        #endif
    }
}

extension CredentialSearch {
    /// A search on this machine, with programs that really run.
    package init(_ sources: CredentialSources) {
        self.init(sources, read: { CredentialSources.read($0) }, run: { await $0.run() })
    }
}
