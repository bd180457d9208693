import Registries

// Credentials and TLS settings, and for whom they are.
extension RegistriesRules {
    /// Keys that lack a port, or have one too much, to be the host of what the file itself names.
    func aboutConfigs() -> [Finding] {
        let requested = configuration.requestedHosts
        let keys = Set(configuration.configs.keys.map { $0.lowercased() })
        let byName = Dictionary(grouping: requested.subtracting(keys)) { HostAndPort($0).name }
        return configuration.configs.keys.compactMap { key in
            let lower = key.lowercased()
            guard key != "*", !requested.contains(lower), let address = EndpointAddress(parsing: lower),
                address.scheme == nil, address.path.isEmpty,
                let near = byName[HostAndPort(address.host).name]?.min()
            else { return nil }
            return finding(
                .configUnused,
                .warning,
                at: configuration.configs.position(of: key),
                subject: ShownText.url(key),
                detail: near,
                correction: ["\"" + near + "\":"]
            )
        }
    }

    func aboutCredentials() -> [Finding] {
        var found: [Finding] = []
        let hosts = hostsWithCredentials
        if hosts.contains("*") {
            found.append(
                finding(.wildcardAuthIgnored, .warning, at: places.key(["configs", "*", "auth"]), subject: "*")
            )
        }
        if let name = unusedHubName {
            found.append(
                finding(
                    .dockerIOAuthKey,
                    .error,
                    at: places.key(["configs", name, "auth"]),
                    subject: name,
                    detail: DockerHub.apiHost,
                    correction: ["\"" + DockerHub.apiHost + "\":"]
                )
            )
        }
        // A key in an unreadable place is in the file all the same.
        guard let first = hosts.first else { return found }
        found.append(
            finding(
                .plaintextCredentials,
                .info,
                at: places.key(["configs", first, "auth"]),
                subject: ShownText.url(first),
                detail: hosts.count > 1 ? String(hosts.count) : nil
            )
        )
        if lint.isReadableByOthers == true {
            found.append(Finding(.fileMode, .warning, file: lint.file, subject: lint.file))
        }
        return found
    }

    /// The name under which Docker Hub's credentials stand where containerd finds none.
    private var unusedHubName: String? {
        guard !hasCredential(DockerHub.apiHost) else { return nil }
        // The build of K3s and RKE2 looks under docker.io too, by now.
        if target.isK3sBuild != false, hasCredential(DockerHub.name) { return nil }
        return [DockerHub.name, DockerHub.indexHost].first { hasCredential($0) }
    }

    func aboutFiles() -> [Finding] {
        configuration.configs.keys.flatMap { host in
            (configuration.configs[host]?.tls?.files ?? []).flatMap { about($0.path, key: $0.key, of: host) }
        }
    }

    private func about(_ path: String, key: String, of host: String) -> [Finding] {
        let position = places.value(["configs", host, "tls", key])
        if path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return [finding(.suspiciousControlCharacter, .error, at: position, subject: path, detail: key)]
        }
        var found: [Finding] = []
        if let system = target.system, system.isForeign(path) {
            found.append(finding(.linuxPathOnWindows, .warning, at: position, subject: path, detail: key))
        }
        let named = NamedFile(
            key: key,
            path: Located(path, at: position),
            content: key == "key_file" ? .key : .certificate
        )
        if let files = lint.files, let place = absolute(path), let problem = named.problem(at: place, in: files) {
            let detail = key + " " + problem
            found.append(finding(.caFileMissing, .error, at: position, subject: path, detail: detail))
        }
        return found
    }

    /// Where a path leads, or nil where that hangs on the directory of the service.
    private func absolute(_ path: String) -> String? {
        guard target.system == nil || target.system == lint.rules else { return nil }
        if target.isAbsolute(path) { return path }
        return target.system == .windows && path.hasPrefix("/") ? "C:" + path : nil
    }
}
