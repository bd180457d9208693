import NIOHTTP1
import OCI
import Testing

@testable import RegistryServer

@Suite("The path of a request")
struct RegistryRouteTests {
    static let sha256 = "sha256:" + String(repeating: "0123456789abcdef", count: 4)
    static let sha512 = "sha512:" + String(repeating: "0123456789abcdef", count: 8)
    static let id = String(repeating: "0f", count: 16)

    /// A route in words, to hold tables against.
    static func words(_ route: RegistryRoute) -> String {
        switch route {
        case .base: "base"
        case .catalog: "catalog"
        case .tags(let repository): "tags \(repository)"
        case .manifest(let repository, let reference): "manifest \(repository) \(reference.text)"
        case .blob(let repository, let digest): "blob \(repository) \(digest)"
        case .uploads(let repository): "uploads \(repository)"
        case .upload(let repository, let id): "upload \(repository) \(id)"
        case .referrers(let repository, let digest): "referrers \(repository) \(digest)"
        }
    }

    @Test(
        "is read for what it names",
        arguments: [
            ("/v2", "base"), ("/v2/", "base"), ("/v2/_catalog", "catalog"),
            ("/v2/a/tags/list", "tags a"), ("/v2/a/b/c/tags/list", "tags a/b/c"),
            ("/v2/a/manifests/latest", "manifest a latest"), ("/v2/a/manifests/Foo", "manifest a Foo"),
            ("/v2/a/manifests/\(sha256)", "manifest a \(sha256)"),
            ("/v2/a/manifests/\(sha512)", "manifest a \(sha512)"),
            ("/v2/a/manifests/sha256%3A\(sha256.dropFirst(7))", "manifest a \(sha256)"),
            ("/v2/a/blobs/sha256%3a\(sha256.dropFirst(7))", "blob a \(sha256)"),
            ("/v2/a/blobs/\(sha512)", "blob a \(sha512)"),
            ("/v2/a/blobs/uploads", "uploads a"), ("/v2/a/blobs/uploads/", "uploads a"),
            ("/v2/a/blobs/uploads/\(id)", "upload a \(id)"),
            ("/v2/a/referrers/\(sha256)", "referrers a \(sha256)"),
            ("/v2/library/aux/manifests/aux", "manifest library/aux aux"),
            ("/v2/%61/m%61nifests/%6c", "manifest a l"),
            ("/%76%32/", nil), ("/v2/a/manifests/a.", "manifest a a."), ("/v2/a/manifests/_", "manifest a _"),
        ] as [(String, String?)]
    )
    func read(path: String, route: String?) throws {
        #expect(try RegistryRoute(path: path).map(Self.words) == route)
    }

    @Test(
        "may have a repository that looks like an end of a path",
        arguments: [
            ("/v2/a/blobs/uploads/manifests/x", "manifest a/blobs/uploads x"),
            ("/v2/blobs/uploads/tags/list", "tags blobs/uploads"),
            ("/v2/a/blobs/uploads/blobs/uploads/", "uploads a/blobs/uploads"),
            ("/v2/a/blobs/uploads/blobs/uploads/\(id)", "upload a/blobs/uploads \(id)"),
            ("/v2/a/blobs/uploads/blobs/\(sha256)", "blob a/blobs/uploads \(sha256)"),
            ("/v2/manifests/manifests/manifests", "manifest manifests manifests"),
            ("/v2/tags/list/tags/list", "tags tags/list"),
            ("/v2/a/tags/list/manifests/list", "manifest a/tags/list list"),
            ("/v2/uploads/blobs/\(sha256)", "blob uploads \(sha256)"),
            ("/v2/a/referrers/b/referrers/\(sha256)", "referrers a/referrers/b \(sha256)"),
        ]
    )
    func ambiguous(path: String, route: String) throws {
        #expect(try RegistryRoute(path: path).map(Self.words) == route)
    }

    @Test(
        "is none of a registry's outside /v2",
        arguments: [
            "", "/", "v2/", "//v2/", "/v1/", "/v2x/", "/v2;/", "/V2/", "/./v2/", "/%2fv2/", "/v2%2f", "*", "/v 2",
        ]
    )
    func elsewhere(path: String) throws {
        #expect(try RegistryRoute(path: path) == nil)
    }

