import Registries

/// The findings about one file, as they are made.
struct FileReport {
    let file: String
    let readers: ReaderVersions
    private(set) var findings: [Finding] = []

    init(file: String, readers: ReaderVersions) {
        self.file = file
        self.readers = readers
    }

    /// Notes a finding.
    ///
    /// - Parameter span: the versions of containerd for which it holds; nil for all. What holds only for versions that
    ///   would migrate such a file is a warning at most, for it may never meet one.
    mutating func add(
        _ code: Finding.Code,
        _ severity: Finding.Severity,
        at position: Position?,
        place: String = "",
        subject: String,
        detail: String? = nil,
        only span: VersionSpan? = nil,
        correction: [String] = []
    ) {
        var finding = Finding(
            code,
            severity,
            file: file,
            at: position,
            place: place,
            subject: subject,
            detail: detail,
            correction: correction
        )
        if let span {
            switch readers.extent(of: span) {
            case .none: return
            case .all: break
            case .some: finding.versions = span.text
            case .migrating where severity == .info: return
            case .migrating:
                finding.versions = span.text
                finding.severity = max(severity, .warning)
            }
        }
        findings.append(finding)
    }

    /// Notes a finding whose versions are no span of containerd's alone.
    mutating func add(_ finding: Finding) {
        findings.append(finding)
    }
}

/// Names and headers as one would write them.
enum TOMLNames {
    /// `plugins."io.containerd.grpc.v1.cri".registry`
    static func dotted(_ path: [TOMLContent.Key]) -> String {
        String(header(path).dropFirst().dropLast())
    }

    /// `[plugins."io.containerd.grpc.v1.cri".registry]`
    static func header(_ path: [TOMLContent.Key]) -> String {
        guard !path.isEmpty else { return "[]" }
        var content = TOMLContent()
        content.withTable(path) { $0.isExplicit = true }
        return String(TOMLWriter().text(of: content).dropLast())
    }

    /// `key = 'value'`, in single quotes where they will do.
    static func line(_ key: String, _ value: String) -> String {
        if value.contains("\\"), !value.contains("'"), !value.unicodeScalars.contains(where: { $0.value < 0x20 }) {
            return "\(key) = '\(value)'"
        }
        var content = TOMLContent()
        content.set(TOMLContent.Key(key), to: .string(value))
        return String(TOMLWriter().text(of: content).dropLast())
    }
}
