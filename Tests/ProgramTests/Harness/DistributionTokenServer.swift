import Crypto
import Foundation
import RegistryTesting

/// A token server for docker-registry: distribution's token specification with ES256 and the certificate in `x5c`.
///
/// It knows one user, and gives him what he asks for.
struct DistributionTokenServer: Sendable {
    static let service = "registry.test"
    static let issuer = "token server of the tests"

    let server: TestServer
    let user: String
    let password: String

    var realm: String { "https://localhost:\(server.port)/token" }

    init(authority: TestCertificateAuthority, user: String = "puller", password: String = "correct horse") async throws
    {
        let signer = TokenSigner(identity: try authority.issue())
        let expected = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
        self.user = user
        self.password = password
        server = try await TestServer(tls: TestTLS(identity: try authority.issue())) { request in
            guard request.path == "/token", request.method == "GET" else {
                return TestResponse(status: 404, headers: [:], body: "no such page")
            }
            guard request.query("service") == Self.service, request.authorization == expected else {
                return TestResponse(
                    status: 401,
                    headers: ["Content-Type": "application/json"],
                    body: #"{"errors":[{"code":"UNAUTHORIZED","message":"who are you?"}]}"#
                )
            }
            do {
                let token = try signer.token(for: user, scopes: request.queryValues("scope"))
                return TestResponse(
                    status: 200,
                    headers: ["Content-Type": "application/json"],
                    body: .text(#"{"token":"\#(token)","expires_in":300}"#)
                )
            } catch {
                return TestResponse(status: 500, headers: [:], body: .text("\(error)"))
            }
        }
    }
}

/// Signs the tokens that docker-registry verifies.
private struct TokenSigner: Sendable {
    private struct Header: Encodable {
        var alg = "ES256"
        var typ = "JWT"
        var x5c: [String]
    }

    private struct Claims: Encodable {
        struct Access: Encodable {
            var type: String
            var name: String
            var actions: [String]
        }

        var iss: String
        var sub: String
        var aud: String
        var exp: Int
        var nbf: Int
        var iat: Int
        var jti: String
        var access: [Access]
    }

    let identity: TestIdentity

    /// A JWT with the accesses that `scopes` name (`repository:NAME:ACTION,ACTION`).
    func token(for user: String, scopes: [String]) throws -> String {
        let now = Int(Date.now.timeIntervalSince1970)
        let access = scopes.compactMap { scope -> Claims.Access? in
            let parts = scope.split(separator: ":").map(String.init)
            guard parts.count == 3 else { return nil }
            return Claims.Access(
                type: parts[0],
                name: parts[1],
                actions: parts[2].split(separator: ",").map(String.init)
            )
        }
        let claims = Claims(
            iss: DistributionTokenServer.issuer,
            sub: user,
            aud: DistributionTokenServer.service,
            exp: now + 300,
            nbf: now - 60,
            iat: now,
            jti: UUID().uuidString,
            access: access
        )
        let header = Header(x5c: [Data(identity.certificateDER).base64EncodedString()])
        let encoder = JSONEncoder()
        let signed = base64URL(try encoder.encode(header)) + "." + base64URL(try encoder.encode(claims))
        let key = try P256.Signing.PrivateKey(pemRepresentation: identity.keyPEM)
        return signed + "." + base64URL(try key.signature(for: Data(signed.utf8)).rawRepresentation)
    }

    private func base64URL(_ data: Data) -> String {
        data.base64EncodedString()
            .replacing("+", with: "-")
            .replacing("/", with: "_")
            .replacing("=", with: "")
    }
}
