import Registries

// Certificates, and hosts that have no use for them.
extension HostsFileRules {
    func aboutTLS() -> [Finding] {
        endpoints.flatMap { endpoint in
            var found: [Finding?] = [plainHTTP(endpoint), twoFiles(endpoint), replacedRoots(endpoint)]
            found += namedFiles(of: endpoint).flatMap { about($0, in: endpoint) }
            return found.compactMap(\.self)
        }
    }

    private func plainHTTP(_ endpoint: Endpoint) -> Finding? {
        guard let url = endpoint.url, url.fault == nil, url.scheme == "http", endpoint.entry.hasTLS else { return nil }
        let key = ["skip_verify", "ca", "client"].compactMap { endpoint.entry.table.entry($0) }.first
        return finding(
            .skipVerifyOnHTTP,
            .warning,
            at: key?.key.position,
            in: endpoint,
            key: key?.name,
            subject: ShownText.url(endpoint.entry.url.value),
            detail: url.port == "80" || !target.triesHTTPSFirst ? "unused" : nil
        )
    }

    /// `client = ["a.cert", "a.key"]`, which containerd takes for two files with both inside.
    private func twoFiles(_ endpoint: Endpoint) -> Finding? {
        guard endpoint.entry.clients.count == 2, endpoint.entry.clients.allSatisfy({ $0.key == nil }),
            let value = endpoint.entry.table["client"]
        else { return nil }
        let files = endpoint.entry.clients.map(\.certificate.value)
        guard files[1].isNameOfKey, !files[0].isNameOfKey else { return nil }
        return finding(
            .hostsClientPair,
            .error,
            at: value.position,
            in: endpoint,
            key: "client",
            subject: "client",
            detail: "two-files",
            correction: [ShownText.line("client", .array([.strings(files)]))]
        )
    }

    private func replacedRoots(_ endpoint: Endpoint) -> Finding? {
        guard target.system == .windows, !endpoint.entry.authorities.isEmpty else { return nil }
        return finding(
            .windowsCAReplacesSystemRoots,
            .warning,
            at: endpoint.entry.table.entry("ca")?.key.position,
            in: endpoint,
            key: "ca",
            subject: requestHost(of: endpoint) ?? ""
        ).limited(to: .withoutWindowsRoots, on: target)
    }

    private func namedFiles(of endpoint: Endpoint) -> [NamedFile] {
        var files = endpoint.entry.authorities.map { NamedFile(key: "ca", path: $0, content: .certificate) }
        for pair in endpoint.entry.clients {
            let content: NamedFile.Content = pair.key == nil ? .certificateAndKey : .certificate
            files.append(NamedFile(key: "client", path: pair.certificate, content: content))
            if let key = pair.key {
                files.append(NamedFile(key: "client", path: key, content: .key))
            }
        }
        return files
    }

    private func about(_ named: NamedFile, in endpoint: Endpoint) -> [Finding] {
        let path = named.path.value
        func finding(
            _ code: Finding.Code,
            _ severity: Finding.Severity,
            detail: String,
            correction: [String] = []
        ) -> Finding {
            self.finding(
                code,
                severity,
                at: named.path.position,
                in: endpoint,
                key: named.key,
                subject: path,
                detail: detail,
                correction: correction
            )
        }
        if path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            let correction = literal(named, in: endpoint).map { [$0] } ?? []
            return [finding(.suspiciousControlCharacter, .error, detail: named.key, correction: correction)]
        }
        var found: [Finding] = []
        if let system = target.system, system.isForeign(path) {
            found.append(finding(.linuxPathOnWindows, .warning, detail: named.key))
        }
        if !target.isAbsolute(path) {
            found.append(finding(.hostsRelativePath, .info, detail: named.key))
        }
        if let files = lint.files, target.canLookUp(path, by: lint.rules),
            let problem = named.problem(at: resolved(path), in: files)
        {
            found.append(finding(.caFileMissing, .error, detail: named.key + " " + problem))
        }
        return found
    }

    /// A path as containerd goes by it: from the directory of hosts.toml, unless it says where it starts.
    private func resolved(_ path: String) -> String {
        guard !target.isAbsolute(path) else { return path }
        let slash = lint.file.lastIndex { $0 == "/" || lint.rules == .windows && $0 == "\\" }
        let directory = slash.map { String(lint.file[..<$0]) } ?? "."
        // Windows takes either slash, and the files may be looked up where only one is known.
        let isWindows = target.system == .windows && lint.rules == .linux
        return lint.rules.path(directory, isWindows ? path.replacing("\\", with: "/") : path)
    }

    /// The key with its string in single quotes, where what is written is one path and not in quotes of that kind.
    private func literal(_ named: NamedFile, in endpoint: Endpoint) -> String? {
        guard let value = endpoint.entry.table[named.key], value.string != nil, value.range.count > 2 else {
            return nil
        }
        let raw = document.source[value.range.lowerBound + 1..<value.range.upperBound - 1]
        guard document.source[value.range.lowerBound] == UInt8(ascii: "\""), raw.first != UInt8(ascii: "\""),
            !raw.contains(UInt8(ascii: "'")), raw.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return named.key + " = '" + String(decoding: raw, as: UTF8.self) + "'"
    }
}

extension String {
    fileprivate var isNameOfKey: Bool {
        let name = lowercased().split { $0 == "/" || $0 == "\\" }.last ?? ""
        return name.contains("key")
    }
}
