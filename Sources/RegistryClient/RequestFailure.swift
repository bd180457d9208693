import Credentials

/// A failed try, with what the retry machine needs to know about it.
struct RequestFailure: Error, Sendable {
    var error: RegistryClientError
    var kind: RetryMachine.Failure
    /// The authority whose shared back-off a throttled answer moves.
    var host: String?
    /// Whether bytes came that need not come again.
    var madeProgress = false

    init(_ error: RegistryClientError, kind: RetryMachine.Failure = .permanent, host: String? = nil) {
        self.error = error
        self.kind = kind
        self.host = host
    }

    static let cancelled = RequestFailure(RegistryClientError(.cancelled, stage: .connect))
}

extension WireResponse {
    /// What is wrong with this answer, although its status says success.
    func failure(
        _ code: RegistryClientError.Code,
        _ stage: RegistryClientError.Stage,
        _ detail: String,
        _ kind: RetryMachine.Failure = .permanent
    ) -> RequestFailure {
        RequestFailure(
            RegistryClientError(
                code,
                stage: stage,
                url: url.redacted,
                status: status,
                detail: CleanText.line(detail)
            ),
            kind: kind
        )
    }
}
