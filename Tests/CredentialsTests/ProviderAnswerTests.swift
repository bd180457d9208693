import Credentials
import OCI
import Registries
import Synchronization
import Testing

@Suite("The credential provider of registries.yaml")
struct ProviderAnswerTests {
    static let file = """
        mirrors:
          docker.io: {endpoint: ["https://mirror.example.com"]}
          named.example.com: {endpoint: ["https://mirror.example.com"]}
        configs:
          docker.io: {auth: {username: hub, password: hub-secret}}
          mirror.example.com: {auth: {username: mirror, password: mirror-secret}}
          registry.example.com: {auth: {auth: cGxhaW46cGxhaW4tc2VjcmV0}}
          registry.example.com:5000: {auth: {username: port, password: "port:secret"}}
          localhost:5000: {auth: {username: local, password: local-secret}}
          "[2001:db8::1]:5000": {auth: {username: six, password: six-secret}}
          "[2001:db8::2]": {auth: {username: six, password: six-secret}}
          nobody.example.com: {tls: {insecure_skip_verify: true}}
          empty.example.com: {auth: {}}
          both.example.com: {auth: {username: both, password: both-secret, identity_token: token-secret}}
          beside.example.com: {auth: {auth: cGxhaW46cGxhaW4tc2VjcmV0, identity_token: token-secret}}
          token.example.com: {auth: {identity_token: token-secret}}
          usertoken.example.com: {auth: {username: user, identity_token: token-secret}}
          authtoken.example.com: {auth: {auth: PHRva2VuPjp0b2tlbi1zZWNyZXQ=}}
          nopassword.example.com: {auth: {username: user}}
          nouser.example.com: {auth: {password: lone-secret}}
          broken.example.com: {auth: {auth: "%%%"}}
        """
    static let wildcard = file + "\n  \"*\": {auth: {username: star, password: star-secret}}"

    static func provider(
        _ text: String = file,
        os: String = "linux",
        isMasked: @escaping @Sendable (AuthConfiguration) -> Bool = { _ in false }
    ) throws -> RegistriesCredentialProvider {
        let configuration = try RegistriesConfiguration(parsing: Array(text.utf8), strictness: .lenient)
        let node = Node(Platform(os: os, architecture: "amd64"))
        return RegistriesCredentialProvider(
            Planner(configuration, options: PlanOptions(node: node)),
            isMasked: isMasked
        )
    }

    /// The image, under which key it is answered, and whose credential; nil for an empty answer.
    static let images: [(image: String, key: String, user: String?)] = [
        ("docker.io/library/busybox", "docker.io", "hub"), ("docker.io/team/app", "docker.io", "hub"),
        ("index.docker.io/rancher/rke2-runtime", "index.docker.io", "hub"),
        ("registry-1.docker.io/library/busybox", "registry-1.docker.io", "hub"),
        ("mirror.example.com/team/app", "mirror.example.com", "mirror"),
        ("registry.example.com/a", "registry.example.com", "plain"),
        ("registry.example.com/a/b/c:v1", "registry.example.com", "plain"),
        ("Registry.Example.com/a", "Registry.Example.com", "plain"),
        ("registry.example.com:5000/a", "registry.example.com:5000", "port"),
        ("registry.example.com:5001/a", "", nil), ("registry.example.com:443/a", "", nil),
        ("registry.example.com:05000/a", "", nil), ("a.registry.example.com/a", "", nil),
        ("registry.example.com.evil.org/a", "", nil), ("xregistry.example.com/a", "", nil),
        ("evil.org/registry.example.com/a", "", nil), ("evil.org/docker.io/library/busybox", "", nil),
        ("docker.io/registry.example.com/a", "docker.io", "hub"),
        ("localhost:5000/a", "localhost:5000", "local"), ("localhost/a", "", nil), ("127.0.0.1:5000/a", "", nil),
        ("[2001:db8::1]:5000/a", "[2001:db8::1]:5000", "six"), ("[2001:db8::1]:5001/a", "", nil),
        ("[2001:db8::1]/a", "", nil), ("[2001:db8::3]/a", "", nil),
        ("named.example.com/a", "", nil), ("nobody.example.com/a", "", nil), ("empty.example.com/a", "", nil),
        ("unknown.example.com/a", "", nil),
        ("both.example.com/a", "both.example.com", "both"), ("beside.example.com/a", "beside.example.com", "plain"),
    ]

