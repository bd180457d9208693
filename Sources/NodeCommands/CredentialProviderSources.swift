import Credentials
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where `credential-provider` looks for what registries.yaml has nothing for: the providers and files that its options
/// name, and no others.
struct CredentialProviderSources: Sendable {
    /// Tells a provider that it is run by one: a list of providers that has this very program in it would have it run
    /// itself without end. Then it answers out of registries.yaml alone.
    static let mark = "WINDLASS_CREDENTIAL_PROVIDER"
    /// How long all of it may take, within the minute that a kubelet waits.
    private static let limit = Duration.seconds(50)

    private let search: CredentialSearch

    /// - Parameter start: When the kubelet started to wait.
    /// - Returns: nil where no source is named, or this program is run by itself.
    init?(
        _ arguments: CredentialArguments,
        since start: ContinuousClock.Instant,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        guard arguments.namesAny, environment[Self.mark] == nil else { return nil }
        let marked = environment.merging([Self.mark: "1"]) { $1 }
        search = CredentialSearch(arguments.namedSources, read: { CredentialSources.read($0) }) { program in
            await program.run(limit: max(.seconds(1), Self.limit - (.now - start)), in: marked)
        }
    }

    /// The login for the image of a request; nil where no source has one.
    ///
    /// - Throws: exit code 4 where the search ends in an error; `provider-identity-token` for a login that is none.
    func login(for request: CredentialProviderRequest) async throws -> CredentialProviderResponse.Login? {
        let image = try RegistriesCredentialProvider.image(of: request)
        let target = CredentialTarget(host: image.registry, repository: image.repository)
        let finding = await search.find(target, for: request.serviceAccount)
        switch finding.outcome {
        case .none: return nil
        case .failed(let failure): throw CommandFailure(failure)
        case .found(let auth, _):
            switch try? Credential(auth) {
            case .basic(let username, let password)?: return .init(username: username, password: password)
            case .identityToken?: throw CredentialProviderError(.identityTokenAlone, host: target.host)
            case .anonymous?, nil: throw CredentialProviderError(.credentialInvalid, host: target.host)
            }
        }
    }
}
