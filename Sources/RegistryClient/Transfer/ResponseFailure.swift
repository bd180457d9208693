import Credentials
import OCI

/// What an answer that is no success says.
struct ResponseFailure {
    let status: Int
    let isWebPage: Bool
    let body: [UInt8]
    let retryAfter: Duration?
    let hidden: [String]

    /// The failure, without the endpoint that the caller knows.
    func requestFailure(stage: RegistryClientError.Stage, url: HTTPURL) -> RequestFailure {
        let said = RegistryErrorBody(body, isWebPage: isWebPage)
        var error = RegistryClientError(
            code,
            stage: stage,
            url: url.redacted,
            status: status,
            registryCode: said.code.map { CleanText.line($0, hiding: hidden) },
            detail: said.detail.map { CleanText.line($0, hiding: hidden) }
        )
        if error.code == .tlsClientCertificate { error.stage = .tls }
        if error.code == .unexpectedStatus, stage == .upload { error.code = .pushRefused }
        error.retryAfter = retryAfter
        return RequestFailure(error, kind: kind, host: url.authority)
    }

    private var code: RegistryClientError.Code {
        switch status {
        case 400 where ServerPage.saysTLS(body): .httpsToHTTP
        case 400 where ServerPage.wantsCertificate(body): .tlsClientCertificate
        case 401: .authFailed
        case 403: .authDenied
        case 404, 410: .notFound
        case 429: .rateLimited
        case 408, 500...599: .serverError
        case 200..<300: .notARegistry
        default: isWebPage ? .notARegistry : .unexpectedStatus
        }
    }

    private var kind: RetryMachine.Failure {
        switch status {
        case 408: .interrupted
        case 429: .throttled(retryAfter: retryAfter)
        case 500...599: .serverError(retryAfter: retryAfter)
        default: .permanent
        }
    }
}

/// The error body of a registry (distribution-spec, "Error Codes") or of a token server (RFC 6749 §5.2).
struct RegistryErrorBody: Hashable {
    var code: String?
    var detail: String?

    init(_ body: [UInt8], isWebPage: Bool) {
        if let json = try? JSON(parsing: body) {
            let first = json["errors"]?.array?.first
            code = (first?["code"] ?? json["error"])?.string
            detail = Self.detail(of: first ?? json)
        } else if isWebPage {
            detail = ServerPage.title(of: body).map(String.init)
        } else if !body.isEmpty {
            detail = String(decoding: body, as: UTF8.self)
        }
    }

    /// The message, and the detail where there is one: any JSON, by the specification.
    private static func detail(of error: JSON) -> String? {
        let message = ["message", "error_description", "details"].lazy.compactMap { error[$0]?.string }.first
        let detail: String? =
            switch error["detail"] {
            case nil, .null: nil
            case .string(let text): text
            case .some(let json): json.serialized()
            }
        let parts = [message, detail].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}

extension ResponseFailure {
    init(_ response: WireResponse, body: [UInt8], hidden: [String]) {
        self.init(
            status: response.status,
            isWebPage: response.isWebPage,
            body: body,
            retryAfter: response.header("Retry-After").flatMap {
                RetryAfter.parse($0, date: response.header("Date"), now: WallClock.now())
            },
            hidden: hidden + response.sentSecrets
        )
    }
}
