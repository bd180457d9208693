public import OCI
public import Registries

/// What a kubelet asks of a credential provider on its standard input: the credentials for one image.
public struct CredentialProviderRequest: Hashable, Sendable {
    /// The most bytes that a request or an answer may have.
    public static let maximumSize = 1 << 20

    /// The version asked in, which is the version to answer in.
    public var version: CredentialProviderVersion
    /// The image's full name, without tag and digest, as kubelets send it: `docker.io/library/busybox`.
    public var image: String
    /// A token of the pod's service account, for a provider whose configuration has `tokenAttributes`.
    public var serviceAccountToken: Secret?
    /// Annotations of that service account, as far as the configuration names their keys.
    public var serviceAccountAnnotations: [String: String]

    /// A request from its parts.
    public init(
        version: CredentialProviderVersion = .v1,
        image: String,
        serviceAccountToken: Secret? = nil,
        serviceAccountAnnotations: [String: String] = [:]
    ) {
        self.version = version
        self.image = image
        self.serviceAccountToken = serviceAccountToken
        self.serviceAccountAnnotations = serviceAccountAnnotations
    }

    /// Reads a request.
    ///
    /// - Throws: any ``CredentialProviderError``; an absent or empty image is one.
    public init(parsing bytes: [UInt8]) throws(CredentialProviderError) {
        let message = try CredentialProviderMessage(bytes, kind: "CredentialProviderRequest")
        version = message.version
        guard let image = try message.text("image"), !image.isEmpty else {
            throw CredentialProviderError(.fieldInvalid, detail: "image")
        }
        self.image = image
        serviceAccountToken = try message.text("serviceAccountToken").flatMap { $0.isEmpty ? nil : Secret($0) }
        serviceAccountAnnotations = [:]
        for member in try message.members("serviceAccountAnnotations") {
            guard let text = member.value.string else {
                throw CredentialProviderError(.fieldInvalid, detail: "serviceAccountAnnotations")
            }
            serviceAccountAnnotations[member.key] = text
        }
    }

    /// The request as it is written to a provider's standard input. It holds the token in the clear.
    public var json: JSON {
        var members = [
            JSON.Member(key: "kind", value: "CredentialProviderRequest"),
            JSON.Member(key: "apiVersion", value: .string(version.rawValue)),
            JSON.Member(key: "image", value: .string(image)),
        ]
        if let serviceAccountToken {
            members.append(JSON.Member(key: "serviceAccountToken", value: .string(serviceAccountToken.reveal())))
        }
        if !serviceAccountAnnotations.isEmpty {
            let annotations = serviceAccountAnnotations.sorted { $0.key < $1.key }
                .map { JSON.Member(key: $0.key, value: .string($0.value)) }
            members.append(JSON.Member(key: "serviceAccountAnnotations", value: .object(annotations)))
        }
        return .object(members)
    }
}
