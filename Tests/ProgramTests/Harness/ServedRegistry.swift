import Foundation
import OCI
import RegistryTesting
import Testing

/// `windlass serve` on loopback, with TLS from an authority of the test and one user.
final class ServedRegistry: Sendable {
    static let user = "pusher"
    static let password = "correct horse"

    let host: String
    let caFile: String
    let directory: TemporaryDirectory
    private let process: PeerProcess

    /// - Parameter options: more arguments of `serve`.
    init(in directory: TemporaryDirectory, number: Int = 0, _ options: [String] = []) async throws {
        self.directory = directory
        caFile = directory("ca.crt")
        if !FileManager.default.fileExists(atPath: caFile) {
            let authority = try TestCertificateAuthority()
            try authority.writeCertificate(to: caFile)
            try authority.issue().write(toDirectory: directory.path, name: "registry")
            let entry = try await ChildProcess.run(.htpasswd, ["-Bbn", Self.user, Self.password]).stdout
            try directory.write(entry, to: "htpasswd")
            let certificates = directory("certificates")
            try FileManager.default.createDirectory(atPath: certificates, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: caFile, toPath: "\(certificates)/ca.crt")
        }
        let arguments = [
            "serve", "--storage", directory("storage"), "--listen", "127.0.0.1:0", "--htpasswd", directory("htpasswd"),
            "--tls-cert", directory("registry.crt"), "--tls-key", directory("registry.key"),
        ]
        process = try PeerProcess(
            path: Windlass.path,
            arguments + options,
            log: directory("registry-\(number).log")
        )
        host = "localhost:\(try await process.logged("https://127.0.0.1:"))"
    }

    var log: String { process.log }

    func stop() { process.stop() }

    func kill() async throws { try await process.kill() }

    /// Where skopeo and podman look for the authority.
    var certificates: String { directory("certificates") }

    /// Copies with skopeo, every child of an index, digests as they are unless another format is asked for.
    func skopeo(from source: String, to destination: String, format: String? = nil) async throws -> ChildProcess.Ending
    {
        var arguments = ["--insecure-policy", "copy", "--quiet", "--all"]
        arguments += format.map { ["--format", $0] } ?? ["--preserve-digests"]
        for (side, place) in [("src", source), ("dest", destination)] where place.hasPrefix("docker://") {
            arguments += ["--\(side)-cert-dir", certificates, "--\(side)-creds", "\(Self.user):\(Self.password)"]
        }
        let path = try Tool.skopeo.path
        return try await withTemporaryDirectory { output in
            try await ChildProcess(path, arguments + [source, destination], output: output).ending()
        }
    }

    /// Pushes a sample image as `NAME:TAG`.
    ///
    /// - Returns: what skopeo said against it; nil if the registry took it.
    func refusal(of image: SampleImage, as name: String, format: String? = nil) async throws -> String? {
        try await withTemporaryDirectory { directory in
            try LayoutWriter.write(image, tag: "source", to: directory("layout"))
            let source = "oci:\(directory("layout")):source"
            let ending = try await skopeo(from: source, to: "docker://\(host)/\(name)", format: format)
            return ending.status == 0 ? nil : ending.stderr
        }
    }

    /// Everything of an image, fetched and verified by skopeo.
    ///
    /// - Returns: the digest of what the name leads to; nil if anything is missing or wrong.
    func wholeDigest(of name: String) async throws -> OCI.Digest? {
        try await withTemporaryDirectory { directory in
            let layout = PulledLayout(path: directory("layout"))
            let ending = try await skopeo(from: "docker://\(host)/\(name)", to: "oci:\(layout.path):copy")
            guard ending.status == 0 else { return nil }
            layout.expectClean()
            return try await layout.digestReadBySkopeo(tag: "copy")
        }
    }
}

/// Runs a registry for as long as `body` does.
func withServedRegistry<Result>(
    _ options: [String] = [],
    _ body: (ServedRegistry) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let registry = try await ServedRegistry(in: directory, options)
        defer { registry.stop() }
        return try await body(registry)
    }
}
