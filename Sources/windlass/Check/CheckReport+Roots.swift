import NodeCommands
import OCI

extension CheckReport {
    /// Ties what an endpoint answers to what in the file leads to it: the line of the file comes first, and is as bad
    /// as what follows from it.
    mutating func linkRoots() {
        for index in findings.indices {
            let finding = findings[index]
            guard finding.root == nil, let root = findings.firstIndex(where: { finding.follows(from: $0) }) else {
                continue
            }
            findings[index].root = findings[root].code
            findings[root].severity = Severity.worse(findings[root].severity, finding.severity)
        }
        findings = Severity.allCases.flatMap { severity in
            let same = findings.filter { $0.severity == severity }
            return same.filter(\.isOfFiles) + same.filter { !$0.isOfFiles }
        }
    }
}

extension CheckReport.Severity {
    fileprivate static func worse(_ left: Self, _ right: Self) -> Self {
        allCases.first { $0 == left || $0 == right } ?? left
    }
}

extension CheckReport.Finding {
    fileprivate var isOfFiles: Bool { stage == "file" || stage == "node" }

    /// What in the file can be the reason for what an endpoint answers.
    private static let reasons: [String: Set<String>] = [
        "config-unused": [
            "auth-required", "auth-failed", "tls-unknown-ca", "tls-self-signed", "tls-client-certificate",
        ],
        "wildcard-auth-withheld": ["auth-required"],
        "password-without-username": ["auth-required"],
        "endpoint-userinfo-ignored": ["auth-required"],
        "hub-aliases-disagree": ["auth-required", "auth-failed", "auth-denied"],
        "auth-not-base64": ["credential-invalid", "auth-failed", "auth-required"],
        "auths-ignored": ["auth-required"],
        "unknown-key": ["auth-required", "tls-unknown-ca", "tls-self-signed"],
        "client-cert-without-key": ["client-certificate-unreadable", "tls-client-certificate"],
        "client-key-without-cert": ["client-certificate-unreadable", "tls-client-certificate"],
        "ca-file-missing": ["ca-file-unreadable"],
        "tls-file-missing": ["client-certificate-unreadable"],
        "rewrite-on-default-endpoint": ["not-found", "auth-denied"],
        "rewrite-invalid-result": ["not-found", "auth-denied"],
        "rewrite-template-name": ["not-found", "auth-denied"],
        "rewrite-invalid-pattern": ["not-found", "auth-denied"],
        "rewrite-overlap": ["not-found", "auth-denied"],
    ]

    fileprivate func follows(from other: CheckReport.Finding) -> Bool {
        guard let endpoint, other.stage == "file", Self.reasons[other.code]?.contains(code) == true else {
            return false
        }
        if let about = other.endpoint { return about == endpoint }
        // A complaint names its host where it has one; one that names none is about the file as a whole.
        let host = String(endpoint.split(separator: "/").dropFirst().first ?? "")
        let named = (other.evidence.object ?? []).filter { $0.key != "file" }.compactMap(\.value.string)
        let hosts = named.filter { $0.contains(".") || $0.contains(":") }
        return hosts.isEmpty || hosts.contains { $0.contains(host) }
    }
}
