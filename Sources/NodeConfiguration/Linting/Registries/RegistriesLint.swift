import Registries

/// What is wrong with a registries.yaml, by what K3s, RKE2 and their containerd make of it.
package struct RegistriesLint {
    let file: String
    let bytes: [UInt8]
    let target: LintTarget
    let files: (any NodeFiles)?
    let isReadableByOthers: Bool?
    let disableDefaultEndpoint: Bool
    /// Whose rules the paths of `files` follow.
    let rules: NodeSystem

    /// A file to be looked at.
    ///
    /// - Parameters:
    ///   - file: its path.
    ///   - files: the node's other files, certificates among them; nil where they are not at hand.
    ///   - isReadableByOthers: nil where that cannot be told.
    ///   - disableDefaultEndpoint: the node's `disable-default-registry-endpoint`.
    ///   - rules: whose rules `files` follow; nil for the node's own.
    package init(
        file: String,
        bytes: [UInt8],
        target: LintTarget,
        files: (any NodeFiles)? = nil,
        isReadableByOthers: Bool? = nil,
        disableDefaultEndpoint: Bool = false,
        pathsOf rules: NodeSystem? = nil
    ) {
        self.file = file
        self.bytes = bytes
        self.target = target
        self.files = files
        self.isReadableByOthers = isReadableByOthers
        self.disableDefaultEndpoint = disableDefaultEndpoint
        self.rules = rules ?? target.system(of: file)
    }

    /// The findings in the order of the file.
    package func findings() -> [Finding] {
        let reading: RegistriesReading
        do {
            reading = try RegistriesReading(bytes)
        } catch {
            return error.complaints.map(unreadable)
        }
        let rules = RegistriesRules(self, reading)
        var found = reading.complaints.map(rules.finding(for:))
        found += rules.aboutHubNames() + rules.aboutEndpoints() + rules.aboutDefaults() + rules.aboutRewrites()
        found += rules.aboutConfigs() + rules.aboutCredentials() + rules.aboutFiles()
        return found.inFileOrder
    }

    /// A text that is no YAML.
    fileprivate func unreadable(_ complaint: Complaint) -> Finding {
        switch complaint.code.rawValue {
        case "encoding-utf16":
            return Finding(
                .encodingUTF16,
                .fatal,
                file: file,
                at: complaint.position,
                subject: "utf-16",
                detail: complaint.detail
            )
        case "encoding-ansi":
            // go-yaml refuses such a file, and the service with it.
            return Finding(.encodingANSI, .fatal, file: file, at: complaint.position, subject: complaint.detail ?? "")
        default:
            let kind = complaint.code.rawValue
            return Finding(
                .yamlSyntax,
                .fatal,
                file: file,
                at: complaint.position,
                subject: complaint.subject,
                detail: kind == Finding.Code.yamlSyntax.rawValue ? complaint.detail : kind,
                correction: kind == YAMLError.Code.unquotedAsterisk.rawValue ? [#""*":"#] : []
            )
        }
    }
}

extension ServiceConfigurationError {
    /// The fault as a finding: the service does not start because of it.
    package var finding: Finding {
        guard complaint.code == .wrongType else {
            return RegistriesLint(file: file, bytes: [], target: LintTarget()).unreadable(complaint)
        }
        return Finding(
            Finding.Code(rawValue: complaint.code.rawValue),
            .fatal,
            file: file,
            at: complaint.position,
            subject: complaint.subject,
            detail: complaint.detail
        )
    }
}

/// The rules about a registries.yaml that is YAML.
struct RegistriesRules {
    let lint: RegistriesLint
    let configuration: RegistriesConfiguration
    let places: YAMLPlaces

    init(_ lint: RegistriesLint, _ reading: RegistriesReading) {
        self.lint = lint
        configuration = reading.configuration
        places = YAMLPlaces(reading.root)
    }

    var target: LintTarget { lint.target }

    func finding(
        _ code: Finding.Code,
        _ severity: Finding.Severity,
        at position: Position?,
        subject: String,
        detail: String? = nil,
        correction: [String] = []
    ) -> Finding {
        Finding(
            code,
            severity,
            file: lint.file,
            at: position,
            place: YAMLPlaces.place(places.path(at: position)),
            subject: subject,
            detail: detail,
            correction: correction
        )
    }

    /// The keys of `configs` whose entries hold a credential, in the order of the file.
    var hostsWithCredentials: [String] {
        configuration.configs.keys.filter { hasCredential($0) }
    }

    func hasCredential(_ host: String) -> Bool {
        configuration.configs[host]?.auth.map { $0.kind(in: .node) != .none } ?? false
    }
}
