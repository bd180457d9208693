package import Credentials
import NIOSSL
import Registries

/// One request to a target, with everything between it and its answer: the token, the redirects, the second
/// sending after a 401.
struct Exchange: Sendable {
    let transport: Transport
    let authenticator: Authenticator
    let configuration: RegistryClientConfiguration
    let target: Target
    let stage: RegistryClientError.Stage
    /// Whether the URL comes from the content itself: then it gets nothing of the target's, wherever it leads.
    var isForeign = false
    var method = "GET"
    var body: WireRequest.Body?

    /// - Returns: the first answer that is neither a redirect nor a 401, whatever its status.
    func run(_ url: HTTPURL, headers: [(String, String)]) async throws(RequestFailure) -> WireResponse {
        var redirects = RedirectPolicy(start: url, rules: target.policy, isForeign: isForeign)
        var current = url
        var authorization = redirects.hasLeftOrigin ? nil : authenticator.remembered(for: target)
        var hasAuthenticated = false
        while true {
            try await checkAddress(of: current)
            var request = WireRequest(url: current, headers: headers)
            request.method = method
            request.body = body
            request.tls = try tls(for: current, hasLeftOrigin: redirects.hasLeftOrigin)
            if let authorization { request.headers.append(("Authorization", authorization.header)) }
            let response = try await transport.send(request)

            if follows(response.status) {
                current = try next(after: response, &redirects)
                _ = await response.prefix()
                if !current.hasSameOrigin(as: response.url) || redirects.hasLeftOrigin {
                    // A stranger starts with nothing, and may ask once for a token for nobody in particular.
                    authorization = nil
                    hasAuthenticated = false
                }
            } else if response.status == 401 {
                let said = await response.prefix()
                let challenges = Challenge.parse(response.headers("WWW-Authenticate"))
                guard !hasAuthenticated, body?.isStream != true else {
                    throw refused(response, body: said, challenges: challenges, isAtOrigin: !redirects.hasLeftOrigin)
                }
                hasAuthenticated = true
                authorization =
                    redirects.hasLeftOrigin
                    ? try await authenticator.anonymousAuthorization(challenges, at: current, target: target)
                    : try await authenticator.authorization(challenges, target: target, refused: authorization)
            } else {
                return response
            }
        }
    }

    /// Requests that change something are repeated elsewhere only where they stay the same (RFC 9110 §15.4.8), and
    /// where there is nothing to send along.
    private func follows(_ status: Int) -> Bool {
        guard RedirectPolicy.statuses.contains(status) else { return false }
        return method == "GET" || method == "HEAD" || body == nil && (status == 307 || status == 308)
    }

    private func next(
        after response: WireResponse,
        _ redirects: inout RedirectPolicy
    ) throws(RequestFailure) -> HTTPURL {
        do throws(RedirectPolicy.Problem) {
            return try redirects.follow(response.header("Location"), from: response.url) { isNamed($0) }
        } catch {
            var failure = RegistryClientError(.redirectRefused, stage: .redirect, url: response.url.redacted)
            failure.status = response.status
            switch error {
            case .tooMany: failure.code = .redirectLoop
            case .refused(let detail): failure.detail = CleanText.line(detail)
            }
            throw RequestFailure(failure)
        }
    }

    /// The address rule again, for what the name of a stranger stands for. A proxy resolves names itself.
    private func checkAddress(of url: HTTPURL) async throws(RequestFailure) {
        guard !url.hasSameHost(as: target.origin), url.address == nil, !isNamed(url), transport.isDirect(url) else {
            return
        }
        guard try await authenticator.admitsResolvedAddress(of: url, target: target) else {
            throw RequestFailure(
                RegistryClientError(
                    .redirectRefused,
                    stage: .redirect,
                    url: url.redacted,
                    detail: "address: \(url.origin)"
                )
            )
        }
    }

    private func isNamed(_ url: HTTPURL) -> Bool { configuration.configuredHost(for: url) != nil }

    /// The endpoint's own TLS settings at its origin; elsewhere what registries.yaml says of that host, which is all
    /// that a client certificate can come from.
    private func tls(for url: HTTPURL, hasLeftOrigin: Bool) throws(RequestFailure) -> TLSConfiguration {
        guard hasLeftOrigin else { return target.tls }
        do throws(RegistryClientError) {
            return try TLSMaterial.configuration(configuration.configuredHost(for: url)?.tls)
        } catch {
            throw RequestFailure(error)
        }
    }

    /// The 401 after authentication: it is not tried again.
    private func refused(
        _ response: WireResponse,
        body: [UInt8],
        challenges: [Challenge],
        isAtOrigin: Bool
    ) -> RequestFailure {
        var failure = failure(response, body: body)
        if target.credential.isAnonymous || !isAtOrigin {
            failure.error.code = .authRequired
        } else if case .bearer(let bearer) = ChallengeChoice(challenges), bearer.error == "insufficient_scope" {
            failure.error.code = .authDenied
        }
        return failure
    }

    /// What an answer that is no success says.
    func failure(_ response: WireResponse, body: [UInt8]) -> RequestFailure {
        // Storage repeats the signature of a link in its complaint about it.
        let hidden = target.hidden + ObservedExchange.hiddenParameters(of: response.url)
        return ResponseFailure(response, body: body, hidden: hidden).requestFailure(stage: stage, url: response.url)
    }
}

extension RegistryClientConfiguration {
    /// What registries.yaml says of the host of a URL, with or without the scheme's own port.
    package func configuredHost(for url: HTTPURL) -> ConfiguredHost? {
        configuredHost(url.authority) ?? configuredHost("\(url.host):\(url.port)")
    }
}
