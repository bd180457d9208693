import Registries

// Where requests go.
extension HostsFileRules {
    func aboutURLs() -> [Finding] {
        var found: [Finding] = []
        for endpoint in endpoints {
            guard let url = endpoint.url else { continue }
            if let fault = url.fault {
                found.append(bad(endpoint, fault))
            } else {
                if url.host == DockerHub.name {
                    found.append(dockerIO(endpoint, url))
                }
                found += aboutPath(of: endpoint, url)
            }
        }
        return found + equivalents()
    }

    private func bad(_ endpoint: Endpoint, _ fault: HostURL.Fault) -> Finding {
        finding(
            .hostsBadServer,
            fault == .unparsable ? .fatal : .error,
            at: endpoint.entry.url.position,
            in: endpoint,
            key: endpoint.isServer ? "server" : nil,
            subject: ShownText.url(endpoint.entry.url.value),
            detail: fault.rawValue
        )
    }

    private func dockerIO(_ endpoint: Endpoint, _ url: HostURL) -> Finding {
        let right = "https://" + DockerHub.apiHost
        return finding(
            .hostsServerDockerIO,
            .warning,
            at: endpoint.entry.url.position,
            in: endpoint,
            key: endpoint.isServer ? "server" : nil,
            subject: ShownText.url(endpoint.entry.url.value),
            correction: endpoint.isServer
                ? [ShownText.line("server", .string(right))] : ["[" + ShownText.table("host", right) + "]"]
        )
    }

    private func aboutPath(of endpoint: Endpoint, _ url: HostURL) -> [Finding] {
        let shown = ShownText.url(endpoint.entry.url.value)
        if endpoint.isOverridden {
            guard url.path.isEmpty || url.path == "/" else { return [] }
            return [
                finding(
                    .hostsOverridePathEmpty,
                    .error,
                    at: endpoint.entry.table.entry("override_path")?.key.position,
                    in: endpoint,
                    key: "override_path",
                    subject: shown
                )
            ]
        }
        guard !url.path.isEmpty, url.path != "/", !url.path.hasSuffix("/v2") else { return [] }
        return [
            finding(
                .hostsPathGetsV2,
                .warning,
                at: endpoint.entry.url.position,
                in: endpoint,
                key: endpoint.isServer ? "server" : nil,
                subject: shown,
                detail: url.root(isOverridden: false)
            )
        ]
    }

    /// Endpoints that lead to a place where an earlier one has been already.
    private func equivalents() -> [Finding] {
        var first: [String: Endpoint] = [:]
        var found: [Finding] = []
        for endpoint in endpoints {
            guard let url = endpoint.url, url.fault == nil else { continue }
            let identity = url.identity(isOverridden: endpoint.isOverridden)
            guard let earlier = first[identity] else {
                first[identity] = endpoint
                continue
            }
            guard endpoint.sharesCapability(with: earlier) else { continue }
            found.append(
                finding(
                    .hostsEquivalentEndpoint,
                    // Files that name the registry itself in both places are common, and meant.
                    endpoint.isServer ? .info : .warning,
                    at: endpoint.entry.url.position,
                    in: endpoint,
                    key: endpoint.isServer ? "server" : nil,
                    subject: ShownText.url(endpoint.entry.url.value),
                    detail: (earlier.entry.url.position?.line).map(String.init)
                )
            )
        }
        return found
    }
}
