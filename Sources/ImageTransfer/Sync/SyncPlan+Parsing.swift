public import Registries

extension SyncPlan {
    /// Reads a plan, strictly: every key must be known, and every value make sense.
    ///
    /// - Throws: everything there is to complain about, in the order of the file.
    public init(parsing bytes: [UInt8]) throws(RegistriesError) {
        let document: YAMLDocument
        do {
            document = try YAMLDocument(bytes: bytes)
        } catch {
            throw RegistriesError([Complaint(error)])
        }
        var reader = SyncPlanReader()
        self = reader.read(document.root)
        guard reader.complaints.isEmpty else { throw RegistriesError(reader.complaints) }
    }
}

extension Complaint.Code {
    /// A key that the schema needs is not there.
    public static let missingKey = Self(rawValue: "missing-key")
    /// A value that is none of those the key takes; `detail` is the rule.
    public static let invalidValue = Self(rawValue: "value-invalid")
    /// Keys of which one alone can be there; `detail` is which.
    public static let conflictingKeys = Self(rawValue: "keys-conflict")
}
