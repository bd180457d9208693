import OCI

/// Who may work now, where several things are short: jobs, what one host is asked at once, and content that two images
/// share, which is brought once. All that a piece of work needs it gets at once, so that nobody holds one thing and
/// waits for another.
struct PermitQueue: Sendable {
    /// Something that there is not enough of.
    enum Resource: Hashable, Sendable {
        /// One of the run's jobs.
        case job
        /// A request to a host.
        case host(String)
        /// A blob on its way to a registry.
        case content(Digest, origin: String)
    }

    private struct Request {
        let ticket: Int
        let resources: Set<Resource>
    }

    private let jobs: Int
    private let perHost: Int
    private var used: [Resource: Int] = [:]
    private var holders: [Int: Set<Resource>] = [:]
    private var waiting: [Request] = []
    private var tickets = 0

    init(jobs: Int, perHost: Int) {
        self.jobs = max(1, jobs)
        self.perHost = max(1, perHost)
    }

    /// Asks for permission.
    ///
    /// - Returns: what to give back in the end, and whether it may begin; else ``release(_:)`` will name the ticket.
    mutating func request(_ resources: Set<Resource>) -> (ticket: Int, isGranted: Bool) {
        tickets += 1
        let request = Request(ticket: tickets, resources: resources)
        guard isFree(resources) else {
            waiting.append(request)
            return (tickets, false)
        }
        grant(request)
        return (tickets, true)
    }

    /// Gives back what a ticket holds, or its place in the queue.
    ///
    /// - Returns: the tickets that may begin now.
    mutating func release(_ ticket: Int) -> [Int] {
        waiting.removeAll { $0.ticket == ticket }
        for resource in holders.removeValue(forKey: ticket) ?? [] {
            used[resource] = used[resource].flatMap { $0 > 1 ? $0 - 1 : nil }
        }
        var granted: [Int] = []
        for request in waiting where isFree(request.resources) {
            grant(request)
            granted.append(request.ticket)
        }
        waiting.removeAll { holders[$0.ticket] != nil }
        return granted
    }

    /// Whether the ticket's work may go on.
    func holds(_ ticket: Int) -> Bool { holders[ticket] != nil }

    private mutating func grant(_ request: Request) {
        holders[request.ticket] = request.resources
        for resource in request.resources { used[resource, default: 0] += 1 }
    }

    private func isFree(_ resources: Set<Resource>) -> Bool {
        resources.allSatisfy { resource in
            let limit =
                switch resource {
                case .job: jobs
                case .host: perHost
                case .content: 1
                }
            return used[resource, default: 0] < limit
        }
    }
}
