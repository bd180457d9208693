import Credentials
import NIOSSL
import OCI
import Registries

/// One endpoint of a plan, ready to be asked.
struct Target: Sendable {
    /// The API root, as errors and reports name it.
    let root: String
    let origin: HTTPURL
    let repository: String
    let credential: Credential
    let policy: RealmPolicy
    let tls: TLSConfiguration
    /// The secret in the forms in which a server might echo it.
    let hidden: [String]

    init(_ endpoint: Endpoint) throws(RegistryClientError) {
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
