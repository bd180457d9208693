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

/// A request or an answer that is none, or a request that cannot be answered.
///
/// It never carries any part of what was read but a host that is one by its grammar: the rest may be a secret.
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
        /// The image is no name of one.
        public static let imageInvalid = Code(rawValue: "provider-image-invalid")
        /// What is written for the host is no credential; the detail is a code of ``CredentialError``.
        public static let credentialInvalid = Code(rawValue: "provider-credential-invalid")
        /// What is written for the host only stands in the place of a secret.
        public static let secretMasked = Code(rawValue: "masked-secrets")
        /// The host has an identity token alone, which a kubelet has no place for.
        public static let identityTokenAlone = Code(rawValue: "provider-identity-token")
        /// An IPv6 address without a port, which the kubelet's patterns cannot say.
        public static let addressWithoutPort = Code(rawValue: "provider-address-without-port")
    }

    /// What is wrong.
    public var code: Code
    /// A second fact the code calls for.
    public var detail: String?
    /// The registry it is about.
    public var host: String?

    /// An error of that code.
    public init(_ code: Code, detail: String? = nil, host: String? = nil) {
        self.code = code
        self.detail = detail
        self.host = host
    }
}
