import Credentials
import OCI
import Registries
import Testing

@Suite("The kubelet's credential provider protocol")
struct ProviderProtocolTests {
    private static func request(_ members: String, version: String = "v1") -> [UInt8] {
        Array(
            #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/\#(version)"\#(members)}"#
                .utf8
        )
    }

    @Test("has requests in each version", arguments: CredentialProviderVersion.allCases)
    func versions(version: CredentialProviderVersion) throws {
        // As Go's encoder ends it.
        let bytes =
            #"{"kind":"CredentialProviderRequest","apiVersion":"\#(version.rawValue)","image":"docker.io/library/busybox"}"#
            + "\n"
        let request = try CredentialProviderRequest(parsing: Array(bytes.utf8))
        #expect(request == CredentialProviderRequest(version: version, image: "docker.io/library/busybox"))
        #expect(try CredentialProviderRequest(parsing: request.json.bytes()) == request)
    }

    @Test("has a service account's token and annotations, which no print shows")
    func serviceAccount() throws {
        let request = try CredentialProviderRequest(
            parsing: Self.request(
                #","image":"a.example/b","serviceAccountToken":"canary","serviceAccountAnnotations":{"x/y":"1","a":"2"}"#
            )
        )
        #expect(request.serviceAccountToken?.reveal() == "canary")
        #expect(request.serviceAccountAnnotations == ["x/y": "1", "a": "2"])
        #expect(!"\(request)".contains("canary"))
        #expect(try CredentialProviderRequest(parsing: request.json.bytes()) == request)
        #expect(request.json.serialized().contains(#""serviceAccountToken":"canary""#))
    }

    @Test(
        "lets be what a later kubelet may add, and null",
        arguments: [
            #","image":"a.example/b","serviceAccountToken":"","serviceAccountAnnotations":null"#,
            #","image":"a.example/b","podName":"x","serviceAccountToken":null"#,
        ]
    )
    func tolerance(members: String) throws {
        let request = try CredentialProviderRequest(parsing: Self.request(members))
        #expect(request == CredentialProviderRequest(image: "a.example/b"))
    }

