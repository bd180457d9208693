import Credentials
import Testing

@testable import RegistryClient

@Suite("An error's body")
struct ErrorBodyTests {
    @Test(
        "is read whatever its detail is",
        arguments: [
            (
                #"{"errors":[{"code":"DENIED","message":"no","detail":{"a":[1,null]}}]}"#, "DENIED",
                #"no: {"a":[1,null]}"#
            ),
            (#"{"errors":[{"code":"DENIED","message":"no","detail":"why"}]}"#, "DENIED", "no: why"),
            (#"{"errors":[{"code":"DENIED","message":"no","detail":null}]}"#, "DENIED", "no"),
            (
                #"{"errors":[{"code":"DENIED","detail":[{"Type":"repository"}]}]}"#, "DENIED",
                #"[{"Type":"repository"}]"#
            ),
            (#"{"error":"invalid_grant","error_description":"bad password"}"#, "invalid_grant", "bad password"),
            (#"{"details":"incorrect username or password"}"#, nil, "incorrect username or password"),
            (#"{"errors":[]}"#, nil, nil), (#"{"errors":{}}"#, nil, nil), ("[]", nil, nil), ("", nil, nil),
            ("plain text", nil, "plain text"),
        ]
    )
    func reads(_ body: String, _ code: String?, _ detail: String?) {
        let read = RegistryErrorBody(Array(body.utf8), isWebPage: false)
        #expect(read.code == code)
        #expect(read.detail == detail)
    }

    @Test("of a web page is its title")
    func title() {
        let body = Array("<html><head><title>Please log in</title></head></html>".utf8)
        #expect(RegistryErrorBody(body, isWebPage: true).detail == "Please log in")
    }

    @Test("cannot steer a terminal or repeat a secret")
    func cleaned() {
        #expect(CleanText.line("a\u{1B}[31mb\r\nc\u{7}\u{202E}d") == "a\u{FFFD}[31mb c\u{FFFD}\u{FFFD}d")
        #expect(CleanText.line("you sent hunter2!", hiding: ["hunter2"]) == "you sent <secret>!")
        #expect(CleanText.line(String(repeating: "x", count: 9000)).utf8.count == 1024)
    }
}

@Suite("A status")
struct StatusTests {
    @Test(
        "means the same everywhere",
        arguments: [
            (403, "", "auth-denied", RetryMachine.Failure.permanent), (404, "", "not-found", .permanent),
            (429, "", "rate-limited", .throttled(retryAfter: nil)), (408, "", "server-error", .interrupted),
            (500, "", "server-error", .serverError(retryAfter: nil)),
            (504, "", "server-error", .serverError(retryAfter: nil)),
            (200, "", "not-a-registry", .permanent), (418, "", "unexpected-status", .permanent),
            (400, "Client sent an HTTP request to an HTTPS server.", "https-to-http", .permanent),
            (400, "<title>400 The plain HTTP request was sent to HTTPS port</title>", "https-to-http", .permanent),
            (400, "<title>400 No required SSL certificate was sent</title>", "tls-client-certificate", .permanent),
        ]
    )
    func codes(_ status: Int, _ body: String, _ code: String, _ kind: RetryMachine.Failure) throws {
        let failure = ResponseFailure(
            status: status,
            isWebPage: false,
            body: Array(body.utf8),
            retryAfter: nil,
            hidden: []
        ).requestFailure(stage: .manifest, url: try HTTPURL(parsing: "https://r.example/x?secret"))
        #expect(failure.error.code.rawValue == code)
        #expect(failure.kind == kind)
        #expect(failure.error.url == "https://r.example/x")
    }
}

@Suite("A redirect")
struct RedirectPolicyTests {
    @Test(
        "is followed or refused",
        arguments: [
            ("https://r.example/v2/b", "https://cdn.example/b", "https://cdn.example/b left"),
            ("https://r.example/v2/b", "/other", "https://r.example/other"),
            ("https://r.example/v2/b", "https://r.example:444/b", "https://r.example:444/b left"),
            ("https://r.example/v2/b", "http://r.example/b", "refused"),
            ("https://r.example/v2/b", "file:///etc/passwd", "refused"),
            ("https://r.example/v2/b", "https://u:p@cdn.example/b", "refused"),
            ("https://r.example/v2/b", "", "refused"),
            ("https://r.example/v2/b", "https://127.0.0.1/b", "refused"),
            ("https://r.example/v2/b", "https://localhost/b", "refused"),
            ("https://r.example/v2/b", "https://169.254.169.254/b", "refused"),
            ("https://r.example/v2/b", "https://10.0.0.1/b", "refused"),
            ("https://10.0.0.2/v2/b", "https://10.0.0.1/b", "https://10.0.0.1/b left"),
            ("https://r.example/v2/b", "https://127.0.0.1:9000/b", "https://127.0.0.1:9000/b left"),
            ("http://r.example/v2/b", "https://cdn.example/b", "https://cdn.example/b left"),
            ("http://r.example/v2/b", "http://cdn.example/b", "http://cdn.example/b left"),
        ]
    )
    func follows(_ start: String, _ location: String, _ expected: String) throws {
        let url = try HTTPURL(parsing: start)
        var policy = RedirectPolicy(start: url, rules: RealmPolicy(endpoint: url, isExplicitHTTP: false))
        var outcome = "refused"
        if let next = try? policy.follow(location, from: url, isNamed: { $0.port == 9000 }) {
            outcome = "\(next)" + (policy.hasLeftOrigin ? " left" : "")
        }
        #expect(outcome == expected)
    }

    @Test("ends after ten hops, and home is a strange place when it is reached from outside")
    func hops() throws {
        let home = try HTTPURL(parsing: "https://r.example/v2/b")
        var policy = RedirectPolicy(start: home, rules: RealmPolicy(endpoint: home, isExplicitHTTP: false))
        let away = try policy.follow("https://cdn.example/b", from: home) { _ in false }
        let back = try policy.follow("https://r.example/v2/b", from: away) { _ in false }
        #expect(back == home)
        #expect(policy.hasLeftOrigin)
        for _ in 0..<8 { _ = try policy.follow("/x", from: back) { _ in false } }
        #expect(throws: RedirectPolicy.Problem.tooMany) { try policy.follow("/x", from: back) { _ in false } }
    }
}

@Suite("Content-Range")
struct ContentRangeTests {
    @Test(
        "is the rest, to the byte",
        arguments: [
            ("bytes 10-99/100", true), ("bytes 10-99/*", true), ("Bytes 10-99/100", true), ("bytes 9-99/100", false),
            ("bytes 11-99/100", false), ("bytes 10-98/100", false), ("bytes 10-99/101", false),
            ("bytes 10-100/101", false),
            ("bytes */100", false), ("bytes 10-99", false), ("items 10-99/100", false), ("bytes 10-9/100", false),
            ("bytes +10-99/100", false), ("bytes 10-99/99", false), ("bytes 10-99/100/1", false), ("", false),
            ("bytes 10--99/100", false), ("bytes 99999999999999999999-1/2", false),
        ]
    )
    func isRest(_ text: String, _ expected: Bool) {
        #expect((ContentRange(parsing: text)?.isRest(from: 10, of: 100) ?? false) == expected)
    }
}

@Suite("Of several endpoints' errors")
struct ErrorRankTests {
    @Test(
        "the most telling one is reported",
        arguments: [
            (["not-found", "not-found"], "not-found"), (["not-found", "connect-refused"], "not-found"),
            (["connect-refused", "not-found"], "connect-refused"), (["not-found", "auth-failed"], "auth-failed"),
            (["connect-timeout", "realm-foreign", "auth-required"], "realm-foreign"),
            (["tls-unknown-ca", "auth-required"], "auth-required"), (["server-error", "rate-limited"], "rate-limited"),
            (["auth-failed", "digest-mismatch"], "digest-mismatch"),
            (["name-not-found", "tls-expired"], "tls-expired"),
            (["not-found", "manifest-invalid"], "manifest-invalid"), (["not-found", "server-error"], "server-error"),
        ]
    )
    func mostTelling(_ codes: [String], _ expected: String) {
        let errors = codes.map { RegistryClientError(.init(rawValue: $0), stage: .manifest) }
        #expect(ErrorRank.mostTelling(errors)?.code.rawValue == expected)
    }

    @Test("an empty plan has an error of its own")
    func empty() {
        #expect(Journey().verdict(stage: .manifest).code == .noEndpoint)
    }
}
