import Credentials
public import OCI
public import Registries
import RegistryClient

/// Walks the plans of images one step at a time, and says for each endpoint where a pull would fail.
///
/// Endpoints are walked side by side; what several images share of an endpoint is walked once. Whatever hangs, an
/// endpoint is done within the limit of the settings.
public struct Check: Sendable {
    /// The images, each with the plan of one node.
    public let plans: [PullPlan]
    /// The nodes that are to run them.
    public let nodes: [Node]
    /// How it is done.
    public let settings: CheckSettings

    private static let walksAtOnce = 16

    /// A check that has not begun.
    public init(plans: [PullPlan], nodes: [Node], settings: CheckSettings) {
        self.plans = plans
        self.nodes = nodes
        self.settings = settings
    }

    private struct Place: Hashable, Sendable {
        var image: Int
        var endpoint: Int
    }

    /// What endpoints share until the first request.
    private struct Way: Hashable, Sendable {
        var origin: String
        var tls: TLSSettings?
    }

    /// Runs it.
    public func run() async -> [ImageReport] {
        let timeline = Timeline(settings.client.clock)
        var ways: [Way: [Place]] = [:]
        for (image, plan) in plans.enumerated() {
            for (position, endpoint) in plan.endpoints.enumerated() {
                ways[Way(origin: endpoint.origin, tls: endpoint.tls), default: []].append(
                    Place(image: image, endpoint: position)
                )
            }
        }
        let reports = await withTaskGroup(of: [(Place, EndpointReport)].self) { group in
            for (way, places) in ways {
                group.addTask { await walk(way, places, timeline) }
            }
            var reports: [Place: EndpointReport] = [:]
            for await found in group {
                for (place, report) in found { reports[place] = report }
            }
            return reports
        }
        return plans.enumerated().map { image, plan in
            ImageReport(
                plan: plan,
                endpoints: plan.endpoints.indices.compactMap { reports[Place(image: image, endpoint: $0)] }
            )
        }
    }

    /// One way, and all that is asked at its end.
    private func walk(_ way: Way, _ places: [Place], _ timeline: Timeline) async -> [(Place, EndpointReport)] {
        let budget = Budget(settings.limit, startingAt: timeline.now())
        guard let origin = try? HTTPURL(parsing: way.origin) else {
            return places.map { ($0, EndpointReport(unreadable: plans[$0.image].endpoints[$0.endpoint])) }
        }
        let start = await OriginWalk(origin: origin, tls: way.tls, settings: settings, timeline: timeline)
            .run(within: budget.way)
        let walks = start.failure == nil ? await endpointWalks(places, after: start, budget, timeline) : []
        let others = await walk(Set(walks.flatMap { $0.1.otherHosts }), budget, timeline)
        guard !walks.isEmpty else {
            return places.map { ($0, EndpointReport(endpoint(at: $0), origin: origin, record: start)) }
        }
        return walks.map { place, walk in (place, EndpointReport(walk, others: others)) }
    }

    private func endpoint(at place: Place) -> Endpoint { plans[place.image].endpoints[place.endpoint] }

    /// Asks each API root for the first of its images alone: what fails there for all is not tried again.
    private func endpointWalks(
        _ places: [Place],
        after start: StageRecord,
        _ budget: Budget,
        _ timeline: Timeline
    ) async -> [(Place, EndpointWalk)] {
        let roots = Dictionary(grouping: places) { endpoint(at: $0).url }
        return await withTaskGroup(of: [(Place, EndpointWalk)].self) { group in
            for places in roots.values {
                group.addTask {
                    guard let first = places.first,
                        let walk = await self.walk(first, after: start, budget, timeline)
                    else { return [] }
                    let rest = places.dropFirst()
                    let others =
                        walk.isFatalForAll
                        ? rest.map { ($0, walk.standing(for: plans[$0.image], at: $0.endpoint)) }
                        : await walks(rest, after: start, hasHung: walk.isHung, budget, timeline)
                    return [(first, walk)] + others
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func walk(
        _ place: Place,
        after start: StageRecord,
        _ budget: Budget,
        _ timeline: Timeline
    ) async -> EndpointWalk? {
        var walk = emptyWalk(place, after: start, budget, timeline)
        await walk?.run()
        return walk
    }

    private func emptyWalk(
        _ place: Place,
        after start: StageRecord,
        _ budget: Budget,
        _ timeline: Timeline
    ) -> EndpointWalk? {
        EndpointWalk(
            plans[place.image],
            at: place.endpoint,
            after: start,
            nodes: nodes,
            settings: settings,
            timeline: timeline,
            until: budget.endOfWalk(beginningAt: timeline.now())
        )
    }

    /// Many images at one root, some at a time. Beyond the limit they go on only where nothing hangs.
    private func walks(
        _ places: ArraySlice<Place>,
        after start: StageRecord,
        hasHung: Bool,
        _ budget: Budget,
        _ timeline: Timeline
    ) async -> [(Place, EndpointWalk)] {
        await withTaskGroup(of: (Place, EndpointWalk)?.self) { group in
            var (waiting, hasHung) = (places, hasHung)
            func addNext() {
                guard let place = waiting.popFirst() else { return }
                let isOver = hasHung && budget.isOver(at: timeline.now())
                group.addTask {
                    guard isOver else {
                        return await self.walk(place, after: start, budget, timeline).map { (place, $0) }
                    }
                    var walk = emptyWalk(place, after: start, budget, timeline)
                    walk?.giveUp()
                    return walk.map { (place, $0) }
                }
            }
            for _ in 0..<Self.walksAtOnce { addNext() }
            var walks: [(Place, EndpointWalk)] = []
            for await walk in group {
                if let walk {
                    walks.append(walk)
                    if walk.1.isHung { hasHung = true }
                }
                addNext()
            }
            return walks
        }
    }

    /// The ways to the hosts that the endpoints lead to.
    private func walk(
        _ hosts: Set<OtherHost>,
        _ budget: Budget,
        _ timeline: Timeline
    ) async -> [OtherHost: StageRecord] {
        let limit = budget.rest(at: timeline.now())
        return await withTaskGroup(of: (OtherHost, StageRecord).self) { group in
            for host in hosts {
                let tls = settings.client.configuredHost(for: host.origin)?.tls
                let walk = OriginWalk(origin: host.origin, tls: tls, settings: settings, timeline: timeline)
                group.addTask { (host, await walk.run(within: limit)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }
}

/// How the time of an endpoint is divided, so that whatever hangs leaves some for what follows.
struct Budget: Sendable {
    private let start: Duration
    private let limit: Duration

    init(_ limit: Duration, startingAt start: Duration) {
        self.limit = limit
        self.start = start
    }

    /// For name, connection and handshake.
    var way: Duration { limit * 6 / 10 }

    /// When a walk that begins now must end: what is left, less what the other hosts need; a walk that had to wait for
    /// others gets as much as one that came after a slow way.
    func endOfWalk(beginningAt now: Duration) -> Duration {
        max(start + limit * 8 / 10, now + limit * 2 / 10)
    }

    /// Whether no walk should begin any more where something hangs.
    func isOver(at now: Duration) -> Bool { now >= start + limit * 7 / 10 }

    /// For the other hosts.
    func rest(at now: Duration) -> Duration {
        max(start + limit - now, limit * 15 / 100)
    }
}
