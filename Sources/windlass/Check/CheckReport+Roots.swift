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
        for index in stages.indices where findings.contains(where: { $0.isError(of: stages[index].name) }) {
            stages[index].status = .failed
        }
        findings = Severity.allCases.flatMap { severity in
            let same = findings.filter { $0.severity == severity }
            let (files, answers) = (same.filter(\.isOfFiles), same.filter { !$0.isOfFiles })
            // What is only worth knowing of a file is so for every image.
            return severity == .info ? answers + files : files + answers
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

    fileprivate func isError(of stage: String) -> Bool { self.stage == stage && severity == .error }

    /// What ties a complaint about the file to an endpoint.
    private enum Tie {
        /// The fact of that name is the endpoint's host, or stands for every host.
        case host(String)
        /// The complaint's subject is a file that the endpoint's failure is about.
        case path
        /// Both are about one image, or the complaint about all.
        case image
    }

    /// What in the file can be the reason for what an endpoint answers.
    private static let reasons: [String: (tie: Tie, of: Set<String>)] = [
        "config-unused": (
            .host("detail"),
            ["auth-required", "auth-failed", "tls-unknown-ca", "tls-self-signed", "tls-client-certificate"]
        ),
        "wildcard-auth-withheld": (.host("subject"), ["auth-required"]),
        "password-without-username": (.host("subject"), ["auth-required"]),
        "endpoint-userinfo-ignored": (.host("subject"), ["auth-required"]),
        "hub-aliases-disagree": (.image, ["auth-required", "auth-failed", "auth-denied"]),
        "auth-not-base64": (.host("subject"), ["credential-invalid", "auth-failed", "auth-required"]),
        "auths-ignored": (.image, ["auth-required"]),
        "unknown-key": (.image, ["auth-required", "tls-unknown-ca", "tls-self-signed", "not-found"]),
        "client-cert-without-key": (.host("subject"), ["client-certificate-unreadable", "tls-client-certificate"]),
        "client-key-without-cert": (.host("subject"), ["client-certificate-unreadable", "tls-client-certificate"]),
        "ca-file-missing": (.path, ["ca-file-unreadable"]),
        "tls-file-missing": (.path, ["client-certificate-unreadable"]),
        "rewrite-on-default-endpoint": (.host("subject"), ["not-found", "auth-denied"]),
        "rewrite-invalid-result": (.image, ["not-found", "auth-denied"]),
        "rewrite-template-name": (.image, ["not-found", "auth-denied"]),
        "rewrite-invalid-pattern": (.image, ["not-found", "auth-denied"]),
        "rewrite-overlap": (.image, ["not-found", "auth-denied"]),
    ]

    fileprivate func follows(from other: CheckReport.Finding) -> Bool {
        guard let endpoint, other.stage == "file", let reason = Self.reasons[other.code], reason.of.contains(code)
        else {
            return false
        }
        switch reason.tie {
        case .host(let name):
            // `configs."*"` and a URL for the host are as good as the host itself.
            let named = other.evidence[name]?.string ?? ""
            return named == "*" || named == endpoint.hostOfURL || named.hostOfURL == endpoint.hostOfURL
        case .path:
            guard let path = other.evidence["subject"]?.string?.split(separator: " ").last else { return false }
            return evidence["detail"]?.string?.hasSuffix(path) == true
        case .image:
            return other.image == nil || image == nil || other.image == image
        }
    }
}

extension String {
    /// `h:5000` of `https://h:5000/v2`; empty where there is none.
    fileprivate var hostOfURL: String {
        String(split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? "")
    }
}
