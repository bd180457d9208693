import OCI
import Testing

@testable import RegistryServer

@Suite("Hostile paths")
struct RouteFuzzTests {
    private static let tokens = [
        "/", "//", "..", "/../", "%2f", "%2F", "%00", "%", "%ff", "manifests", "/blobs/uploads/", "tags/list",
        "referrers",
        "sha256:", ":", "?", "#", "é", "\0", " ", "_catalog", "/v2/", ";",
    ]

    /// The one way to write a route.
    private static func path(_ route: RegistryRoute) -> String {
        switch route {
        case .base: "/v2/"
        case .catalog: "/v2/_catalog"
        case .tags(let repository): "/v2/\(repository)/tags/list"
        case .manifest(let repository, let reference): "/v2/\(repository)/manifests/\(reference.text)"
        case .blob(let repository, let digest): "/v2/\(repository)/blobs/\(digest)"
        case .uploads(let repository): "/v2/\(repository)/blobs/uploads/"
        case .upload(let repository, let id): "/v2/\(repository)/blobs/uploads/\(id)"
        case .referrers(let repository, let digest): "/v2/\(repository)/referrers/\(digest)"
        }
    }

    private func route(_ random: inout SeededGenerator) throws -> RegistryRoute {
        let repository = try Repository(parsing: random.repository())
        let digest = try Digest(parsing: random.digest())
        return switch Int.random(in: 0..<9, using: &random) {
        case 0: .base
        case 1: .catalog
        case 2: .tags(repository)
        case 3: .manifest(repository, .tag(try Tag(parsing: random.tag())))
        case 4: .manifest(repository, .digest(digest))
        case 5: .blob(repository, digest)
        case 6: .uploads(repository)
        case 7: .upload(repository, UploadID(using: &random))
        default: .referrers(repository, digest)
        }
    }

    @Test("Every route is read back from its path, however that is escaped", arguments: 0..<20)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<200 {
            let route = try route(&random)
            let path = Self.path(route)
            #expect(try RegistryRoute(path: path) == route)
            let escaped = path.dropFirst(4).utf8.reduce(into: "/v2/") { text, byte in
                let escapes = byte != UInt8(ascii: "/") && random.chance(30)
                text += escapes ? "%" + String(byte, radix: 16) : String(UnicodeScalar(byte))
            }
            #expect(try RegistryRoute(path: escaped) == route)
        }
    }

    @Test("What is accepted of a damaged path is valid in all its parts", arguments: 0..<30)
    func damaged(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 1_000)
        for _ in 0..<300 {
            let bytes = random.mutated(Array(Self.path(try route(&random)).utf8), tokens: Self.tokens)
            let text = String(decoding: bytes, as: UTF8.self)
            let (path, _) = text.pathAndQuery
            guard let route = try? RegistryRoute(path: path) else { continue }
            let plain = Self.path(route)
            #expect(try RegistryRoute(path: plain) == route)
            #expect(!plain.contains("..") || !plain.split(separator: "/").contains(".."))
            #expect(route.repository.map { Self.path(route).contains("/\($0)/") } ?? true)
        }
    }
}
