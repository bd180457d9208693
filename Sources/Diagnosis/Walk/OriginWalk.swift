import Credentials
import OCI
import Registries
import RegistryClient

/// The way to a host, before anything of HTTP: its name, the proxy, a connection, the handshake.
struct OriginWalk: Sendable {
    let origin: HTTPURL
    let tls: TLSSettings?
    let settings: CheckSettings
    let timeline: Timeline

    /// - Parameter limit: how long the walk may take.
    /// - Returns: every step that came about within it.
    func run(within limit: Duration) async -> StageRecord {
        let end = timeline.now() + limit
        var record = StageRecord()
        let probe = NetworkProbe(environment: settings.client.environment, limit: settings.stepLimit)
        switch await step(.proxy, until: end, &record, { probe.route(to: origin.description) }) {
        case .direct?:
            record.set(.proxy, .skipped, detail: ["proxy": .null])
            guard let addresses = await addresses(probe, until: end, &record) else { break }
            guard let address = await connect(probe, to: addresses, until: end, &record) else { break }
            await handshake(probe, at: address, until: end, &record)
        case .proxy(let host, let port, let variable, let kind)?:
            let proxy = ProxyServer(host: host, port: port, variable: variable, kind: kind)
            guard await reach(proxy, probe, until: end, &record) else { break }
            await handshake(probe, at: nil, until: end, &record)
        case .unusable(let variable, let detail)?:
            record.add(
                EndpointFinding(
                    .init(.proxyUnsupported),
                    stage: .proxy,
                    evidence: [.init("variable", variable), .init("detail", detail)]
                )
            )
        case .invalid?:
            record.add(
                EndpointFinding(.init(.endpointInvalid), stage: .name, evidence: [.init("url", origin.description)])
            )
        case nil:
            break
        }
        return record
    }

    /// Takes a step; one that time cut short is noted as such.
    private func step<Result: Sendable>(
        _ stage: Stage,
        until end: Duration,
        _ record: inout StageRecord,
        _ work: @escaping @Sendable () async -> Result
    ) async -> Result? {
        let result = await TimeLimit(timeline: timeline).within(end - timeline.now(), work)
        if result == nil { record.add(EndpointFinding(.outOfTime, stage: stage)) }
        return result
    }
}

// MARK: - Names and connections

private struct ProxyServer {
    var host: String
    var port: Int
    var variable: String
    var kind: ProbedRoute.Kind

    var detail: JSON {
        [
            "proxy": .string("\(host):\(port)"), "variable": .string(variable), "kind": .string(kind.rawValue),
        ]
    }
}

extension OriginWalk {
    private func addresses(
        _ probe: NetworkProbe,
        until end: Duration,
        _ record: inout StageRecord
    ) async -> [String]? {
        let (start, host) = (timeline.now(), origin.bareHost)
        guard let answer = await step(.name, until: end, &record, { await probe.addresses(of: host) }) else {
            return nil
        }
        let seconds = (timeline.now() - start).seconds
        switch answer {
        case .addresses(let addresses):
            record.set(.name, .ok, seconds: seconds, detail: ["addresses": .array(addresses.map(JSON.string))])
            return addresses
        case .notFound, .noAnswer:
            record.set(.name, .failed, seconds: seconds)
            let code: EndpointFinding.Code = answer == .notFound ? .init(.nameNotFound) : .nameNoAnswer
            record.add(EndpointFinding(code, stage: .name, evidence: [.init("host", host)]))
            return nil
        }
    }

    /// Connects to every address at once.
    ///
    /// - Returns: the first that answers.
    private func connect(
        _ probe: NetworkProbe,
        to addresses: [String],
        until end: Duration,
        _ record: inout StageRecord
    ) async -> String? {
        let (start, port) = (timeline.now(), Int(origin.port))
        guard
            let answers = await step(.connect, until: end, &record, { await self.answers(probe, of: addresses, port) })
        else { return nil }
        let shown = zip(addresses, answers).map { address, answer -> JSON in
            ["address": .string(address), "answer": .string(answer.word)]
        }
        let seconds = (timeline.now() - start).seconds
        record.set(.connect, .ok, seconds: seconds, detail: ["port": .init(port), "addresses": .array(shown)])
        guard let open = answers.firstIndex(of: .open) else {
            let facts = zip(addresses, answers).map { JSON.Member($0, $1.word) }
            record.add(EndpointFinding(Self.code(for: answers), stage: .connect, evidence: facts))
            return nil
        }
        let dead = zip(addresses, answers).filter { $0.1 != .open }
        // The second family of a name is often not there at all, and clients know how to do without.
        if !dead.isEmpty {
            let facts = dead.map { JSON.Member($0.0, $0.1.word) }
            record.add(EndpointFinding(.addressDead, .warning, stage: .connect, evidence: facts))
        }
        return addresses[open]
    }

