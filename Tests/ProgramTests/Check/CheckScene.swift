import Foundation
import RegistryTesting
import Synchronization

/// What a case of `windlass check` runs against: servers on loopback, names of its own, a CA and a secret.
final class CheckScene: Sendable {
    /// The name of the registry that speaks TLS.
    static let registryName = "registry.test"
    /// A user whose password is the canary.
    static let user = "puller"

    let directory: TemporaryDirectory
    let canary = Canary()
    let authority: TestCertificateAuthority
    /// The authority's certificate, as a `ca_file` names it.
    let caFile: String
    private let stops = Mutex<[@Sendable () async -> Void]>([])
    private let reactions = Mutex([CheckScene.registryName: NameReaction.addresses(["127.0.0.1"])])

    fileprivate init(in directory: TemporaryDirectory) throws {
        self.directory = directory
        authority = try TestCertificateAuthority()
        caFile = directory("ca.pem")
        try authority.writeCertificate(to: caFile)
    }

    /// What the name server of this case does with names; others are missing.
    var names: [String: NameReaction] { reactions.withLock { $0 } }

    func name(_ name: String, _ reaction: NameReaction) {
        reactions.withLock { $0[name] = reaction }
    }

    /// Keeps a server until the case is over.
    func keep<Peer: TestPeer>(_ peer: Peer) -> Peer {
        stops.withLock { $0.append { await peer.shutdown() } }
        return peer
    }

    /// Keeps anything else until the case is over, and ends it then.
    func keep<Value: Sendable>(_ value: Value, end: @escaping @Sendable (Value) async -> Void) -> Value {
        stops.withLock { $0.append { await end(value) } }
        return value
    }

    fileprivate func stop() async {
        for stop in stops.withLock({ $0 }).reversed() { await stop() }
    }

    /// A certificate for the registry's name, or others.
    func tls(
        names: [String] = [CheckScene.registryName],
        validity: TestCertificateAuthority.Validity = .valid,
        of other: TestCertificateAuthority? = nil,
        demanding clientAuthority: TestCertificateAuthority? = nil
    ) throws -> TestTLS {
        let addresses = names == [Self.registryName] ? ["127.0.0.1"] : []
        let identity = try (other ?? authority).issue(names: names, addresses: addresses, validity: validity)
        return TestTLS(identity: identity, clientAuthority: clientAuthority)
    }

    /// A registry with `app:1`, on plain HTTP unless it is given a certificate.
    func registry(
        tls: TestTLS? = nil,
        root: String = "/v2",
        authentication: TestAuthentication = .none,
        image: SampleImage? = .linux(),
        repository: String = "app",
        address: String = "127.0.0.1",
        connections: @escaping @Sendable (Int) -> TestServer.ConnectionBehaviour = { _ in .serve },
        faults: [FaultRule] = []
    ) async throws -> TestRegistry {
        let registry = try await TestRegistry(
            address: address,
            tls: tls,
            root: root,
            authentication: authentication,
            connections: connections,
            faults: faults
        )
        if let image { registry.add(image, repository: repository, tag: "1") }
        return keep(registry)
    }

    /// Whoever knows the canary may read.
    var password: TestAuthentication { .basic(users: [Self.user: canary.secret]) }

    /// Writes a file of the case and returns its path, directories included.
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let path = directory(name)
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }
}

/// Gives a scene to `body` and stops everything in it afterwards, also when `body` throws.
func withCheckScene<Result>(_ body: (CheckScene) async throws -> Result) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let scene = try CheckScene(in: directory)
        do {
            let result = try await body(scene)
            await scene.stop()
            return result
        } catch {
            await scene.stop()
            throw error
        }
    }
}
