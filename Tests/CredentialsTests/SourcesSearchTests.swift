import OCI
import Registries
import Synchronization
import Testing

@testable import Credentials

/// Files and programs that are made up.
final class FakeMachine: Sendable {
    let files: [String: CredentialSources.Contents]
    private let answers: @Sendable (CredentialProgram) -> CredentialProgram.Outcome
    private let asked = Mutex<[CredentialProgram]>([])

    init(
        _ files: [String: String] = [:],
        contents: [String: CredentialSources.Contents] = [:],
        answers: @escaping @Sendable (CredentialProgram) -> CredentialProgram.Outcome = { _ in .missing }
    ) {
        self.files = files.mapValues { .bytes(Array($0.utf8)) }.merging(contents) { $1 }
        self.answers = answers
    }

    var programs: [CredentialProgram] { asked.withLock { $0 } }

    func search(
        _ sources: CredentialSources,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) -> CredentialSearch {
        CredentialSearch(
            sources,
            read: { self.files[$0] ?? .absent },
            run: { program in
                self.asked.withLock { $0.append(program) }
                return self.answers(program)
            },
            now: now
        )
    }

    func find(_ target: String, _ sources: CredentialSources) async throws -> CredentialFinding {
        await search(sources).find(try CredentialTarget(parsing: target))
    }
}

extension CredentialFinding {
    var auth: AuthConfiguration? {
        if case .found(let auth, _) = outcome { auth } else { nil }
    }

    var place: CredentialPlace? {
        if case .found(_, let place) = outcome { place } else { nil }
    }

    var failure: CredentialFailure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }
}

extension CredentialProgram.Outcome {
    static func printed(_ text: String, status: Int32 = 0) -> Self {
        .exited(status: status, output: Array(text.utf8))
    }

    static func provided(_ auth: String, cache: String = #""Image""#, duration: String = "null") -> Self {
        .printed(
            #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","#
                + #""cacheKeyType":\#(cache),"cacheDuration":\#(duration),"auth":\#(auth)}"#
        )
    }
}

@Suite("The search for a credential")
struct CredentialSearchTests {
    static let notFound = CredentialProgram.Outcome.printed("credentials not found in native keychain\n", status: 1)

