/// A registries.yaml that cannot be taken: every reason, first the first in the file.
public struct RegistriesError: Error, Hashable, Sendable {
    /// The reasons, in the order of the file.
    public let complaints: [Complaint]

    /// An error for these reasons.
    public init(_ complaints: [Complaint]) {
        self.complaints = complaints.sorted { left, right in
            guard let left = left.position else { return right.position != nil }
            return right.position.map { left < $0 } ?? false
        }
    }
}

extension RegistriesConfiguration {
    /// How much of what the real programs swallow is taken.
    public enum Strictness: Hashable, Sendable {
        /// Every complaint refuses the file.
        case strict
        /// What K3s, RKE2 and containerd accept is accepted, with a warning.
        case lenient
    }

    /// Reads a file: UTF-8 with or without a byte order mark, UTF-16 with one.
    ///
    /// The real programs decode with go-yaml v2 without its strict mode: unknown keys are dropped, the last of
    /// duplicate keys counts, and scalars of any type are text where text is wanted.
    public init(parsing bytes: [UInt8], strictness: Strictness) throws(RegistriesError) {
        let reading = try RegistriesReading(bytes)
        let refused = reading.complaints.filter {
            $0.severity == .fatal || ($0.severity == .strict && strictness == .strict)
        }
        guard refused.isEmpty else { throw RegistriesError(refused) }
        self = reading.configuration
        warnings = reading.complaints.map { complaint in
            var complaint = complaint
            complaint.severity = .warning
            return complaint
        }
    }
}

/// A registries.yaml as far as it can be read, with every complaint about it and nothing decided by them.
package struct RegistriesReading: Sendable {
    /// What the file says, without what could not be read and without warnings.
    package let configuration: RegistriesConfiguration
    /// Everything there is to say about the file.
    package let complaints: [Complaint]
    /// The text itself, for the places of what the configuration has without one; nil for an empty file.
    package let root: YAMLNode?

    /// Reads a file.
    ///
    /// - Throws: that it is no YAML.
    package init(_ bytes: [UInt8]) throws(RegistriesError) {
        let document: YAMLDocument
        do {
            document = try YAMLDocument(bytes: bytes)
        } catch {
            throw RegistriesError([Complaint(error)])
        }
        var reader = SchemaReader()
        configuration = reader.read(document.root)
        if document.encoding == .utf16LE || document.encoding == .utf16BE {
            reader.warn(.encodingUTF16, subject: document.encoding.rawValue)
        }
        complaints = reader.complaints
        root = document.root
    }
}

extension Complaint {
    /// A YAML fault, its likely cause in `detail`.
    package init(_ error: YAMLError) {
        self.init(
            Code(rawValue: error.code.rawValue),
            .fatal,
            subject: [error.problem, error.context].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " "),
            detail: error.detail,
            at: Position(error.mark)
        )
    }
}

extension Position {
    /// The place that the YAML reader gives.
    package init(_ mark: YAMLMark) {
        self.init(line: mark.line, column: mark.column)
    }
}