    @Test(
        "refuses what is no request, and repeats none of it",
        arguments: [
            (Array("".utf8), CredentialProviderError.Code.notJSON), (Array("[]".utf8), .notJSON),
            (Array("canary".utf8), .notJSON), (Array(#"{"kind":"canary","kind":"canary"}"#.utf8), .notJSON),
            (Array(#"{"a":1} canary"#.utf8), .notJSON), ([0xFF, 0xFE], .notJSON),
            (Array("{}".utf8), .unknownVersion), (request(#","image":"x""#, version: "v2"), .unknownVersion),
            (
                Array(
                    #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1"}"#.utf8
                ),
                .wrongKind
            ),
            (request(""), .fieldInvalid), (request(#","image":"""#), .fieldInvalid),
            (request(#","image":["canary"]"#), .fieldInvalid),
            (request(#","Image":"canary""#), .fieldInvalid),
            (request(#","image":"a","serviceAccountToken":{"canary":1}"#), .fieldInvalid),
            (request(#","image":"a","serviceAccountAnnotations":{"canary":1}"#), .fieldInvalid),
            (Array(String(repeating: "[", count: 100).utf8), .notJSON),
            ([UInt8](repeating: 0x20, count: CredentialProviderRequest.maximumSize + 1), .tooLarge),
        ]
    )
    func refusals(bytes: [UInt8], code: CredentialProviderError.Code) {
        let error = #expect(throws: CredentialProviderError.self) { try CredentialProviderRequest(parsing: bytes) }
        #expect(error?.code == code)
        #expect(error.map { !"\($0)".contains("canary") } == true)
    }

    @Test("has answers that are read as they are written", arguments: CredentialProviderVersion.allCases)
    func answers(version: CredentialProviderVersion) throws {
        let response = CredentialProviderResponse(
            version: version,
            cacheKeyType: .registry,
            cacheDuration: .seconds(60),
            auth: ["b.example:5000": .init(username: "u", password: Secret("p\"\\\u{1}ü"))]
        )
        #expect(try CredentialProviderResponse(parsing: response.json.bytes()) == response)
        #expect(!"\(response)".contains("p\""))
    }

    @Test("writes an answer as the API defines it")
    func text() {
        let response = CredentialProviderResponse(
            version: .v1,
            cacheKeyType: .image,
            cacheDuration: .zero,
            auth: ["b.example": .init(username: "u", password: Secret("p"))]
        )
        let head = #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","#
        #expect(
            response.json.serialized()
                == head
                + #""cacheKeyType":"Image","cacheDuration":"0s","auth":{"b.example":{"username":"u","password":"p"}}}"#
        )
    }

    @Test(
        "reads the answers of other providers",
        arguments: [
            (#""cacheKeyType":"Image""#, CredentialProviderResponse.CacheKeyType.image, Duration?.none, 0),
            (#""cacheKeyType":"Global","cacheDuration":"12h0m0s","auth":null"#, .global, .seconds(43200), 0),
            (#""cacheKeyType":"Registry","cacheDuration":null,"auth":{"*.x.io":{"password":"p"}}"#, .registry, nil, 1),
        ]
    )
    func others(
        members: String,
        type: CredentialProviderResponse.CacheKeyType,
        duration: Duration?,
        count: Int
    ) throws {
        let head = #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","#
        let response = try CredentialProviderResponse(parsing: Array((head + members + "}").utf8))
        #expect(response.cacheKeyType == type)
        #expect(response.cacheDuration == duration)
        #expect(response.auth.count == count)
    }

    @Test(
        "refuses an answer that kubelets refuse",
        arguments: [
            #""x":1"#, #""cacheKeyType":"canary""#, #""cacheKeyType":"Image","cacheDuration":"canary""#,
            #""cacheKeyType":"Image","cacheDuration":5"#, #""cacheKeyType":"Image","auth":["canary"]"#,
            #""cacheKeyType":"Image","auth":{"canary":"x"}"#, #""cacheKeyType":"Image","auth":{"x":{"password":1}}"#,
        ]
    )
    func refusedAnswers(members: String) {
        let head = #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","#
        let error = #expect(throws: CredentialProviderError.self) {
            try CredentialProviderResponse(parsing: Array((head + members + "}").utf8))
        }
        #expect(error?.code == .fieldInvalid)
        #expect(error.map { !"\($0)".contains("canary") } == true)
    }

    @Test(
        "has Go's durations",
        arguments: [
            ("0", Duration.zero), ("0s", .zero), ("5m0s", .seconds(300)), ("1h30m", .seconds(5400)),
            ("1.5s", .milliseconds(1500)), (".5h", .seconds(1800)), ("-2ms", .milliseconds(-2)), ("+1s", .seconds(1)),
            ("1us", .microseconds(1)), ("1µs", .microseconds(1)), ("1μs", .microseconds(1)), ("7ns", .nanoseconds(7)),
            ("2562047h47m16.854775807s", .nanoseconds(Int64.max)),
        ]
    )
    func durations(text: String, duration: Duration) {
        #expect(Duration(go: text) == duration)
    }

    @Test(
        "has no other durations",
        arguments: ["", "-", "5", "1d", "s", ".s", "1h ", " 1h", "1 h", "٣s", "1h-2m", "9999999999999h", "1e3s", "3H"]
    )
    func noDurations(text: String) {
        #expect(Duration(go: text) == nil)
    }

    @Test(
        "writes durations as Go does",
        arguments: [(0, "0s"), (59, "59s"), (60, "1m0s"), (3600, "1h0m0s"), (43_261, "12h1m1s"), (-61, "-1m1s")]
    )
    func durationTexts(seconds: Int64, text: String) {
        #expect(Duration.seconds(seconds).goText == text)
        #expect(Duration(go: text) == .seconds(seconds))
    }
}