    private func answers(_ probe: NetworkProbe, of addresses: [String], _ port: Int) async -> [ConnectAnswer] {
        await withTaskGroup(of: (Int, ConnectAnswer).self) { group in
            for (index, address) in addresses.enumerated() {
                group.addTask {
                    let answer = await probe.connect(to: address, port: port)
                    guard answer == .refused else { return (index, answer) }
                    // A service that is just being restarted refuses for a moment.
                    try? await timeline.sleep(.milliseconds(300))
                    return (index, await probe.connect(to: address, port: port))
                }
            }
            var answers = [ConnectAnswer](repeating: .noAnswer, count: addresses.count)
            for await (index, answer) in group { answers[index] = answer }
            return answers
        }
    }

    private static func code(for answers: [ConnectAnswer]) -> EndpointFinding.Code {
        if answers.contains(.refused) { return .init(.connectRefused) }
        if answers.contains(.noAnswer) { return .init(.connectTimeout) }
        return .hostUnreachable
    }

    /// The proxy's own name and port.
    private func reach(
        _ proxy: ProxyServer,
        _ probe: NetworkProbe,
        until end: Duration,
        _ record: inout StageRecord
    ) async -> Bool {
        record.set(.name, .skipped, detail: ["because": "proxy"])
        record.set(.connect, .skipped, detail: ["because": "proxy"])
        let (start, host, port) = (timeline.now(), proxy.host, proxy.port)
        let problem: String?? = await step(.proxy, until: end, &record) { () async -> String? in
            switch await probe.addresses(of: host) {
            case .addresses(let addresses):
                let answers = await self.answers(probe, of: addresses, port)
                return answers.contains(.open) ? nil : Self.code(for: answers).rawValue
            case .notFound: return RegistryClientError.Code.nameNotFound.rawValue
            case .noAnswer: return EndpointFinding.Code.nameNoAnswer.rawValue
            }
        }
        guard let problem else { return false }
        record.set(.proxy, .ok, seconds: (timeline.now() - start).seconds, detail: proxy.detail)
        guard let problem else { return true }
        record.add(
            EndpointFinding(
                .proxyUnreachable,
                stage: .proxy,
                evidence: [
                    .init("proxy", "\(host):\(port)"), .init("variable", proxy.variable), .init("reason", problem),
                ]
            )
        )
        return false
    }
}

// MARK: - TLS

extension OriginWalk {
    private func handshake(
        _ probe: NetworkProbe,
        at address: String?,
        until end: Duration,
        _ record: inout StageRecord
    ) async {
        guard origin.scheme == .https else {
            return record.set(.tls, .skipped, detail: ["because": "http"])
        }
        let start = timeline.now()
        let (url, tls) = (origin.description, tls)
        guard
            let handshake = await step(
                .tls,
                until: end,
                &record,
                {
                    await probe.handshake(with: url, at: address, tls: tls)
                }
            )
        else { return }
        let verdict = await HandshakeVerdict(handshake, host: origin.bareHost, tls: tls, settings: settings)
        record.set(.tls, .ok, seconds: (timeline.now() - start).seconds, detail: verdict.detail)
        for finding in verdict.findings { record.add(finding) }
    }
}

extension ConnectAnswer {
    fileprivate var word: String {
        switch self {
        case .open: "open"
        case .refused: "refused"
        case .noAnswer: "no answer"
        case .unreachable(let reason): reason
        }
    }
}

extension EndpointFinding.Code {
    /// The client's code, unchanged.
    init(_ code: RegistryClientError.Code) {
        self.init(rawValue: code.rawValue)
    }
}

extension JSON.Member {
    init(_ key: String, _ value: String) {
        self.init(key: key, value: .string(value))
    }
}

extension JSON {
    init(_ number: Int) {
        self = .number(String(number))
    }
}
