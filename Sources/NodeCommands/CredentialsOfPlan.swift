package import Credentials
package import Registries

/// Finds credentials for those endpoints of a plan for which registries.yaml has none.
///
/// Registries are asked about one after the other, for a helper may ask the person at the terminal.
package struct PlanCredentials: Sendable {
    private let search: CredentialSearch

    package init(_ search: CredentialSearch) {
        self.search = search
    }

    /// Looks for the credential of each endpoint that has none; each registry is asked about once.
    package func fill(_ plan: PullPlan) async -> FilledPlan {
        var findings: [CredentialTarget: CredentialFinding] = [:]
        var endpoints: [Endpoint] = []
        var failures: [Int: CredentialFailure] = [:]
        for (index, endpoint) in plan.endpoints.enumerated() {
            guard endpoint.authKind == .none, let target = endpoint.credentialTarget else {
                endpoints.append(endpoint)
                continue
            }
            let finding: CredentialFinding
            if let known = findings[target] {
                finding = known
            } else {
                finding = await search.find(target)
            }
            findings[target] = finding
            switch finding.outcome {
            case .found(let auth, let place): endpoints.append(endpoint.with(auth, from: place))
            case .none: endpoints.append(endpoint)
            case .failed(let failure):
                failures[index] = failure
                endpoints.append(endpoint)
            }
        }
        return FilledPlan(plan: plan.with(endpoints), findings: findings, failures: failures)
    }
}

/// A plan with the credentials that were found.
package struct FilledPlan: Sendable {
    /// The plan with all its endpoints. Those of ``failures`` are without a credential, and not to be asked.
    package let plan: PullPlan
    /// What the search came to, for the endpoints that registries.yaml has no credential for.
    package let findings: [CredentialTarget: CredentialFinding]
    /// Why there is no credential, by the endpoint's index in the plan.
    package let failures: [Int: CredentialFailure]

    /// The plan without the endpoints whose search failed, and a warning for each of them.
    ///
    /// - Throws: exit code 4 with the failure's code where no endpoint is left.
    package func runnable() throws(CommandFailure) -> PullPlan {
        guard !failures.isEmpty else { return plan }
        let failed = failures.sorted { $0.key < $1.key }.map { (endpoint: plan.endpoints[$0.key], failure: $0.value) }
        let left = plan.endpoints.indices.filter { failures[$0] == nil }.map { plan.endpoints[$0] }
        guard !left.isEmpty else {
            throw CommandFailure(
                .authentication,
                code: failed[0].failure.reason.code.rawValue,
                "no endpoint of \(plan.image) can be asked: \(failed[0].endpoint.host): \(failed[0].failure.words)",
                details: failed.dropFirst().map { "\($0.endpoint.host): \($0.failure.words)" }
            )
        }
        let warnings = failed.map { endpoint, failure in
            Complaint(
                Complaint.Code(rawValue: failure.reason.code.rawValue),
                subject: endpoint.host,
                detail: failure.words + "; it is not asked"
            )
        }
        return plan.with(left, warnings: warnings)
    }
}

extension PullPlan {
    fileprivate func with(_ endpoints: [Endpoint], warnings more: [Complaint] = []) -> PullPlan {
        PullPlan(image: image, flavour: flavour, node: node, endpoints: endpoints, warnings: warnings + more)
    }
}
