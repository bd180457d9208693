import Registries

// What the reader of the schema says already.
extension RegistriesRules {
    func finding(for complaint: Complaint) -> Finding {
        let path = places.path(at: complaint.position)
        let subject = ShownText.url(complaint.subject)
        switch complaint.code {
        case .unknownKey:
            return finding(
                .unknownKey,
                .error,
                at: complaint.position,
                subject: ShownText.key(complaint.subject),
                detail: complaint.detail,
                correction: complaint.detail.map { [$0 + ":"] } ?? []
            )
        case .duplicateKey:
            let isHost = path.count == 2
            let name = isHost ? subject : ShownText.key(complaint.subject)
            return plain(complaint, .warning, subject: name)
        case .wrongType:
            return plain(complaint, .fatal, subject: subject)
        case .clientCertificateWithoutKey:
            return clientFile(complaint, written: "cert_file", missing: "key_file")
        case .clientKeyWithoutCertificate:
            return clientFile(complaint, written: "key_file", missing: "cert_file")
        case .passwordWithoutUsername:
            let place = places.key(["configs", complaint.subject, "auth", "password"])
            return finding(.passwordWithoutUsername, .error, at: place ?? complaint.position, subject: subject)
        case .hostKeyInvalid:
            return hostKey(complaint)
        case .endpointPathNotV2:
            return endpointPath(complaint)
        case .rewriteInvalidPattern, .rewriteTemplateName:
            return rewrite(complaint)
        case .authNotBase64, .endpointInvalid, .realmInvalid:
            return plain(complaint, .error, subject: subject)
        default:
            return plain(complaint, .warning, subject: subject)
        }
    }

    private func plain(_ complaint: Complaint, _ severity: Finding.Severity, subject: String) -> Finding {
        finding(
            Finding.Code(rawValue: complaint.code.rawValue),
            severity,
            at: complaint.position,
            subject: subject,
            detail: complaint.detail.map(ShownText.url)
        )
    }

    private func clientFile(_ complaint: Complaint, written: String, missing: String) -> Finding {
        finding(
            .clientCertWithoutKey,
            .error,
            at: places.key(["configs", complaint.subject, "tls", written]) ?? complaint.position,
            subject: ShownText.url(complaint.subject),
            detail: missing
        )
    }

    private func hostKey(_ complaint: Complaint) -> Finding {
        let address = EndpointAddress(parsing: complaint.subject)
        let hasMore = address?.scheme != nil || address?.path.isEmpty == false
        let host = complaint.detail.map(ShownText.url)
        return finding(
            hasMore ? .hostKeyHasScheme : .hostKeyInvalid,
            .error,
            at: complaint.position,
            subject: ShownText.url(complaint.subject),
            detail: host,
            correction: host.map { ["\"" + $0 + "\":"] } ?? []
        )
    }

    /// A project of a registry, written as a path, is meant to stand before the repository's name.
    private func endpointPath(_ complaint: Complaint) -> Finding {
        let url = ShownText.url(complaint.subject)
        let path = cleanedPath(EndpointAddress(parsing: url)?.path ?? "").dropFirst()
        let isBelowV2 = path.hasPrefix("v2/")
        let project = isBelowV2 ? path.dropFirst(3) : path
        var correction: [String] = []
        if let address = EndpointAddress(parsing: url), !project.isEmpty {
            let origin = (address.scheme.map { $0 + "://" } ?? "") + address.host
            correction = ["endpoint:", "  - \"\(origin)\"", "rewrite:", "  \"^(.*)$\": \"\(project)/$1\""]
        }
        return finding(
            .endpointPathNotV2,
            isBelowV2 ? .info : .warning,
            at: complaint.position,
            subject: url,
            detail: "/" + path,
            correction: correction
        )
    }

    private func rewrite(_ complaint: Complaint) -> Finding {
        let isTemplate = complaint.code == .rewriteTemplateName
        let pattern = places.path(at: complaint.position).last ?? ""
        let right = complaint.detail.flatMap { isTemplate ? complaint.subject.bracingGroup($0) : nil }
        return finding(
            isTemplate ? .rewriteTemplateName : .rewriteInvalidPattern,
            isTemplate ? .warning : .error,
            at: complaint.position,
            subject: complaint.subject,
            detail: complaint.detail,
            correction: right.map { ["'" + pattern.yamlQuoted + "': '" + $0.yamlQuoted + "'"] } ?? []
        )
    }
}

extension String {
    /// The inside of a YAML string in single quotes.
    fileprivate var yamlQuoted: String { replacing("'", with: "''") }
}

extension Finding.Code {
    /// A password that nobody can use.
    package static let passwordWithoutUsername = Self(rawValue: "password-without-username")
    /// A key of mirrors or configs that no host equals.
    package static let hostKeyInvalid = Self(rawValue: "host-key-invalid")
}
