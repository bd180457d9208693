/// A version of the kubelet's protocol for image credential providers, by the group and version that stand under
/// `apiVersion` (`k8s.io/kubelet/pkg/apis/credentialprovider`).
///
/// The three differ in nothing but their names, except that a service account's token comes with `v1` alone. A kubelet
/// refuses an answer in another version than the one it asked in; 1.20 to 1.23 ask in `v1alpha1`, 1.24 and 1.25 in
/// `v1beta1` too, 1.26 and later in whichever of the three their configuration names.
public enum CredentialProviderVersion: String, Hashable, Sendable, CaseIterable {
    /// Since Kubernetes 1.26.
    case v1 = "credentialprovider.kubelet.k8s.io/v1"
    /// Since Kubernetes 1.24.
    case v1beta1 = "credentialprovider.kubelet.k8s.io/v1beta1"
    /// Since Kubernetes 1.20.
    case v1alpha1 = "credentialprovider.kubelet.k8s.io/v1alpha1"
}

/// A request or an answer that is none. It never carries any part of what was read, for that may be a secret.
public struct CredentialProviderError: Error, Hashable, Sendable {
    /// What is wrong; an open set.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling.
        public let rawValue: String

        /// A code of that spelling.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// More bytes than ``CredentialProviderRequest/maximumSize``.
        public static let tooLarge = Code(rawValue: "provider-message-too-large")
        /// No JSON object; the detail is the rule broken and where.
        public static let notJSON = Code(rawValue: "provider-message-not-json")
        /// No version of the protocol that is known here.
        public static let unknownVersion = Code(rawValue: "provider-version-unknown")
        /// Another kind of object than the one expected.
        public static let wrongKind = Code(rawValue: "provider-kind-wrong")
        /// A field that is missing or of the wrong type; the detail is its name.
        public static let fieldInvalid = Code(rawValue: "provider-field-invalid")
    }

    /// What is wrong.
    public var code: Code
    /// A second fact the code calls for.
    public var detail: String?

    /// An error of that code.
    public init(_ code: Code, detail: String? = nil) {
        self.code = code
        self.detail = detail
    }
}