    @Test("answers for the registry that the image names, and for no other", arguments: images, ["linux", "windows"])
    func answers(entry: (image: String, key: String, user: String?), os: String) throws {
        for version in CredentialProviderVersion.allCases {
            let answer = try Self.provider(os: os).answer(to: .init(version: version, image: entry.image))
            #expect(answer.version == version)
            #expect(answer.auth.keys.sorted() == (entry.user == nil ? [] : [entry.key]))
            #expect(answer.auth[entry.key]?.username == entry.user)
            #expect(answer.cacheDuration == (entry.user == nil ? .zero : .seconds(60)))
            #expect(answer.cacheKeyType == (entry.user == nil ? .image : .registry))
            // And a kubelet finds it.
            let name = entry.image.hasSuffix(":v1") ? String(entry.image.dropLast(3)) : entry.image
            #expect(ProviderKubelet.logins(for: name, in: answer).map(\.username) == [entry.user].compactMap(\.self))
        }
    }

    @Test(
        "answers short names, which kubelets do not send, with Docker Hub's",
        arguments: ["busybox", "team/app", "registry.example.com"]
    )
    func shortNames(image: String) throws {
        let answer = try Self.provider().answer(to: .init(image: image))
        #expect(answer.auth.mapValues(\.username) == ["docker.io": "hub"])
        #expect(answer.cacheKeyType == .image)
    }

    /// Names that are none, or that are meant to be taken for another.
    static let hostile: [String] = [
        "user:password@registry.example.com/a", "registry.example.com@evil.org/a", "https://registry.example.com/a",
        "http://registry.example.com/a", "//registry.example.com/a", "/registry.example.com/a",
        " registry.example.com/a",
        "registry.example.com /a", "registry.example.com\u{0}/a", "registry.example.com\n/a",
        "registry.example.com/a\n",
        "registry.example.com/A", "registry.example.com/", "registry.example.com:/a",
        "registry.example.com:port/a", "registry.example.com:5000:5000/a", "registry.example.com:-1/a",
        "registry.example.com./a", ".registry.example.com/a", "registry..example.com/a", "*/a", "*.example.com/a",
        "registry.*.com/a", "registry.example.com/*", "registry.example.com/../b", "registry.example.com/./b",
        "../registry.example.com/a", "registry.example.com/a//b", "registry.example.com/a?x=1",
        "registry.example.com/a#x", "registry.example.com/%61", "registry.example.com%2F/a",
        "registry.example.com\\a/b",
        "régistry.example.com/a", "registry.examplе.com/a", "ｒegistry.example.com/a", "registry。example.com/a",
        "registry.example.com/\u{202E}a", "[::1/a", "::1/a", "[::1%25eth0]:5000/a", "[::ffff:1.2.3.4]:5000/a",
        "[2001:db8::1]5000/a", "{registry.example.com}/a", "$(id)/a", "registry.example.com/a@sha256:0",
        String(repeating: "a", count: 64).map { _ in "0" }.joined(), String(repeating: "a", count: 100_000),
        "registry.example.com/" + String(repeating: "a", count: 1_000_000),
        String(repeating: "registry.example.com/", count: 100) + "a",
    ]

