package import OCI
public import Registries

/// Answers a kubelet out of registries.yaml.
///
/// The kubelet knows nothing of mirrors: it asks by the image's name, and hears the credential of the registry that
/// the name names, never a mirror's. Under which key of `configs` that is, is the planner's to say, so that no command
/// can disagree; the wildcard's credential is for hosts alone that the file names.
public struct RegistriesCredentialProvider: Sendable {
    /// Asks elsewhere for what registries.yaml says nothing about; nil where nothing is known there either.
    ///
    /// It gets the whole request, with the token and the annotations of the pod's service account, and gives the login
    /// for this one image; what it throws is the failure of the request. It has less than the minute after which a
    /// kubelet ends a provider.
    public typealias Helper = @Sendable (CredentialProviderRequest) async throws -> CredentialProviderResponse.Login?

    /// How long a kubelet may keep a credential: long enough for the images of one pod and for a node that starts a
    /// hundred, short enough for a changed password to be used before the second try of a failed pull is far away.
    public static let cacheDuration = Duration.seconds(60)

    /// The longest name of an image that is looked at.
    private static let maximumNameSize = 1024

    let planner: Planner
    private let isMasked: @Sendable (AuthConfiguration) -> Bool

    /// A provider with the credentials of the planner's configuration.
    ///
    /// - Parameter isMasked: Whether a credential only stands in the place of one.
    public init(_ planner: Planner, isMasked: @escaping @Sendable (AuthConfiguration) -> Bool = { _ in false }) {
        self.planner = planner
        self.isMasked = isMasked
    }

    /// The answer out of registries.yaml alone, without a credential for a registry that is not known.
    ///
    /// A credential of the file holds for the whole of its `host[:port]`, and so its key is that alone: a path would
    /// match as text, `/team` also `/team-b`.
    ///
    /// - Throws: a ``CredentialProviderError`` for a name that is none and for a credential that cannot be handed over.
    public func answer(
        to request: CredentialProviderRequest
    ) throws(CredentialProviderError) -> CredentialProviderResponse {
        let image = try Self.image(of: request)
        return try response(to: request, for: image, own: login(for: image.registry.description), other: nil)
    }

    /// The answer out of registries.yaml, or for a registry that it has nothing for, the helper's. A helper's login holds
    /// for the image, and is asked for again each time.
    ///
    /// - Throws: as ``answer(to:)``; whatever the helper throws.
    public func answer(
        to request: CredentialProviderRequest,
        helper: Helper
    ) async throws -> CredentialProviderResponse {
        let image = try Self.image(of: request)
        let own = try login(for: image.registry.description)
        let other = own == nil ? try await helper(request) : nil
        return try response(to: request, for: image, own: own, other: other)
    }

    /// The image that a kubelet asks about.
    package static func image(
        of request: CredentialProviderRequest
    ) throws(CredentialProviderError) -> ImageReference {
        guard request.image.utf8.count <= maximumNameSize, let image = try? ImageReference(parsing: request.image)
        else { throw CredentialProviderError(.imageInvalid) }
        return image
    }

    private func response(
        to request: CredentialProviderRequest,
        for image: ImageReference,
        own: CredentialProviderResponse.Login?,
        other: CredentialProviderResponse.Login?
    ) throws(CredentialProviderError) -> CredentialProviderResponse {
        let host = image.registry.description
        guard let login = own ?? other else {
            // Not to be kept: a credential written a moment later is used at the next pull.
            return CredentialProviderResponse(version: request.version, cacheKeyType: .image, cacheDuration: .zero)
        }
        guard Self.canBeKey(image.registry) else { throw CredentialProviderError(.addressWithoutPort, host: host) }
        let spelledHost = Self.spelledHost(of: image, in: request.image)
        return CredentialProviderResponse(
            version: request.version,
            cacheKeyType: own != nil && spelledHost != nil ? .registry : .image,
            cacheDuration: own != nil ? Self.cacheDuration : .zero,
            auth: [spelledHost ?? host: login]
        )
    }

    /// Whether the kubelet's patterns can say this host. To them the brackets of an address without a port are a set
    /// of characters.
    package static func canBeKey(_ host: RegistryHost) -> Bool {
        host.port != nil || !host.name.hasPrefix("[")
    }

    /// The registry as the request writes it, for keys are compared as they are: capitals, and `index.docker.io`, by
    /// which the bootstrap puller of RKE2 and K3s asks. Nil for a name that leaves Docker Hub out.
    private static func spelledHost(of image: ImageReference, in name: String) -> String? {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let first = String(name[..<slash])
        guard let host = try? RegistryHost(parsing: first) else { return nil }
        return host == image.registry || host.isDockerHub && image.registry.isDockerHub ? first : nil
    }

    /// The user name and password for a host; nil where the file has nothing for it.
    func login(for host: String) throws(CredentialProviderError) -> CredentialProviderResponse.Login? {
        guard let auth = planner.credential(for: host)?.auth else {
            // To a plan, as to K3s, this is nobody; whoever wrote a password meant somebody.
            let isNameless = planner.configuration.warnings.contains {
                $0.code == .passwordWithoutUsername && $0.subject.lowercased() == host.lowercased()
            }
            guard !isNameless else {
                throw CredentialProviderError(
                    .credentialInvalid,
                    detail: CredentialError.Code.usernameMissing.rawValue,
                    host: host
                )
            }
            return nil
        }
        guard !isMasked(auth) else { throw CredentialProviderError(.secretMasked, host: host) }
        // The kubelet hands user name and password to containerd, and has no place for a token beside them.
        var usable = auth
        let besideToken = auth.username.isEmpty ? auth.auth : auth.password
        if besideToken?.isEmpty == false { usable.identityToken = nil }
        do {
            switch try Credential(usable) {
            case .basic(let username, let password): return .init(username: username, password: password)
            case .identityToken: throw CredentialProviderError(.identityTokenAlone, host: host)
            case .anonymous: return nil
            }
        } catch let error as CredentialError {
            throw CredentialProviderError(.credentialInvalid, detail: error.code.rawValue, host: host)
        } catch let error as CredentialProviderError {
            throw error
        } catch {
            throw CredentialProviderError(.credentialInvalid, host: host)
        }
    }
}