    static func login(_ name: String) -> String { #"{"username":"\#(name)","password":"canary"}"# }

    static func auth(_ keys: [String]) -> String {
        "{" + keys.map { #""\#($0)":"# + login($0) }.joined(separator: ",") + "}"
    }

    static func providers(_ entries: [(name: String, images: String)], duration: String = "1h") -> String {
        let list = entries.map { name, images in
            #"{"name":"\#(name)","matchImages":["\#(images)"],"defaultCacheDuration":"\#(duration)","#
                + #""apiVersion":"credentialprovider.kubelet.k8s.io/v1"}"#
        }
        return #"{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":["#
            + list.joined(separator: ",") + "]}"
    }

    static let all = CredentialSources(
        registriesPath: "r.yaml",
        registriesEntry: { host in
            host == "h.io"
                ? .init(
                    key: "h.io",
                    line: 3,
                    auth: AuthConfiguration(username: "registries", password: Secret("canary"))
                ) : nil
        },
        providers: .init(configuration: "p.json", directory: "/bin"),
        files: [.init("podman"), .init("docker")]
    )

    @Test("goes through registries.yaml, providers, podman's file and Docker's, in that order")
    func order() async throws {
        let hosts = ["h.io", "p.io", "a.io", "d.io"]
        let entries = { (from: Int) in
            hosts[..<(from + 1)].map { #""\#($0)":"# + Self.login("\(from)") }.joined(separator: ",")
        }
        let machine = FakeMachine(
            [
                "p.json": Self.providers([("prov", "h.io"), ("prov2", "p.io")]),
                "podman": #"{"auths":{\#(entries(2))}}"#, "docker": #"{"auths":{\#(entries(3))}}"#,
            ],
            answers: { _ in .provided(#"{"p.io":\#(Self.login("provider"))}"#) }
        )
        let search = machine.search(Self.all)
        var names: [String?] = []
        for host in hosts + ["none.io"] {
            names.append(await search.find(try CredentialTarget(parsing: host)).auth?.username)
        }
        #expect(names == ["registries", "provider", "2", "3", nil])
        let last = await search.find(try CredentialTarget(parsing: "none.io"))
        #expect(last.outcome == .none)
        #expect(last.passedOver.map(\.reason) == [.noEntry, .otherImages, .otherImages, .noEntry, .noEntry])
    }

    @Test("goes on after a helper that has none, to the same file's entries and to the next file")
    func goesOn() async throws {
        let machine = FakeMachine(
            [
                "podman": #"{"credsStore":"one","auths":{"a.io":\#(Self.login("a"))}}"#,
                "docker": #"{"auths":{"d.io":\#(Self.login("d"))}}"#,
            ],
            answers: { _ in Self.notFound }
        )
        let sources = CredentialSources(files: [.init("podman"), .init("docker")])
        #expect(try await machine.find("a.io", sources).auth?.username == "a")
        let finding = try await machine.find("d.io", sources)
        #expect(finding.auth?.username == "d")
        #expect(finding.passedOver.map(\.reason) == [.hasNone, .noEntry])
    }

    static let outcomes: [(CredentialProgram.Outcome, CredentialFailure.Code)] = [
        (.missing, .programMissing), (.timedOut, .programTimedOut), (.tooMuchOutput, .programOutputTooLarge),
        (.notStarted(13), .programNotStarted), (.printed("canary", status: 1), .programFailed),
        (.printed("canary"), .programAnswerInvalid),
        (.printed(#"{"ServerURL":"x.io","Username":"canary","Secret":"canary"}"#), .answerForAnotherHost),
    ]

    @Test("ends at a helper that fails, whatever stands further on", arguments: outcomes)
    func helperFails(outcome: CredentialProgram.Outcome, code: CredentialFailure.Code) async throws {
        let machine = FakeMachine(
            [
                "podman":
                    #"{"credHelpers":{"h.io":"one"},"auths":{"h.io":\#(Self.login("a")),"ok.io":\#(Self.login("ok"))}}"#,
                "docker": #"{"auths":{"h.io":\#(Self.login("b"))}}"#,
            ],
            answers: { _ in outcome }
        )
        let sources = CredentialSources(files: [.init("podman"), .init("docker")])
        let finding = try await machine.find("h.io", sources)
        #expect(finding.failure?.reason.code == code)
        #expect(finding.failure?.place == .helper(program: "docker-credential-one", path: "podman"))
        #expect(!"\(String(reflecting: finding))".contains("canary"))
        #expect(try await machine.find("ok.io", sources).auth?.username == "ok")
        #expect(machine.programs.count == 1)
    }

    @Test(
        "ends at a provider that fails, whatever stands further on",
        arguments: outcomes.prefix(5) + [
            (.printed("canary"), .programAnswerInvalid), (.provided("{}", cache: #""Other""#), .programAnswerInvalid),
            (.provided(#"{"h.io":{"username":"canary"}}"#), .programAnswerInvalid),
            (.provided(#"{"h.io":["canary"]}"#), .programAnswerInvalid),
            (
                .printed(
                    #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1beta1","#
                        + #""cacheKeyType":"Image","auth":{}}"#
                ), .programAnswerInvalid
            ),
        ]
    )
    func providerFails(outcome: CredentialProgram.Outcome, code: CredentialFailure.Code) async throws {
        let machine = FakeMachine(
            [
                "p.json": Self.providers([("prov", "h.io")]),
                "docker": #"{"auths":{"h.io":\#(Self.login("b")),"ok.io":\#(Self.login("ok"))}}"#,
            ],
            answers: { _ in outcome }
        )
        let sources = CredentialSources(
            providers: .init(configuration: "p.json", directory: "/bin"),
            files: [.init("docker")]
        )
        let finding = try await machine.find("h.io", sources)
        #expect(finding.failure?.reason.code == code)
        #expect(!"\(String(reflecting: finding))".contains("canary"))
        #expect(try await machine.find("ok.io", sources).auth?.username == "ok")
    }

    @Test(
        "ends at a file that cannot be used, for what comes to it alone",
        arguments: [
            (CredentialSources.Contents.unreadable, CredentialFailure.Code.fileUnreadable), (.tooLarge, .fileTooLarge),
            (.bytes(Array("canary".utf8)), .fileNotJSON),
        ]
    )
    func unusableFile(contents: CredentialSources.Contents, code: CredentialFailure.Code) async throws {
        let machine = FakeMachine(
            ["podman": #"{"auths":{"a.io":\#(Self.login("a"))}}"#, "last": #"{"auths":{"h.io":\#(Self.login("b"))}}"#],
            contents: ["docker": contents]
        )
        let sources = CredentialSources(files: [.init("podman"), .init("docker"), .init("last")])
        #expect(try await machine.find("a.io", sources).auth?.username == "a")
        #expect(try await machine.find("h.io", sources).failure?.reason.code == code)
    }

    @Test("passes over a file that is not there, unless it is named")
    func absentFile() async throws {
        let machine = FakeMachine()
        #expect(try await machine.find("h.io", CredentialSources(files: [.init("x")])).outcome == .none)
        let named = CredentialSources(files: [.init("x", isNamed: true)])
        #expect(try await machine.find("h.io", named).failure?.reason.code == .fileNotFound)
        let providers = CredentialSources(providers: .init(configuration: "x", directory: "/bin"))
        #expect(try await machine.find("h.io", providers).failure?.place == .providerConfiguration(path: "x"))
    }

    @Test("asks all providers that match, and takes the key that fits best, of equal keys the earlier provider's")
    func providers() async throws {
        let machine = FakeMachine(
            ["p.json": Self.providers([("one", "*.io"), ("two", "h.io"), ("three", "x.io"), ("four", "h.io/org")])],
            answers: { program in
                switch program.name {
                case "one": .provided(#"{"*.io":\#(Self.login("one")),"h.io/org/app":\#(Self.login("one-app"))}"#)
                case "two": .provided(#"{"h.io":\#(Self.login("two")),"h.io/org/app":\#(Self.login("two-app"))}"#)
                default: .provided(#"{"evil.io":\#(Self.login("evil")),"h.io:443":\#(Self.login("evil"))}"#)
                }
            }
        )
        let sources = CredentialSources(providers: .init(configuration: "p.json", directory: "/bin"))
        #expect(try await machine.find("h.io/org/app", sources).auth?.username == "one-app")
        #expect(machine.programs.map(\.name) == ["one", "two", "four"])
        let input = String(decoding: machine.programs[0].input, as: UTF8.self)
        #expect(try JSON(parsing: input)["image"] == "h.io/org/app")
        #expect(machine.programs[0].place == .directory("/bin"))
        let other = try await machine.find("h.io/other", sources)
        #expect(other.place == .provider(name: "two", key: "h.io"))
        #expect(try await machine.find("y.io", sources).auth?.username == "one")
    }

    @Test("takes Docker Hub's old name from a provider where nothing else fits")
    func hubProvider() async throws {
        let sources = CredentialSources(providers: .init(configuration: "p.json", directory: "/bin"))
        let files = ["p.json": Self.providers([("one", "docker.io")])]
        let old = FakeMachine(files, answers: { _ in .provided(Self.auth(["https://index.docker.io/v1/", "x.io"])) })
        #expect(
            try await old.find("registry-1.docker.io/busybox", sources).auth?.username == "https://index.docker.io/v1/"
        )
        let both = FakeMachine(files, answers: { _ in .provided(Self.auth(["index.docker.io", "docker.io"])) })
        #expect(try await both.find("docker.io/busybox", sources).auth?.username == "docker.io")
        let none = FakeMachine(files, answers: { _ in .provided("null") })
        #expect(try await none.find("docker.io", sources).passedOver.map(\.reason) == [.noAnswer])
    }

    @Test("does not ask a provider for pods with a service account")
    func serviceAccount() async throws {
        let list = Self.providers([("one", "h.io")]).replacing(
            #""defaultCacheDuration""#,
            with: #""tokenAttributes":{"requireServiceAccount":true},"defaultCacheDuration""#
        )
        let machine = FakeMachine(["p.json": list])
        let sources = CredentialSources(providers: .init(configuration: "p.json", directory: "/bin"))
        #expect(try await machine.find("h.io", sources).passedOver.map(\.reason) == [.needsServiceAccount])
        #expect(machine.programs.isEmpty)
    }

    @Test(
        "uses a provider's answer again as far as it says, and never for another registry",
        arguments: [
            (#""Image""#, "null", [1, 2, 3, 3, 3]), (#""Registry""#, "null", [1, 1, 2, 2, 2]),
            (#""Global""#, "null", [1, 1, 2, 2, 2]), (#""Registry""#, #""0s""#, [1, 2, 3, 4, 5]),
        ]
    )
    func caching(cache: String, duration: String, counts: [Int]) async throws {
        let machine = FakeMachine(
            ["p.json": Self.providers([("one", "*.io")])],
            answers: { _ in .provided(#"{"*.io":\#(Self.login("u"))}"#, cache: cache, duration: duration) }
        )
        let search = machine.search(
            CredentialSources(providers: .init(configuration: "p.json", directory: "/bin"))
        )
        var seen: [Int] = []
        for target in ["h.io/a", "h.io/b", "i.io/a", "i.io/a", "h.io/a"] {
            #expect(await search.find(try CredentialTarget(parsing: target)).auth != nil)
            seen.append(machine.programs.count)
        }
        #expect(seen == counts)
    }

    @Test("asks a provider again when its answer has grown old")
    func expiry() async throws {
        let machine = FakeMachine(
            ["p.json": Self.providers([("one", "*.io")])],
            answers: { _ in .provided(#"{"*.io":\#(Self.login("u"))}"#, duration: #""10m""#) }
        )
        let start = ContinuousClock.now
        let passed = Mutex(Duration.zero)
        let search = machine.search(
            CredentialSources(providers: .init(configuration: "p.json", directory: "/bin")),
            now: { start + passed.withLock { $0 } }
        )
        let target = try CredentialTarget(parsing: "h.io")
        for (seconds, count) in [(0, 1), (599, 1), (600, 2)] {
            passed.withLock { $0 = .seconds(seconds) }
            _ = await search.find(target)
            #expect(machine.programs.count == count)
        }
    }

    @Test("asks a helper once for each registry, and each by its own name")
    func helperOnce() async throws {
        let machine = FakeMachine(["docker": #"{"credsStore":"one"}"#], answers: { _ in Self.notFound })
        let search = machine.search(CredentialSources(files: [.init("docker")]))
        for target in ["h.io/a", "h.io/b", "docker.io/a", "registry-1.docker.io/b", "h.io:443"] {
            _ = await search.find(try CredentialTarget(parsing: target))
        }
        let inputs = machine.programs.map { String(decoding: $0.input, as: UTF8.self) }
        #expect(inputs == ["h.io", "https://index.docker.io/v1/", "h.io:443"])
    }

    @Test("runs nothing where it is not to, and says so")
    func runsNothing() async throws {
        let machine = FakeMachine([
            "p.json": Self.providers([("one", "h.io")]),
            "docker": #"{"credsStore":"one","auths":{"h.io":\#(Self.login("a"))}}"#,
        ])
        let sources = CredentialSources(
            providers: .init(configuration: "p.json", directory: "/bin"),
            files: [.init("docker")],
            runsPrograms: false
        )
        let finding = try await machine.find("h.io", sources)
        #expect(finding.auth?.username == "a")
        #expect(finding.passedOver.map(\.reason) == [.notRun, .notRun])
        #expect(machine.programs.isEmpty)
    }

    @Test("ends at an entry of registries.yaml that cannot be used")
    func brokenRegistries() async throws {
        var sources = Self.all
        sources.registriesEntry = { _ in .init(key: "*", line: nil, auth: AuthConfiguration(username: "u")) }
        let machine = FakeMachine(["docker": #"{"auths":{"h.io":\#(Self.login("a"))}}"#])
        #expect(try await machine.find("h.io", sources).failure?.reason.detail == "password-missing")
    }

    @Test(
        "is for a registry and a repository",
        arguments: [
            ("GHCR.io", "ghcr.io", nil), ("h.io:5000/a/b:v1", "h.io:5000", "a/b"),
            ("docker.io/busybox", "docker.io", "library/busybox"),
            ("index.docker.io", "docker.io", nil), ("host/app", "host", "app"),
            ("[::1]:5000/a@sha256:" + String(repeating: "a", count: 64), "[::1]:5000", "a"),
        ] as [(String, String, String?)]
    )
    func targets(text: String, host: String, repository: String?) throws {
        let target = try CredentialTarget(parsing: text)
        #expect(target.host == host)
        #expect(target.repository == repository)
    }

    @Test(
        "is for nothing else",
        arguments: ["", "/", "https://h.io", "u:p@h.io", "h.io/", "h.io/A", "h.io/../x", "-h", "h.io:"]
    )
    func noTargets(text: String) {
        #expect(throws: OCIError.self) { try CredentialTarget(parsing: text) }
    }
}
