import Testing

/// A misconfiguration, and what a check has to say of it first.
struct SeededCase: Sendable, CustomTestStringConvertible {
    /// What is wrong, in a sentence.
    var testDescription: String
    /// Where the fault is described: `fault 7` of the reliability matrix, `pain 32`, `W-35`.
    var source: String
    /// The first finding's code.
    var code: String
    /// The first finding's stage.
    var stage: String
    /// The first finding's severity; with a warning the image is to be had.
    var severity = "error"
    /// Why the check says something else, where it does.
    var knownIssue: String?
    var setUp: @Sendable (CheckScene) async throws -> CheckSetup

    init(
        _ description: String,
        _ source: String,
        _ code: String,
        at stage: String,
        _ severity: String = "error",
        knownIssue: String? = nil,
        setUp: @escaping @Sendable (CheckScene) async throws -> CheckSetup
    ) {
        testDescription = description
        self.source = source
        self.code = code
        self.stage = stage
        self.severity = severity
        self.knownIssue = knownIssue
        self.setUp = setUp
    }

    /// Every case.
    static let all =
        files + encodings + nodes + versions + names + proxies + connections + tls + clientCertificates + pings
        + challenges
        + tokens + manifests + platforms + layers + redirects + mirrors
}

/// A configuration with which nothing is wrong.
struct HealthyCase: Sendable, CustomTestStringConvertible {
    /// What it is, in a sentence.
    var testDescription: String
    /// Codes of findings that are no errors and belong there.
    var remarks: Set<String>
    var setUp: @Sendable (CheckScene) async throws -> CheckSetup

    init(
        _ description: String,
        remarks: Set<String> = [],
        setUp: @escaping @Sendable (CheckScene) async throws -> CheckSetup
    ) {
        testDescription = description
        self.remarks = remarks
        self.setUp = setUp
    }
}
