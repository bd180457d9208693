import Credentials
import OCI
import Registries
import RegistryClient

extension EndpointReport {
    /// An endpoint whose URL no request can go to.
    init(unreadable endpoint: Endpoint) {
        var record = StageRecord()
        record.add(EndpointFinding(.init(.endpointInvalid), stage: .name, evidence: [.init("url", endpoint.url)]))
        self.init(
            endpoint: endpoint,
            stages: record.reports(),
            findings: record.findings,
            hosts: [],
            digest: nil,
            choices: []
        )
    }

    /// An endpoint to which no way leads.
    init(_ endpoint: Endpoint, origin: HTTPURL, record: StageRecord) {
        self.init(
            endpoint: endpoint,
            stages: record.reports(),
            findings: record.findings,
            hosts: [HostReport(endpoint, origin: origin, record: record)] + record.proxyHosts,
            digest: nil,
            choices: []
        )
    }

    /// An endpoint that was walked to the end, or as far as that led.
    init(_ walk: EndpointWalk, others: [OtherHost: StageRecord]) {
        var record = walk.record
        let hosts = walk.otherHosts.compactMap { host in others[host].map { (host, $0) } }
        record.noteOthers(hosts)
        let screen = SecretScreen(walk.endpoint)
        self.init(
            endpoint: walk.endpoint,
            stages: record.reports().map { $0.screened(by: screen) },
            findings: record.findings.map { $0.screened(by: screen) },
            hosts: ([HostReport(walk.endpoint, origin: walk.origin, record: record)] + record.proxyHosts
                + hosts.map { HostReport($0.0.origin, use: $0.0.use, record: $0.1) }).map { $0.screened(by: screen) },
            digest: walk.manifest?.digest,
            choices: walk.choices
        )
    }
}

// MARK: - Secrets

extension StageReport {
    fileprivate func screened(by screen: SecretScreen) -> StageReport {
        var report = self
        report.detail = detail.screened(by: screen)
        return report
    }
}

extension EndpointFinding {
    fileprivate func screened(by screen: SecretScreen) -> EndpointFinding {
        var finding = self
        finding.evidence = evidence.map { JSON.Member(key: $0.key, value: $0.value.screened(by: screen)) }
        return finding
    }
}

extension HostReport {
    fileprivate func screened(by screen: SecretScreen) -> HostReport {
        var report = self
        report.address = screen(address)
        report.detail = screen(detail)
        return report
    }
}

extension JSON {
    fileprivate func screened(by screen: SecretScreen) -> JSON {
        switch self {
        case .string(let text): .string(screen(text))
        case .array(let elements): .array(elements.map { $0.screened(by: screen) })
        case .object(let members): .object(members.map { .init(key: $0.key, value: $0.value.screened(by: screen)) })
        case .null, .bool, .number: self
        }
    }
}

extension StageRecord {
    /// The ways to other hosts: a stage of their own, and the reason where one that was needed leads nowhere.
    fileprivate mutating func noteOthers(_ hosts: [(host: OtherHost, record: StageRecord)]) {
        let redirects = hosts.filter { $0.host.use == .redirect }
        if !redirects.isEmpty {
            let isFailed = self[.redirect]?.status == .failed
            let shown = redirects.map { host, record -> JSON in
                [
                    "host": .string(host.origin.origin),
                    "status": .string((record.failure == nil ? StageReport.Status.ok : .failed).rawValue),
                    "stages": .array(record.wayReports),
                ]
            }
            set(.redirect, isFailed ? .failed : .ok, detail: ["hosts": .array(shown)])
        } else if self[.redirect] == nil, failure == nil {
            set(.redirect, .skipped, detail: ["because": "none"])
        }
        for (host, record) in hosts {
            guard let reason = record.failure else { continue }
            switch host.use {
            case .foreignLayer:
                add(
                    EndpointFinding(
                        .foreignLayerUnreachable,
                        stage: .layers,
                        evidence: Self.facts(about: .init("host", host.origin.origin), reason)
                    )
                )
            case .token, .redirect:
                explain(host, by: reason)
            default:
                break
            }
        }
    }

    /// The host, the reason and its facts; the reason may tell of a host, too.
    private static func facts(about host: JSON.Member, _ reason: EndpointFinding) -> [JSON.Member] {
        let own = [host, .init("reason", reason.code.rawValue)]
        return own + reason.evidence.filter { fact in !own.contains { $0.key == fact.key } }
    }

    /// What a walk to the host found says more than the request that failed there.
    private mutating func explain(_ host: OtherHost, by reason: EndpointFinding) {
        let about = JSON.Member("host", host.origin.origin)
        replaceFindings { finding in
            guard [.tokenUnreachable, .redirectUnreachable].contains(finding.code), finding.evidence.contains(about)
            else { return finding }
            var better = finding
            better.evidence = Self.facts(about: about, reason)
            return better
        }
    }

    /// The proxy on the way, if there is one.
    fileprivate var proxyHosts: [HostReport] {
        guard let proxy = self[.proxy], let address = proxy.detail["proxy"]?.string else { return [] }
        let variable = proxy.detail["variable"]?.string ?? ""
        return [HostReport(address: address, scheme: "http", use: .proxy, status: proxy.status, detail: variable)]
    }

    /// The steps of a way to another host, in short.
    private var wayReports: [JSON] {
        [Stage.name, .proxy, .connect, .tls].compactMap { stage in
            self[stage].map {
                ["stage": .string(stage.rawValue), "status": .string($0.status.rawValue), "detail": $0.detail]
            }
        }
    }
}

extension HostReport {
    init(_ endpoint: Endpoint, origin: HTTPURL, record: StageRecord) {
        self.init(origin, use: endpoint.isDefault ? .registry : .mirror, record: record)
    }

    init(_ origin: HTTPURL, use: Use, record: StageRecord) {
        let failure = record.findings.first {
            $0.severity == .error && [.name, .proxy, .connect, .tls].contains($0.stage)
        }
        let addresses = record[.name]?.detail["addresses"]?.array?.compactMap(\.string) ?? []
        self.init(
            address: "\(origin.host):\(origin.port)",
            scheme: origin.scheme.rawValue,
            use: use,
            status: failure == nil ? .ok : failure?.code == .outOfTime ? .unknown : .failed,
            detail: failure?.code.rawValue
                ?? record[.proxy]?.detail["proxy"]?.string.map { "through the proxy \($0)" }
                ?? addresses.joined(separator: " ")
        )
    }
}
