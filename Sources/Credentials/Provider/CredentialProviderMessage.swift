import OCI

/// The JSON object that a request or an answer is, its version and kind already looked at.
struct CredentialProviderMessage {
    let version: CredentialProviderVersion
    private let object: JSON

    /// Reads one object of that kind. Members that are not known are let be: later kubelets may say more.
    init(_ bytes: [UInt8], kind: String) throws(CredentialProviderError) {
        guard bytes.count <= CredentialProviderRequest.maximumSize else { throw CredentialProviderError(.tooLarge) }
        do {
            object = try JSON(parsing: bytes)
        } catch {
            throw CredentialProviderError(.notJSON, detail: error.code == .jsonDuplicateKey ? nil : error.detail)
        }
        guard object.object != nil else { throw CredentialProviderError(.notJSON, detail: "no-object") }
        guard let version = object["apiVersion"]?.string.flatMap(CredentialProviderVersion.init(rawValue:)) else {
            throw CredentialProviderError(.unknownVersion)
        }
        guard object["kind"]?.string == kind else { throw CredentialProviderError(.wrongKind) }
        self.version = version
    }

    /// The text under `key`; nil for an absent one and for `null`, as Go reads them.
    func text(_ key: String) throws(CredentialProviderError) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.string else { throw CredentialProviderError(.fieldInvalid, detail: key) }
        return text
    }

    /// The members under `key`; none for an absent one and for `null`.
    func members(_ key: String) throws(CredentialProviderError) -> [JSON.Member] {
        guard let value = object[key], !value.isNull else { return [] }
        guard let members = value.object else { throw CredentialProviderError(.fieldInvalid, detail: key) }
        return members
    }
}
