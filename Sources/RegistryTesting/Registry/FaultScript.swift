import Synchronization

/// Rules with their counts. Each rule counts the requests that match it, whether or not an earlier rule took them;
/// of the rules that apply the first wins.
final class FaultScript: Sendable {
    private let rules: Mutex<[(rule: FaultRule, count: Int)]>

    init(_ rules: [FaultRule] = []) {
        self.rules = Mutex(rules.map { ($0, 0) })
    }

    func add(_ rule: FaultRule) {
        self.rules.withLock { $0.append((rule, 0)) }
    }

    func removeAll() {
        self.rules.withLock { $0 = [] }
    }

    func fault(for request: TestRequest, route: RegistryRoute, isAuthenticated: Bool) -> Fault? {
        self.rules.withLock { rules in
            var winner: Fault?
            for place in rules.indices {
                let rule = rules[place].rule
                guard rule.method == nil || rule.method == request.method else { continue }
                guard isAuthenticated || rule.beforeAuthentication, rule.target.matches(route, request) else {
                    continue
                }
                rules[place].count += 1
                if winner == nil, rule.occurrences.contains(rules[place].count) { winner = rule.fault }
            }
            return winner
        }
    }
}
