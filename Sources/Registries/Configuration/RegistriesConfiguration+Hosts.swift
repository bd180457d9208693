extension RegistriesConfiguration {
    /// Hosts, in lower case, that the file itself names: keys of mirrors and configs and all mirror endpoints.
    ///
    /// Only these may get the credential under `configs."*"`; anybody can put a host into an image's name.
    public var namedHosts: Set<String> {
        let keys = configs.keys.filter { $0 != "*" }.map { $0.lowercased() }
        return withHubNames(requestedHosts.union(keys))
    }

    /// Hosts, in lower case, to which a request can go: keys of mirrors, and mirror endpoints.
    package var requestedHosts: Set<String> {
        var hosts: Set<String> = []
        for key in mirrors.keys {
            if key != "*" {
                hosts.insert(key.lowercased())
            }
            for endpoint in mirrors[key]?.endpoints ?? [] {
                if let address = EndpointAddress(parsing: endpoint.value) {
                    hosts.insert(address.host.lowercased())
                }
            }
        }
        return withHubNames(hosts)
    }

    private func withHubNames(_ hosts: Set<String>) -> Set<String> {
        hosts.isDisjoint(with: DockerHub.names) ? hosts : hosts.union(DockerHub.names)
    }
}