    @Test(
        "is refused with the specification's code",
        arguments: [
            ("/v2//", .nameInvalid, 404), ("/v2/a", .nameInvalid, 404), ("/v2/a/b/c", .nameInvalid, 404),
            ("/v2/tags/list", .nameInvalid, 404), ("/v2/manifests/latest", .nameInvalid, 404),
            ("/v2/blobs/uploads/", .nameInvalid, 404), ("/v2/_catalog/", .nameInvalid, 404),
            ("/v2/..;/a", .nameInvalid, 404), ("/v2/A/tags/list", .nameInvalid, 400),
            ("/v2/a//tags/list", .nameInvalid, 400), ("/v2//tags/list", .nameInvalid, 400),
            ("/v2//a/tags/list", .nameInvalid, 400), ("/v2/../tags/list", .nameInvalid, 400),
            ("/v2/a/../b/tags/list", .nameInvalid, 400), ("/v2/./a/tags/list", .nameInvalid, 400),
            ("/v2/..;/a/tags/list", .nameInvalid, 400), ("/v2/%2e%2e/a/tags/list", .nameInvalid, 400),
            ("/v2/a./tags/list", .nameInvalid, 400), ("/v2/-a/tags/list", .nameInvalid, 400),
            ("/v2/a%00/tags/list", .nameInvalid, 400), ("/v2/a%/tags/list", .nameInvalid, 400),
            ("/v2/a%ff/tags/list", .nameInvalid, 400), ("/v2/a%zz/tags/list", .nameInvalid, 400),
            ("/v2/a b/tags/list", .nameInvalid, 400), ("/v2/é/tags/list", .nameInvalid, 400),
            ("/v2/a/tags/list/", .nameInvalid, 404), ("/v2/a/tags/lists", .nameInvalid, 404),
            ("/v2/a/manifests/", .manifestUnknown, 404), ("/v2/a/manifests/.a", .manifestUnknown, 404),
            ("/v2/a/manifests/-a", .manifestUnknown, 404), ("/v2/a/manifests/..", .manifestUnknown, 404),
            ("/v2/a/manifests/é", .manifestUnknown, 404), ("/v2/a/manifests/a%20b", .manifestUnknown, 404),
            ("/v2/a/manifests/\(String(repeating: "a", count: 129))", .manifestUnknown, 404),
            ("/v2/a/manifests/sha256:abc", .digestInvalid, 400), ("/v2/a/manifests/:", .digestInvalid, 400),
            ("/v2/a/blobs/latest", .digestInvalid, 400), ("/v2/a/blobs/", .digestInvalid, 400),
            ("/v2/a/blobs/md5:d41d8cd98f00b204e9800998ecf8427e", .digestInvalid, 400),
            ("/v2/a/blobs/\(sha256.uppercased())", .digestInvalid, 400),
            ("/v2/a/referrers/x", .digestInvalid, 400),
            ("/v2/a/blobs/uploads/x", .blobUploadUnknown, 404),
            ("/v2/a/blobs/uploads/\(id.uppercased())", .blobUploadUnknown, 404),
            ("/v2/a/blobs/uploads/..", .blobUploadUnknown, 404), ("/v2/a/blobs/uploads//", .nameInvalid, 404),
        ] as [(String, RegistryFault.Code, UInt)]
    )
    func refused(path: String, code: RegistryFault.Code, status: UInt) {
        let fault = #expect(throws: RegistryFault.self) { try RegistryRoute(path: path) }
        #expect(fault?.code == code)
        #expect(fault?.status.code == status)
    }

    @Test(
        "keeps an escaped slash within its segment",
        arguments: [
            "/v2/a%2fb/tags/list", "/v2/a%2Ftags/list", "/v2/a/manifests%2flatest", "/v2/a/blobs%2fuploads/",
            "/v2/library%2faux/manifests/latest", "/v2/%2f/tags/list", "/v2/a/manifests/a%2fb",
            "/v2/a/blobs/%2e%2e%2f%2e%2e%2fx", "/v2/_catalog%2f", "/v2%2f_catalog",
        ]
    )
    func escapedSlash(path: String) {
        // Whatever comes of it, it is never read as if the slash stood there.
        let plain = path.replacing("%2f", with: "/").replacing("%2F", with: "/")
        let escaped = try? RegistryRoute(path: path)
        #expect(escaped == nil || escaped != (try? RegistryRoute(path: plain)))
    }

    @Test("of a name of 255 bytes is good, and of 256 is not")
    func longest() throws {
        let name = String(repeating: "a", count: 255)
        #expect(try RegistryRoute(path: "/v2/\(name)/tags/list")?.repository?.description == name)
        #expect(throws: RegistryFault.self) { try RegistryRoute(path: "/v2/\(name)a/tags/list") }
    }

    @Test("tells the methods that it answers, and a word for counters")
    func methods() throws {
        let expected: [(String, String, [String])] = [
            ("/v2/", "base", ["GET", "HEAD"]), ("/v2/_catalog", "catalog", ["GET", "HEAD"]),
            ("/v2/a/tags/list", "tags", ["GET", "HEAD"]),
            ("/v2/a/manifests/x", "manifest", ["GET", "HEAD", "PUT", "DELETE"]),
            ("/v2/a/blobs/\(Self.sha256)", "blob", ["GET", "HEAD", "DELETE"]),
            ("/v2/a/blobs/uploads/", "upload", ["POST"]),
            ("/v2/a/blobs/uploads/\(Self.id)", "upload", ["GET", "HEAD", "PATCH", "PUT", "DELETE"]),
            ("/v2/a/referrers/\(Self.sha256)", "referrers", ["GET", "HEAD"]),
        ]
        for (path, kind, methods) in expected {
            let route = try #require(try RegistryRoute(path: path))
            #expect("\(route.kind)" == kind)
            #expect(route.methods.map(\.rawValue) == methods)
        }
    }
}
