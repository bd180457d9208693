import Registries

// The host tables as a whole, and what each may be asked.
extension HostsFileRules {
    func aboutHosts() -> [Finding] {
        var found: [Finding?] = []
        let entries = document.root.entries
        if document.root["host"] == nil {
            let missing = finding(
                .hostsNoHostTable,
                .error,
                at: entries.first?.key.position,
                subject: lint.file,
                correction: ["[host]"]
            )
            found.append(missing.limited(to: .needsHostTable, on: target))
        }
        // For containerd 1 there is no other way to write a host with a bracket in it.
        let hasBracket = endpoints.contains { !$0.isServer && $0.entry.url.value.utf8.hasBracket }
        for endpoint in endpoints where !endpoint.isServer && !endpoint.entry.hasHeader {
            var inline = finding(
                .hostsInlineHostTable,
                .error,
                at: endpoint.entry.url.position,
                in: endpoint,
                subject: ShownText.url(endpoint.entry.url.value),
                correction: ["[" + endpoint.place + "]"]
            )
            if hasBracket, ReleaseRange.fromVersion2.extent(on: target) == .some { inline.severity = .warning }
            found.append(inline.limited(to: .fromVersion2, on: target))
        }
        // Below `_default` nothing but the image can name the server.
        if !hosts.hosts.isEmpty, !hosts.hasServerKey, !isForAll {
            let omitted = finding(
                .hostsServerOmitted,
                .warning,
                at: hosts.hosts.first?.url.position,
                subject: registry ?? ""
            )
            found.append(omitted.limitedToStock(on: target, orElse: isGeneratedByService))
        }
        return found.compactMap(\.self)
    }

    /// Words that are no capability, and files in which nobody may be asked for a tag.
    func aboutCapabilities() -> [Finding] {
        var found: [Finding?] = []
        for endpoint in endpoints {
            for word in endpoint.entry.capabilities ?? [] {
                let lower = word.value.lowercased()
                if ["pull", "resolve", "push"].contains(lower) { continue }
                let unknown = finding(
                    .hostsUnknownCapability,
                    .fatal,
                    at: word.position,
                    in: endpoint,
                    key: "capabilities",
                    subject: ShownText.key(word.value),
                    detail: nearestName(to: word.value, among: ["pull", "resolve", "push"])
                )
                found.append(lower == "referrers" ? unknown.limited(to: .withoutReferrers, on: target) : unknown)
            }
        }
        let asked = endpoints.filter { !$0.isServer || usesServer }
        if !asked.isEmpty, !asked.contains(where: { $0.can("pull") && $0.can("resolve") }) {
            let places = asked.compactMap { $0.entry.table.entry("capabilities")?.key.position }
            found.append(
                finding(
                    .hostsNothingResolves,
                    .error,
                    at: places.min(),
                    key: "capabilities",
                    subject: registry ?? "",
                    correction: [ShownText.line("capabilities", .strings(["pull", "resolve"]))]
                )
            )
        }
        return found.compactMap(\.self)
    }
}

extension HostsFileRules.Endpoint {
    /// Whether it may be asked for that.
    func can(_ capability: String) -> Bool {
        entry.capabilities.map { words in words.contains { $0.value.lowercased() == capability } } ?? true
    }

    /// Whether both may be asked for the same.
    func sharesCapability(with other: Self) -> Bool {
        ["pull", "resolve", "push"].contains { can($0) && other.can($0) }
    }
}
