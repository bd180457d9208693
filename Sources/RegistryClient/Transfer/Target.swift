import Credentials
import NIOSSL
import OCI
import Registries

/// What a request does with a repository, as token servers name it.
enum RepositoryAccess: String, Hashable, Sendable {
    case pull
    case push = "pull,push"
    case delete = "pull,delete"

    func scope(of repository: String) -> String { "repository:\(repository):\(rawValue)" }
}

/// One endpoint of a plan, ready to be asked.
struct Target: Sendable {
    /// The API root, as errors and reports name it.
    let root: String
    let origin: HTTPURL
    let repository: String
    /// What a token has to allow (distribution, token scope documentation).
    let scopes: [String]
    let credential: Credential
    let policy: RealmPolicy
    let tls: TLSConfiguration
    /// The secret in the forms in which a server might echo it.
    let hidden: [String]

    /// - Parameters:
    ///   - access: what is going to be done with the repository.
    ///   - sources: other repositories there that are read as well, to mount from.
    init(
        _ endpoint: Endpoint,
        access: RepositoryAccess = .pull,
        reading sources: [String] = []
    ) throws(RegistryClientError) {
        do throws(HTTPURL.Problem) {
            origin = try HTTPURL(parsing: endpoint.url)
        } catch {
            throw RegistryClientError(
                .endpointInvalid,
                stage: .configuration,
                endpoint: endpoint.url,
                detail: error.rawValue
            )
        }
        do throws(CredentialError) {
            credential = try Credential(endpoint.auth)
        } catch {
            throw RegistryClientError(
                .credentialInvalid,
                stage: .configuration,
                endpoint: endpoint.url,
                detail: error.code.rawValue
            )
        }
        do throws(RegistryClientError) {
            tls = try TLSMaterial.configuration(endpoint.tls)
        } catch {
            var error = error
            error.endpoint = endpoint.url
            throw error
        }
        root = endpoint.url
        repository = endpoint.repository
        scopes = [access.scope(of: endpoint.repository)] + sources.map(RepositoryAccess.pull.scope)
        policy = RealmPolicy(
            endpoint: origin,
            isExplicitHTTP: endpoint.isExplicitHTTP,
            realms: endpoint.auth?.realms ?? []
        )
        switch credential {
        case .anonymous:
            hidden = []
        case .basic(let username, let password):
            hidden = [password.reveal(), Base64.encode("\(username):\(password.reveal())".utf8)]
        case .identityToken(_, let token):
            hidden = [token.reveal()]
        }
    }
}
