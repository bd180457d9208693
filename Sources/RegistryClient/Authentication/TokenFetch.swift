import Credentials
import NIOSSL
import Registries

/// One visit to a token server.
struct TokenFetch: Sendable {
    let transport: Transport
    let configuration: RegistryClientConfiguration
    let target: Target
    let request: TokenRequest
    let ground: RealmPolicy.Ground

    /// POST with the secret in the form, then GET with it as Basic; for nobody in particular GET alone.
    ///
    /// - Returns: the token, and whether the server knows POST.
    func run(allowsPOST: Bool) async throws(RequestFailure) -> (TokenReply, knowsPOST: Bool) {
        let tls = try tls()
        var knowsPOST = true
        if allowsPOST, let form = request.form {
            let response = try await transport.send(
                WireRequest(url: request.realm, headers: accept, form: form, tls: tls)
            )
            if response.status == 200 { return (try await reply(response), true) }
            guard TokenRequest.fallsBackToGET(after: response.status) else { throw await failure(response) }
            _ = await response.prefix()
            knowsPOST = response.status != 404 && response.status != 405
        }
        var headers = accept
        if let authorization = request.basicAuthorization { headers.append(("Authorization", authorization)) }
        guard let url = try? HTTPURL(parsing: request.getURL) else {
            throw RequestFailure(RegistryClientError(.tokenFailed, stage: .token, url: request.realm.redacted))
        }
        let response = try await transport.send(WireRequest(url: url, headers: headers, tls: tls))
        guard response.status == 200 else { throw await failure(response) }
        return (try await reply(response), knowsPOST)
    }

    private var accept: [(String, String)] { [("Accept", "application/json")] }

    /// The endpoint's TLS settings hold on its own host. Elsewhere it is what registries.yaml says of that host, and
    /// a secret goes nowhere without a verified certificate.
    private func tls() throws(RequestFailure) -> TLSConfiguration {
        if request.realm.hasSameHost(as: target.origin) { return target.tls }
        do throws(RegistryClientError) {
            return try TLSMaterial.configuration(
                configuration.configuredHost(for: request.realm)?.tls,
                alwaysVerify: !request.credential.isAnonymous
            )
        } catch {
            throw RequestFailure(error)
        }
    }

    private func reply(_ response: WireResponse) async throws(RequestFailure) -> TokenReply {
        guard let bytes = try await response.bytes(limit: TokenReply.maximumSize) else {
            throw RequestFailure(RegistryClientError(.tokenTooLarge, stage: .token, url: request.realm.redacted))
        }
        guard let reply = TokenReply(bytes: bytes) else {
            let code: RegistryClientError.Code = response.isWebPage ? .notARegistry : .tokenFailed
            throw RequestFailure(
                RegistryClientError(code, stage: .token, url: request.realm.redacted, status: response.status)
            )
        }
        configuration.observeToken?(ObservedToken(reply, request: request, hiding: target.hidden))
        return reply
    }

    /// A redirect counts as a failure: it would take the secret to a place that no rule has seen.
    private func failure(_ response: WireResponse) async -> RequestFailure {
        let body = await response.prefix()
        var failure = ResponseFailure(response, body: body, hidden: target.hidden)
            .requestFailure(stage: .token, url: response.url)
        switch response.status {
        case 401, 403: failure.error.code = request.credential.isAnonymous ? .authRequired : .authFailed
        case 408, 429, 500...599: break
        default: failure.error.code = .tokenFailed
        }
        return failure
    }
}
