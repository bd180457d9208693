import OCI
import Registries
import Testing

@testable import Credentials

@Suite("Docker's and podman's file")
struct DockerConfigurationTests {
    static func credential(_ text: String, _ target: String) throws -> (key: String, auth: AuthConfiguration)? {
        try DockerConfiguration(parsing: Array(text.utf8)).credential(for: CredentialTarget(parsing: target))
    }

    static func reason(_ body: () throws -> Void) -> CredentialFailure.Reason? {
        do {
            try body()
            return nil
        } catch {
            return error as? CredentialFailure.Reason
        }
    }

    static let login = #"{"auth":"dTpw"}"#

    @Test(
        "finds the registry's own entry, however its key is spelled",
        arguments: [
            ("ghcr.io", "ghcr.io"), ("https://ghcr.io", "ghcr.io"), ("http://ghcr.io/v1/", "ghcr.io"),
            ("https://ghcr.io/v2/", "ghcr.io"), ("ghcr.io/", "ghcr.io/org/app"), ("ghcr.io/v1/", "ghcr.io"),
            ("GHCR.io", "ghcr.io"), ("ghcr.io", "GHCR.IO/org/app"), ("HTTPS://ghcr.io/", "ghcr.io"),
            ("localhost:5000", "localhost:5000"), ("[::1]:5000", "[::1]:5000"),
            ("https://index.docker.io/v1/", "docker.io"), ("https://index.docker.io/v1/", "registry-1.docker.io"),
            ("index.docker.io/v1/", "docker.io/busybox"), ("docker.io", "index.docker.io"),
            ("registry-1.docker.io", "docker.io"),
            ("quay.io/org", "quay.io/org/app"), ("quay.io/org/", "quay.io/org/app:v1"),
            ("quay.io/org/app", "quay.io/org/app"), ("docker.io/library", "docker.io/busybox"),
            ("docker.io/library/busybox", "registry-1.docker.io/busybox"),
        ]
    )
    func finds(key: String, target: String) throws {
        let found = try Self.credential(#"{"auths":{"\#(key)":\#(Self.login)}}"#, target)
        #expect(found?.key == key)
        #expect(found?.auth == AuthConfiguration(username: "u", password: Secret("p")))
    }

    @Test(
        "gives no registry's secret to another",
        arguments: [
            ("ghcr.io", "ghcr.io:443"), ("ghcr.io:443", "ghcr.io"), ("ghcr.io", "evil-ghcr.io"),
            ("ghcr.io", "x.ghcr.io"), ("x.ghcr.io", "ghcr.io"), ("ghcr.io", "ghcr.io.evil.io"),
            ("*.ghcr.io", "x.ghcr.io"), ("*", "ghcr.io"), ("", "ghcr.io"), ("https://", "ghcr.io"),
            ("quay.io/org", "quay.io"), ("quay.io/org", "quay.io/organisation/app"), ("quay.io/org", "quay.io/or"),
            ("quay.io/org/app", "quay.io/org"), ("quay.io/v1", "quay.io/app"), ("quay.io/org", "quay.io:443/org/app"),
            ("\u{212A}ube.io", "kube.io"), ("k\u{0301}ube.io", "kube.io"), ("ghcr.io\u{0}", "ghcr.io"),
            ("ghcr.io@evil.io", "ghcr.io"), ("https://ghcr.io@evil.io/", "ghcr.io"), ("https://u:p@ghcr.io", "ghcr.io"),
            ("ghcr.io#", "ghcr.io"), ("ghcr.io?", "ghcr.io"), ("ghcr.io\\\\org", "ghcr.io"), (" ghcr.io", "ghcr.io"),
            ("ftp://ghcr.io", "ghcr.io"), ("//ghcr.io", "ghcr.io"), ("ghcr.io:", "ghcr.io"),
            ("ghcr.io/../x", "ghcr.io/x"),
            ("docker.io", "docker.io:443"), ("index.docker.io:443", "docker.io"), ("hub.docker.com", "docker.io"),
        ]
    )
    func bindsToHost(key: String, target: String) throws {
        let key = JSON.string(key.replacing("\\\\", with: "\\")).serialized()
        #expect(try Self.credential(#"{"auths":{\#(key):\#(Self.login)}}"#, target) == nil)
    }

    @Test("The longest path goes first, and an entry without a credential is none")
    func specificity() throws {
        let text = #"""
            {"auths":{
              "q.io":{"username":"host","password":"p"},
              "q.io/a/b":{"username":"ab","password":"p"},
              "q.io/a":{"username":"a","password":"p"},
              "q.io/a/b/c":{}}}
            """#
        for (target, username) in [
            ("q.io", "host"), ("q.io/x", "host"), ("q.io/a", "a"), ("q.io/a/x", "a"), ("q.io/a/b", "ab"),
            ("q.io/a/b/c", "ab"), ("q.io/ab", "host"),
        ] {
            #expect(try Self.credential(text, target)?.auth.username == username, "\(target)")
        }
    }

    @Test("Of two spellings Docker's own goes first; two others must agree")
    func spellings() throws {
        let own =
            #"{"auths":{"https://h.io/v1/":{"username":"old","password":"p"},"h.io":{"username":"new","password":"p"}}}"#
        #expect(try Self.credential(own, "h.io")?.auth.username == "new")
        let hub =
            #"{"auths":{"docker.io":{"username":"a","password":"p"},"https://index.docker.io/v1/":{"username":"b","password":"p"}}}"#
        #expect(try Self.credential(hub, "docker.io")?.auth.username == "b")
        let same = #"{"auths":{"https://h.io/v1/":\#(Self.login),"http://h.io":\#(Self.login),"https://h.io":{}}}"#
        #expect(try Self.credential(same, "h.io")?.key == "https://h.io/v1/")
        let two = #"{"auths":{"https://h.io/v1/":\#(Self.login),"http://h.io":{"username":"x","password":"p"}}}"#
        #expect(Self.reason { _ = try Self.credential(two, "h.io") }?.code == .entryAmbiguous)
        #expect(try Self.credential(two, "other.io") == nil)
    }

    @Test(
        "An entry is read as Docker reads it",
        arguments: [
            (
                #"{"auth":"dTpw","username":"x","password":"y"}"#,
                AuthConfiguration(username: "u", password: Secret("p"))
            ),
            (#"{"username":"x","password":"y"}"#, AuthConfiguration(username: "x", password: Secret("y"))),
            (#"{"auth":"dTpw","identitytoken":"t"}"#, AuthConfiguration(identityToken: Secret("t"))),
            (#"{"auth":"PHRva2VuPjp0"}"#, AuthConfiguration(identityToken: Secret("t"))),
            (#"{"username":"<token>","password":"t"}"#, AuthConfiguration(identityToken: Secret("t"))),
            (#"{"auth":"dTpw","registrytoken":"r"}"#, AuthConfiguration(username: "u", password: Secret("p"))),
            (#"{"auth":"dTpwOnEA"}"#, AuthConfiguration(username: "u", password: Secret("p:q"))),
        ]
    )
    func entries(text: String, auth: AuthConfiguration) throws {
        #expect(try Self.credential(#"{"auths":{"h.io":\#(text)}}"#, "h.io")?.auth == auth)
    }

    @Test("An entry that a helper leaves behind is none", arguments: ["{}", "null", #"{"auth":"","email":"e"}"#])
    func empty(text: String) throws {
        #expect(try Self.credential(#"{"auths":{"h.io":\#(text)}}"#, "h.io") == nil)
    }

    @Test(
        "A broken entry is an error for its registry alone, and shows nothing of it",
        arguments: [
            (#"{"auth":"canary*canary"}"#, CredentialFailure.Code.entryInvalid),
            (#"{"auth":"Y2FuYXJ5"}"#, .entryInvalid),
            (#"{"auth":5}"#, .entryInvalid), (#""canary""#, .entryInvalid), (#"{"username":"canary"}"#, .entryInvalid),
            (#"{"password":"canary"}"#, .entryInvalid), (#"{"auth":"OmNhbmFyeQ=="}"#, .entryInvalid),
            (#"{"registrytoken":"canary"}"#, .registryTokenUnsupported),
            (#"{"identitytoken":["canary"]}"#, .entryInvalid),
        ]
    )
    func brokenEntries(text: String, code: CredentialFailure.Code) throws {
        let file = #"{"auths":{"h.io":\#(text),"good.io":\#(Self.login)}}"#
        let reason = Self.reason { _ = try Self.credential(file, "h.io") }
        #expect(reason?.code == code)
        #expect(!"\(String(reflecting: reason))".contains("canary"))
        #expect(try Self.credential(file, "good.io") != nil)
    }

    @Test(
        "A file that is none is an error, and shows nothing of it",
        arguments: [
            ("", CredentialFailure.Code.fileNotJSON), ("canary", .fileNotJSON), ("[]", .fileNotJSON),
            (#"{"auths":{"canary.io":{},"canary.io":{}}}"#, .fileNotJSON), (#"{"auths":["canary"]}"#, .fileInvalid),
            (#"{"credHelpers":"canary"}"#, .fileInvalid), (#"{"credsStore":{}}"#, .fileInvalid),
            (#"{"credsstore":"canary"}"#, .fileInvalid), (#"{"Auths":{"canary.io":{}}}"#, .fileInvalid),
            (#"{"auths":{}} canary"#, .fileNotJSON), ("\u{FEFF}{}", .fileNotJSON),
            (#"{"a":"# + String(repeating: "[", count: 1000), .fileNotJSON),
            (#"{"a":""# + String(repeating: "x", count: 1 << 20) + #""}"#, .fileTooLarge),
        ]
    )
    func brokenFiles(text: String, code: CredentialFailure.Code) {
        let reason = Self.reason { _ = try DockerConfiguration(parsing: Array(text.utf8)) }
        #expect(reason?.code == code)
        #expect(!"\(String(reflecting: reason))".contains("canary"))
    }

    @Test(
        "The helper for the registry goes before the store, and an empty name is the file itself",
        arguments: [
            ("h.io", "docker-credential-one"), ("h.io/org/app", "docker-credential-one"),
            ("other.io", "docker-credential-two"),
            ("h.io:443", "docker-credential-two"), ("file.io", nil), ("docker.io", "docker-credential-three"),
            ("ns.io/org", "docker-credential-two"), ("url.io", "docker-credential-four"),
        ]
    )
    func helpers(target: String, program: String?) throws {
        let text = #"""
            {"credsStore":"two","credHelpers":{"h.io":"one","file.io":"","https://index.docker.io/v1/":"three",
             "ns.io/org":"one","https://url.io":"four"}}
            """#
        let configuration = try DockerConfiguration(parsing: Array(text.utf8))
        #expect(try configuration.helper(for: CredentialTarget(parsing: target))?.program == program)
    }

    @Test("There is no helper where none is named", arguments: ["{}", #"{"credsStore":"","credHelpers":null}"#])
    func noHelper(text: String) throws {
        let configuration = try DockerConfiguration(parsing: Array(text.utf8))
        #expect(try configuration.helper(for: CredentialTarget(parsing: "h.io")) == nil)
    }

    static let hostileNames = [
        "../evil", "a/b", #"a\b"#, "-rf", ".hidden", "a..b", "a b", "a\nb", "a;b", "a\u{0}b", "ä", "$(id)", "C:evil",
        String(repeating: "x", count: 200),
    ]

    @Test("A helper's name is a plain file name", arguments: hostileNames)
    func hostileHelpers(name: String) throws {
        let json: JSON = ["credHelpers": ["h.io": .string(name)]]
        let configuration = try DockerConfiguration(parsing: Array(json.serialized().utf8))
        let reason = Self.reason { _ = try configuration.helper(for: CredentialTarget(parsing: "h.io")) }
        #expect(reason?.code == .programNameInvalid)
        #expect(try configuration.helper(for: CredentialTarget(parsing: "other.io")) == nil)
    }

    @Test("No bytes break the reader", arguments: 0..<20)
    func anyBytes(seed: UInt64) throws {
        let text =
            #"{"auths":{"https://h.io/v1/":{"auth":"dTpw"},"h.io/a":{}},"credHelpers":{"x.io":"y"},"credsStore":"z"}"#
        let target = try CredentialTarget(parsing: "h.io/a/b")
        var state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
        for _ in 0..<500 {
            var bytes = Array(text.utf8)
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
            }
            guard let configuration = try? DockerConfiguration(parsing: bytes) else { continue }
            _ = try? configuration.helper(for: target)
            if let found = try? configuration.credential(for: target) {
                #expect(DockerKey(found.key)?.host == "h.io")
            }
        }
    }
}
