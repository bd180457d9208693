import Credentials
import ImageTransfer
import OCI
import Registries
import RegistryClient

extension EndpointWalk {
    /// `GET`, and `HEAD`, as containerd resolves a tag.
    ///
    /// - Returns: whether the manifest is there.
    mutating func fetchManifest() async -> Bool {
        let start = timeline.now()
        let (client, endpoint, plan) = (client, endpoint, plan)
        let (get, getHiccup) = await step { () async throws(RegistryClientError) -> FetchedManifest in
            try await client.manifest(for: plan)
        }
        switch get {
        case .failure(let failure):
            record.set(.manifest, .failed, seconds: (timeline.now() - start).seconds)
            await explain(failure)
            return false
        case .success(let found):
            manifest = found
            let path = String(endpoint.manifestURL.dropFirst(endpoint.origin.count))
            let (head, headHiccup) = await step(fault: Self.trouble) {
                () async throws(RegistryClientError) -> SingleAnswer in
                try await client.request("HEAD", path, of: endpoint, limit: 0)
            }
            record.set(
                .manifest,
                .ok,
                seconds: (timeline.now() - start).seconds,
                detail: [
                    "head": headWord(head), "digest": .string(found.digest.description),
                    "mediaType": .string(found.mediaType), "bytes": .init(found.bytes.count),
                ]
            )
            if let problem = pingProblem {
                record.set(.ping, .unknown, detail: ["because": .string(problem.code.rawValue)])
            }
            await compare(head, with: found)
            warnUnsteady(headHiccup ?? getHiccup, at: .manifest)
            return true
        }
    }

    func headWord(_ head: Result<SingleAnswer, StepFailure>) -> JSON {
        switch head {
        case .success(let answer): .init(answer.status)
        case .failure(.client(let error)): .string(error.code.rawValue)
        case .failure(.time): "time"
        }
    }

    /// Says why there is no manifest: the manifest itself, the login before it, or the place that was asked.
    private mutating func explain(_ failure: StepFailure) async {
        let finding = finding(for: failure, at: .manifest)
        if let problem = await reason(for: failure, finding) {
            record.skip(.manifest, because: problem.stage)
            return record.add(problem)
        }
        guard case .client = failure else { return note(failure, at: .manifest) }
        if let problem = pingProblem, finding.stage == .manifest {
            record.set(.ping, .unknown, detail: ["because": .string(problem.code.rawValue)])
        }
        if let scope = missingScope(finding) {
            record.skip(.manifest, because: .token)
            return record.add(scope)
        }
        if finding.stage != .manifest {
            record.skip(.manifest, because: finding.stage)
        }
        var named = finding
        named.evidence.insert(.init("repository", endpoint.repository), at: 0)
        named.evidence.insert(.init("reference", endpoint.reference), at: 1)
        record.add(finding.stage == .manifest ? named : finding)
    }

    /// What was wrong with the ping already, or with the place that was asked; nil where a registry has answered.
    private mutating func reason(for failure: StepFailure, _ finding: EndpointFinding) async -> EndpointFinding? {
        guard case .client(let error) = failure else { return pingProblem }
        if finding.stage == .manifest, error.registryCode == nil { return await wrongPlace(finding) }
        guard let problem = pingProblem, error.registryCode == nil else { return nil }
        // The same of the manifest says more; a portal leads everything elsewhere.
        let isOther = finding.stage == problem.stage && finding.code != problem.code
        return isOther || finding.stage == .redirect && problem.code == .captivePortal
            ? problem : nil
    }

    /// Neither the ping nor the manifest had a registry's answer.
    private mutating func wrongPlace(_ finding: EndpointFinding) async -> EndpointFinding? {
        guard endpoint.root != "/v2" else { return pingProblem }
        guard finding.code == .init(.notFound) || finding.code == .init(.notARegistry) || pingProblem != nil else {
            return nil
        }
        let (client, endpoint) = (client, endpoint)
        let (result, _) = await step { () async throws(RegistryClientError) -> SingleAnswer in
            try await client.request("GET", "/v2/", of: endpoint, limit: 0)
        }
        let isRegistry =
            switch result {
            case .success(let answer): answer.status == 200 && answer.mediaType != "text/html"
            case .failure(.client(let error)): error.code == .authRequired || error.code == .authFailed
            case .failure(.time): false
            }
        guard isRegistry else { return pingProblem }
        return EndpointFinding(
            .endpointPath,
            stage: .ping,
            evidence: [
                .init("path", endpoint.root), .init("apiAt", endpoint.origin + "/v2"),
                .init("asked", endpoint.manifestURL),
            ] + (pingProblem?.evidence ?? [])
        )
    }

    /// A refusal by a registry whose token server granted less than was asked for is the token's.
    private func missingScope(_ finding: EndpointFinding) -> EndpointFinding? {
        let refusals: [EndpointFinding.Code] = [.init(.authDenied), .init(.authFailed), .tokenRefused]
        guard refusals.contains(finding.code), let token = witness.tokens.last, let granted = token.grantedScopes,
            !granted.contains(where: { Self.grantsPull($0, of: endpoint.repository) })
        else { return nil }
        return EndpointFinding(
            .tokenScopeMissing,
            stage: .token,
            evidence: [
                .init("realm", token.realm), .init("asked", token.askedScopes.joined(separator: " ")),
                .init("granted", granted.isEmpty ? "nothing" : granted.joined(separator: " ")),
            ] + finding.evidence
        )
    }

    private static func grantsPull(_ scope: String, of repository: String) -> Bool {
        let parts = scope.split(separator: ":")
        guard parts.count >= 3, parts[0] == "repository", let actions = parts.last else { return false }
        return parts[1..<(parts.count - 1)].joined(separator: ":") == repository
            && actions.split(separator: ",").contains { $0 == "pull" || $0 == "*" }
    }
}
