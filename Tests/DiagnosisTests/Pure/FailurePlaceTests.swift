import Credentials
import OCI
import RegistryClient
import Testing

@testable import Diagnosis

/// An error of the client, and where it belongs.
struct PlacedFailure: Sendable, CustomTestStringConvertible {
    var error: RegistryClientError
    var step = Stage.manifest
    var usedToken = false
    var hasClientCertificate = false
    var stage: Stage
    var code: String

    var testDescription: String { "\(error.code) at \(error.url ?? "nowhere") is \(code) at \(stage.rawValue)" }
}

@Suite struct FailurePlaceTests {
    private static let own = "https://reg.test:5000/v2/team/app/manifests/1"
    private static let realm = "https://auth.test/token"
    private static let storage = "https://storage.test/blob"

    private static func error(
        _ code: RegistryClientError.Code,
        _ stage: RegistryClientError.Stage,
        _ url: String,
        status: Int? = nil
    ) -> RegistryClientError {
        RegistryClientError(code, stage: stage, url: url, status: status)
    }

    private static func unchallenged(_ code: RegistryClientError.Code) -> RegistryClientError {
        RegistryClientError(code, stage: .challenge, url: own, status: 401, detail: "no challenge")
    }

    static let cases = [
        PlacedFailure(error: error(.authRequired, .challenge, own), stage: .challenge, code: "auth-required"),
        PlacedFailure(error: error(.authRequired, .token, own), stage: .token, code: "auth-required"),
        PlacedFailure(error: error(.authFailed, .token, realm), stage: .token, code: "auth-failed"),
        PlacedFailure(error: error(.authFailed, .manifest, own), stage: .challenge, code: "auth-failed"),
        PlacedFailure(
            error: error(.authFailed, .manifest, own),
            usedToken: true,
            stage: .token,
            code: "token-refused"
        ),
        PlacedFailure(error: error(.authDenied, .manifest, own, status: 403), stage: .manifest, code: "auth-denied"),
        PlacedFailure(error: unchallenged(.authRequired), stage: .challenge, code: "challenge-invalid"),
        PlacedFailure(error: unchallenged(.authFailed), stage: .challenge, code: "challenge-invalid"),
        PlacedFailure(error: error(.realmForeign, .challenge, own), stage: .challenge, code: "realm-foreign"),
        PlacedFailure(error: error(.nameNotFound, .name, realm), stage: .token, code: "token-unreachable"),
        PlacedFailure(error: error(.tlsUnknownCA, .tls, realm), stage: .token, code: "token-unreachable"),
        PlacedFailure(error: error(.serverError, .token, realm, status: 503), stage: .token, code: "server-error"),
        PlacedFailure(error: error(.notARegistry, .token, realm, status: 200), stage: .token, code: "token-failed"),
        PlacedFailure(
            error: error(.notARegistry, .manifest, own, status: 200),
            stage: .manifest,
            code: "not-a-registry"
        ),
        PlacedFailure(error: error(.connectTimeout, .connect, storage), stage: .redirect, code: "redirect-unreachable"),
        PlacedFailure(error: error(.tlsExpired, .tls, storage), stage: .redirect, code: "redirect-unreachable"),
        PlacedFailure(
            error: error(.authDenied, .blob, storage, status: 403),
            stage: .redirect,
            code: "redirect-failed"
        ),
        PlacedFailure(error: error(.redirectRefused, .redirect, own), stage: .redirect, code: "redirect-refused"),
        PlacedFailure(error: error(.redirectLoop, .redirect, own), stage: .redirect, code: "redirect-loop"),
        PlacedFailure(
            error: error(.proxyRefused, .proxy, own, status: 407),
            stage: .proxy,
            code: "proxy-login-required"
        ),
        PlacedFailure(error: error(.proxyRefused, .proxy, own, status: 403), stage: .proxy, code: "proxy-refused"),
        PlacedFailure(error: error(.connectRefused, .proxy, own), stage: .proxy, code: "proxy-unreachable"),
        PlacedFailure(error: error(.nameNotFound, .proxy, own), stage: .proxy, code: "proxy-unreachable"),
        PlacedFailure(
            error: error(.tlsClientCertificate, .tls, own, status: 400),
            stage: .tls,
            code: "tls-client-certificate"
        ),
        PlacedFailure(
            error: error(.tlsClientCertificate, .tls, own),
            hasClientCertificate: true,
            stage: .tls,
            code: "tls-client-certificate-refused"
        ),
        PlacedFailure(error: error(.httpsToHTTP, .connect, own), step: .ping, stage: .ping, code: "https-to-http"),
        PlacedFailure(error: error(.noProgress, .connect, own), step: .layers, stage: .layers, code: "no-progress"),
        // The connection was made before: what refuses it now is no fault of that stage.
        PlacedFailure(error: error(.connectRefused, .connect, own), step: .ping, stage: .ping, code: "connect-refused"),
        PlacedFailure(error: error(.notFound, .manifest, own, status: 404), stage: .manifest, code: "not-found"),
    ]

    @Test(arguments: cases) func `A failure belongs to the stage that it is about`(_ failure: PlacedFailure) throws {
        let finding = FailurePlace.finding(
            for: failure.error,
            at: failure.step,
            endpoint: try HTTPURL(parsing: "https://reg.test:5000"),
            realms: ["https://auth.test"],
            hasClientCertificate: failure.hasClientCertificate,
            usedToken: failure.usedToken
        )
        #expect(finding.code.rawValue == failure.code)
        #expect(finding.stage == failure.stage)
        #expect(finding.severity == .error)
    }

    @Test func `The facts are those of the error`() {
        var error = Self.error(.rateLimited, .manifest, Self.own, status: 429)
        error.registryCode = "TOOMANYREQUESTS"
        error.retryAfter = .seconds(7)
        let facts = FailurePlace.evidence(of: error)
        #expect(facts.map(\.key) == ["url", "status", "registryCode", "retryAfterSeconds"])
        #expect(facts.last?.value == 7)
    }
}
