import ArgumentParser

/// `oci-archive:FILE[:TAG]` or `docker-archive:FILE[:REF]`, as skopeo writes it: the first colon after FILE begins the
/// name.
struct ArchiveLocation {
    enum Form: String, CaseIterable {
        case oci = "oci-archive"
        case docker = "docker-archive"
    }

    let form: Form
    let file: String
    let name: String?

    /// Nil for what does not begin like one, and for one without a file, or with nothing behind the colon.
    init?(argument: String) {
        guard let form = Form.allCases.first(where: { argument.hasPrefix($0.rawValue + ":") }) else { return nil }
        let rest = argument.dropFirst(form.rawValue.count + 1)
        let file = rest.prefix { $0 != ":" }
        let name = rest.dropFirst(file.count + 1)
        guard !file.isEmpty, file.count == rest.count || !name.isEmpty else { return nil }
        self.form = form
        self.file = String(file)
        self.name = name.isEmpty ? nil : String(name)
    }

    /// As it is written.
    var words: String { "\(form.rawValue):\(file)" + (name.map { ":" + $0 } ?? "") }
}