    @Test("refuses what is no image's name, and repeats none of it", arguments: hostile)
    func hostileNames(image: String) throws {
        for text in [Self.file, Self.wildcard] {
            let error = #expect(throws: CredentialProviderError.self) {
                try Self.provider(text).answer(to: .init(image: image))
            }
            #expect(error == CredentialProviderError(.imageInvalid))
        }
    }

    @Test("lets no answer be used for another registry, however it is kept")
    func nothingElsewhere() throws {
        let host: (String) -> Substring = { $0.prefix { $0 != "/" } }
        for entry in Self.images {
            var kubelet = ProviderKubelet()
            let answer = try Self.provider().answer(to: .init(image: entry.image))
            #expect(answer.cacheKeyType != .global)
            kubelet.keep(answer, for: entry.image)
            for other in Self.images where host(other.image) != host(entry.image) {
                #expect(kubelet.kept(for: other.image).isEmpty, "\(entry.image) -> \(other.image)")
                // A kubelet tries index.docker.io for any name without a dot, but within the answer for that name alone.
                guard entry.key != "index.docker.io" else { continue }
                #expect(ProviderKubelet.logins(for: other.image, in: answer).isEmpty)
            }
        }
    }

    @Test("gives the wildcard's credential to hosts alone that the file names")
    func wildcard() throws {
        let users = try ["named.example.com/a", "unknown.example.com/a", "localhost/a", "docker.io/library/a"].map {
            try Self.provider(Self.wildcard).answer(to: .init(image: $0)).auth.values.map(\.username)
        }
        #expect(users == [["star"], [], [], ["hub"]])
    }

    @Test(
        "says why there is no login",
        arguments: [
            ("token.example.com", CredentialProviderError.Code.identityTokenAlone, String?.none),
            ("usertoken.example.com", .identityTokenAlone, nil), ("authtoken.example.com", .identityTokenAlone, nil),
            ("nopassword.example.com", .credentialInvalid, "password-missing"),
            ("nouser.example.com", .credentialInvalid, "username-missing"),
            ("broken.example.com", .credentialInvalid, "auth-not-base64"),
            ("[2001:db8::2]", .addressWithoutPort, nil),
        ]
    )
    func unusable(host: String, code: CredentialProviderError.Code, detail: String?) throws {
        let error = #expect(throws: CredentialProviderError.self) {
            try Self.provider().answer(to: .init(image: host + "/a"))
        }
        #expect(error == CredentialProviderError(code, detail: detail, host: host))
    }

    @Test("hands over no mask, and leaves the other hosts their credentials")
    func masked() throws {
        let provider = try Self.provider(isMasked: { $0.username == "hub" })
        #expect(throws: CredentialProviderError(.secretMasked, host: "docker.io")) {
            try provider.answer(to: .init(image: "docker.io/library/a"))
        }
        #expect(try provider.answer(to: .init(image: "registry.example.com/a")).auth.count == 1)
    }

    @Test("asks the helper with the whole request, for what the file has nothing for alone")
    func helper() async throws {
        let asked = Mutex<[CredentialProviderRequest]>([])
        let helper: RegistriesCredentialProvider.Helper = { request in
            asked.withLock { $0.append(request) }
            return request.serviceAccountToken.map { .init(username: "sa", password: $0) }
        }
        let provider = try Self.provider()
        let request = CredentialProviderRequest(
            image: "unknown.example.com/a",
            serviceAccountToken: Secret("token"),
            serviceAccountAnnotations: ["a": "b"]
        )
        let answer = try await provider.answer(to: request, helper: helper)
        #expect(asked.withLock { $0 } == [request])
        #expect(answer.auth == ["unknown.example.com": .init(username: "sa", password: Secret("token"))])
        #expect(answer.cacheKeyType == .image)
        #expect(answer.cacheDuration == .zero)
        #expect(try await provider.answer(to: .init(image: "unknown.example.com/a"), helper: helper).auth.isEmpty)
        asked.withLock { $0 = [] }
        #expect(try await provider.answer(to: .init(image: "docker.io/library/a"), helper: helper).auth.count == 1)
        await #expect(throws: CredentialProviderError.self) {
            try await provider.answer(to: .init(image: "token.example.com/a"), helper: helper)
        }
        #expect(asked.withLock { $0 }.isEmpty)
    }

    @Test("lets the helper's failure be the request's")
    func failingHelper() async throws {
        struct Failure: Error {}
        let provider = try Self.provider()
        await #expect(throws: Failure.self) {
            try await provider.answer(to: .init(image: "unknown.example.com/a")) { _ in throw Failure() }
        }
    }
}
