import Synchronization

/// What the tasks of one client know together about hosts that said 429: all of them wait, and then go in turn.
final class HostBackoff: Sendable {
    private struct Entry {
        /// No request before this.
        var open: Duration
        /// The distance between two requests while the host is touchy.
        var spacing: Duration
        /// When the distance last grew: one burst of complaints counts once.
        var raised: Duration
        /// Answers since the host last complained.
        var successes = 0
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let base: Duration
    private let cap: Duration

    init(policy: RetryPolicy) {
        self.base = policy.base / 4
        self.cap = policy.cap / 4
    }

    /// How long to wait before the next request to `host`; takes a turn.
    func turn(for host: String, now: Duration) -> Duration {
        entries.withLock { entries in
            guard var entry = entries[host] else { return .zero }
            let start = max(now, entry.open)
            entry.open = start + entry.spacing
            entries[host] = entry
            return start - now
        }
    }

    /// The host said that it is asked too often.
    func throttled(_ host: String, now: Duration, until end: Duration) {
        entries.withLock { entries in
            var entry = entries[host] ?? Entry(open: end, spacing: base, raised: now)
            if now - entry.raised >= entry.spacing * 8 {
                entry.spacing = min(entry.spacing * 2, cap)
                entry.raised = now
            }
            entry.open = max(entry.open, end)
            entry.successes = 0
            entries[host] = entry
        }
    }

    /// The host answered: a few answers in a row and the turns come closer again.
    func succeeded(_ host: String) {
        entries.withLock { entries in
            guard var entry = entries[host] else { return }
            entry.successes += 1
            if entry.successes >= 4 {
                entry.successes = 0
                entry.spacing = entry.spacing / 2
            }
            entries[host] = entry.spacing < base / 4 ? nil : entry
        }
    }
}
