import Credentials
import OCI
import Registries
import RegistryClient

extension EndpointWalk {
    private static let bodyLimit = 65_536

    /// `GET /v2/`, with whatever login it asks for.
    ///
    /// - Returns: whether to go on.
    mutating func ping() async -> Bool {
        let start = timeline.now()
        let (client, endpoint) = (client, endpoint)
        let (result, hiccup) = await step(fault: Self.trouble) { () async throws(RegistryClientError) -> SingleAnswer in
            try await client.request("GET", endpoint.root + "/", of: endpoint, limit: Self.bodyLimit)
        }
        let seconds = (timeline.now() - start).seconds
        // The first that the endpoint said to somebody it does not know.
        let first = witness.exchanges.first?.exchange
        record.set(.ping, .ok, seconds: seconds, detail: pingDetail(first))
        switch result {
        case .success(let answer):
            pingProblem = problem(with: answer, first: first)
            if pingProblem == nil { warnUnsteady(hiccup, at: .ping) }
            return true
        case .failure(.client(let error)) where isPortal(first, error):
            pingProblem = portal(first, FailurePlace.evidence(of: error))
            return true
        case .failure(let failure):
            let finding = finding(for: failure, at: .ping)
            if Self.isOfPingAlone(finding) {
                pingProblem = finding
                return true
            }
            if first == nil { record.set(.ping, .failed, seconds: seconds) }
            note(failure, at: .ping)
            if record.failure?.stage != .ping, first == nil { record.skip(.ping) }
            return false
        }
    }

    /// Whether an image may be had all the same: no pull asks for /v2/, neither containerd's nor ours.
    private static func isOfPingAlone(_ finding: EndpointFinding) -> Bool {
        switch finding.stage {
        case .ping, .redirect: true
        case .challenge: finding.code == .init(.authRequired) || finding.code == .challengeInvalid
        default: false
        }
    }

    private func pingDetail(_ exchange: ObservedExchange?) -> JSON {
        guard let exchange else { return [:] }
        var members = [
            JSON.Member(key: "url", value: .string(exchange.url)),
            JSON.Member(key: "status", value: .init(exchange.status)),
        ]
        for name in ["docker-distribution-api-version", "content-type", "server", "via", "location"] {
            if let value = exchange.header(name) { members.append(.init(name, value)) }
        }
        return .object(members)
    }

    /// What an answer to the ping lacks of a registry's.
    private func problem(with answer: SingleAnswer, first: ObservedExchange?) -> EndpointFinding? {
        let isPage = ServerPage.isPage(answer.mediaType)
        let facts = [
            JSON.Member("url", answer.url), JSON.Member(key: "status", value: .init(answer.status)),
            .init("contentType", answer.mediaType ?? "none"),
        ]
        if answer.status == 400, let problem = problem(withRefused: answer.body, facts) { return problem }
        if isPage, let title = ServerPage.shownTitle(of: answer.body) {
            return pageFinding(first, facts + [.init("title", title)])
        }
        switch answer.status {
        case 200..<300: return isPage ? pageFinding(first, facts) : nil
        // Whoever is let in may still be kept from this.
        case 401, 403: return isPage ? pageFinding(first, facts) : nil
        case 429:
            let wait = answer.header("Retry-After").map { [JSON.Member("retryAfter", $0)] } ?? []
            return EndpointFinding(.init(.rateLimited), stage: .ping, evidence: facts + wait)
        case 408, 500...599: return EndpointFinding(.init(.serverError), stage: .ping, evidence: facts)
        case 511: return EndpointFinding(.captivePortal, stage: .ping, evidence: facts)
        default: return EndpointFinding(.init(.notARegistry), stage: .ping, evidence: facts)
        }
    }

    /// A server that speaks TLS, or wants a certificate, says so with a page.
    private func problem(withRefused body: [UInt8], _ facts: [JSON.Member]) -> EndpointFinding? {
        if ServerPage.saysTLS(body) { return EndpointFinding(.init(.httpsToHTTP), stage: .ping, evidence: facts) }
        guard ServerPage.wantsCertificate(body) else { return nil }
        let shown = endpoint.tls?.certFile ?? ""
        return shown.isEmpty
            ? EndpointFinding(.init(.tlsClientCertificate), stage: .tls, evidence: facts)
            : EndpointFinding(.tlsClientCertificateRefused, stage: .tls, evidence: facts + [.init("certFile", shown)])
    }

    private func pageFinding(_ first: ObservedExchange?, _ facts: [JSON.Member]) -> EndpointFinding {
        leavesHost(first)
            ? portal(first, facts) : EndpointFinding(.init(.notARegistry), stage: .ping, evidence: facts)
    }

    private func portal(_ first: ObservedExchange?, _ facts: [JSON.Member]) -> EndpointFinding {
        let leads = first?.header("location").map { [JSON.Member("redirectsTo", $0)] } ?? []
        return EndpointFinding(.captivePortal, stage: .ping, evidence: leads + facts)
    }

    /// Whether the very first answer leads to another host, where no registry's does.
    private func isPortal(_ first: ObservedExchange?, _ error: RegistryClientError) -> Bool {
        leavesHost(first) && error.code != .redirectLoop
    }

    private func leavesHost(_ exchange: ObservedExchange?) -> Bool {
        guard let next = exchange?.destination else { return false }
        return !next.hasSameHost(as: origin)
    }
}

extension ServerPage {
    private static let maximumTitle = 120

    /// What the page calls itself, in one line of at most 120 characters.
    fileprivate static func shownTitle(of body: [UInt8]) -> String? {
        let words = title(of: body)?.split { $0.isWhitespace }.joined(separator: " ") ?? ""
        let clean = words.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 0x20 }
        let title = String(String.UnicodeScalarView(clean).prefix(maximumTitle))
        return title.isEmpty ? nil : title
    }
}
