import Foundation
import OCI
import RegistryTesting

/// Debian's docker-registry on loopback, with TLS from an authority of the test.
struct DockerRegistry: Sendable {
    /// Who may push and pull.
    enum Authentication: Sendable {
        /// One user, by a htpasswd file.
        case password(user: String, password: String)
        /// Holders of a token of this server.
        case token(DistributionTokenServer)
    }

    let host: String
    /// The authority's certificate, as a `ca_file` names it.
    let caFile: String
    private let process: PeerProcess
    private let directory: TemporaryDirectory
    private let user: String
    private let password: String

    /// - Parameter more: further lines of its configuration.
    init(
        in directory: TemporaryDirectory,
        authority: TestCertificateAuthority,
        authentication: Authentication,
        more: String = ""
    ) async throws {
        self.directory = directory
        caFile = directory("ca.crt")
        try authority.writeCertificate(to: caFile)
        let tls = try authority.issue().write(toDirectory: directory.path, name: "registry")
        let auth: String
        switch authentication {
        case .password(let user, let password):
            (self.user, self.password) = (user, password)
            let entry = try await ChildProcess.run(.htpasswd, ["-Bbn", user, password]).stdout
            auth = "{htpasswd: {realm: registry, path: \(try directory.write(entry, to: "htpasswd"))}}"
        case .token(let server):
            (user, password) = (server.user, server.password)
            let service = "service: \(DistributionTokenServer.service), issuer: \(DistributionTokenServer.issuer)"
            auth = "{token: {realm: \"\(server.realm)\", \(service), rootcertbundle: \(caFile)}}"
        }
        let configuration = try directory.write(
            """
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(directory("storage"))}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:0", tls: {certificate: \(tls.certificate), key: \(tls.key)}}
            auth: \(auth)
            \(more)
            """,
            to: "registry.yml"
        )
        process = try PeerProcess(.dockerRegistry, ["serve", configuration], log: directory("registry.log"))
        let address = try await process.logged("listening on 127.0.0.1:")
        host = "localhost:\(address.prefix { $0.isNumber })"
    }

    /// What the registry wrote about itself.
    var log: String { process.log }

    func stop() { process.stop() }

    /// Pushes with skopeo: every child of an index, bytes and digests as they are.
    func push(_ image: SampleImage, as name: String) async throws {
        try await withTemporaryDirectory { directory in
            try LayoutWriter.write(image, tag: "source", to: directory("layout"))
            try await push(layout: "\(directory("layout")):source", as: name)
        }
    }

    /// Pushes an image of a layout with skopeo.
    func push(layout: String, as name: String) async throws {
        try await ChildProcess.run(
            .skopeo,
            [
                "--insecure-policy", "copy", "--quiet", "--all", "--preserve-digests",
                "--dest-cert-dir", try certificateDirectory, "--dest-creds", "\(user):\(password)",
                "oci:\(layout)", "docker://\(host)/\(name)",
            ]
        )
    }

    /// The bytes that skopeo reads under a name.
    func raw(_ name: String) async throws -> [UInt8] {
        try await ChildProcess.run(
            .skopeo,
            [
                "inspect", "--raw", "--cert-dir", try certificateDirectory, "--creds", "\(user):\(password)",
                "docker://\(host)/\(name)",
            ]
        ).stdoutBytes
    }

    /// The file of a blob in the registry's storage, for a test that spoils it.
    func storedBlob(_ digest: Digest) -> URL {
        let hex = digest.hex
        return URL(filePath: directory("storage/docker/registry/v2/blobs/sha256/\(hex.prefix(2))/\(hex)/data"))
    }

    /// Where skopeo looks for the authority.
    private var certificateDirectory: String {
        get throws {
            let path = directory("certificates")
            guard !FileManager.default.fileExists(atPath: path) else { return path }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: caFile, toPath: "\(path)/ca.crt")
            return path
        }
    }
}

/// Runs a registry with one user for as long as `body` does.
func withDockerRegistry<Result>(
    user: String = "puller",
    password: String = "correct horse",
    more: String = "",
    _ body: (DockerRegistry) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let registry = try await DockerRegistry(
            in: directory,
            authority: try TestCertificateAuthority(),
            authentication: .password(user: user, password: password),
            more: more
        )
        defer { registry.stop() }
        return try await body(registry)
    }
}
