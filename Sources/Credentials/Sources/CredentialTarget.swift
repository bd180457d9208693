public import OCI
import Registries

/// For what a credential is sought: a registry, and where it is known the repository in it.
public struct CredentialTarget: Hashable, Sendable {
    /// `host[:port]` in lower case; Docker Hub by whichever of its names is `docker.io`.
    public let host: String
    /// The repository's path; nil where only the registry is known.
    public let repository: String?

    /// A target by a host as a plan has it.
    public init(host: RegistryHost, repository: Repository? = nil) {
        self.host = host.isDockerHub ? DockerHub.name : host.description.lowercased()
        self.repository = repository?.description
    }

    /// Reads `HOST[:PORT][/REPOSITORY]`; a tag or digest behind it is let be, and Docker Hub's short names become long.
    ///
    /// - Throws: `reference-invalid` and the other codes of an image reference.
    public init(parsing text: String) throws(OCIError) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            self.init(host: try RegistryHost(parsing: text))
            return
        }
        let host = try RegistryHost(parsing: String(text[..<slash]))
        let rest = text[text.utf8.index(after: slash)...]
        // Any first part counts as a host here, which the grammar of images would take for a part of the repository.
        let name = host.isDockerHub ? "\(DockerHub.name)/\(rest)" : "registry.invalid/\(rest)"
        self.init(host: host, repository: try ImageReference(parsing: name).repository)
    }

    /// Whether it is Docker Hub.
    public var isDockerHub: Bool { host == DockerHub.name }

    /// The image's name without tag and digest, as a kubelet gives it to a credential provider.
    public var image: String { repository.map { "\(host)/\($0)" } ?? host }

    /// What Docker calls the registry: the name that its credential helpers know it by.
    public var dockerServer: String { isDockerHub ? Self.dockerHubServer : host }

    /// Docker's name for Docker Hub, which is the URL of an API long gone.
    static let dockerHubServer = "https://index.docker.io/v1/"
}
