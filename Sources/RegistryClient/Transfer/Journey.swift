import Credentials

/// Everything tried for one piece of content: the attempts, and the last word of each endpoint.
struct Journey: Sendable {
    private(set) var attempts: [Attempt] = []
    private var failures: [(position: Int, error: RegistryClientError)] = []

    /// An endpoint that could not even be asked.
    mutating func skipped(_ error: RegistryClientError, endpoint: String, position: Int) {
        attempts.append(
            Attempt(endpoint: endpoint, url: endpoint, status: nil, code: error.code, detail: error.detail, seconds: 0)
        )
        failures.append((position, error))
    }

    mutating func gaveUp(_ error: RegistryClientError, position: Int) {
        failures.append((position, error))
    }

    mutating func record(_ attempt: Attempt) {
        attempts.append(attempt)
    }

    /// The last attempt brought all its bytes, and they were not the right ones.
    mutating func condemnLast(_ error: RegistryClientError) {
        guard let last = attempts.indices.last else { return }
        attempts[last].code = error.code
        attempts[last].detail = error.detail
    }

    /// What to report when no endpoint is left.
    func verdict(stage: RegistryClientError.Stage) -> RegistryClientError {
        var error =
            ErrorRank.mostTelling(failures.sorted { $0.position < $1.position }.map(\.error))
            ?? RegistryClientError(.noEndpoint, stage: stage)
        error.attempts = attempts
        return error
    }
}

/// Which of several endpoints' errors an operator should read first.
///
/// Wrong content goes before locked doors, those before trouble with certificates, and so on down to the network. "Not
/// found" and an unreachable endpoint rank alike: there the earlier endpoint of the plan, the one that was put there
/// on purpose, decides.
enum ErrorRank {
    static func mostTelling(_ errors: [RegistryClientError]) -> RegistryClientError? {
        errors.enumerated().min { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }?.element
    }

    static func rank(_ error: RegistryClientError) -> Int {
        switch error.code {
        case .digestMismatch, .sizeMismatch: 0
        case .realmForeign, .credentialInvalid: 1
        case .caFileUnreadable, .clientCertificateUnreadable, .endpointInvalid, .proxyUnsupported: 2
        case .authFailed, .authDenied, .authUnsupported, .authRequired: 3
        case .tlsUnknownCA, .tlsExpired, .tlsHostname, .tlsClientCertificate, .tlsError: 4
        case .httpToHTTPS, .httpsToHTTP: 4
        case .rateLimited: 5
        case .tokenFailed, .tokenTooLarge, .redirectRefused, .redirectLoop, .contentEncoded: 6
        case .notARegistry, .unexpectedStatus, .serverError: 8
        case .notFound, .nameNotFound, .connectRefused, .connectTimeout, .networkError, .noProgress, .proxyRefused: 9
        default: 7  // a manifest that cannot be read
        }
    }
}
