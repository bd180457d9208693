import NIOHTTP1
import Synchronization

/// What a registry counts, in the text format of Prometheus. Labels never hold a repository, a tag or an address.
final class ServerMetrics: Sendable {
    private struct Series: Hashable, Sendable {
        var kind: String
        var method: String
        var status: UInt
    }

    private struct Counts: Sendable {
        var requests = 0
        var bytes = 0
    }

    private struct Durations: Sendable {
        var buckets = [Int](repeating: 0, count: ServerMetrics.bounds.count)
        var count = 0
        var sum = 0.0
    }

    private struct State: Sendable {
        var series: [Series: Counts] = [:]
        var durations: [String: Durations] = [:]
    }

    /// Upper bounds in seconds.
    private static let bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60]

    let connections = Atomic<Int>(0)
    let isReady = Atomic<Bool>(false)
    private let received = Atomic<Int>(0)
    private let state = Mutex(State())
    private let version: String

    init(version: String) {
        self.version = version
    }

    /// Counts one answered request.
    func count(kind: StaticString, method: HTTPMethod, status: HTTPResponseStatus, sent: Int, seconds: Double) {
        let kind = "\(kind)"
        // Any word may stand where the method belongs; it must not make a series of its own.
        let known: [HTTPMethod] = [.GET, .HEAD, .PUT, .POST, .PATCH, .DELETE]
        let series = Series(kind: kind, method: known.contains(method) ? method.rawValue : "other", status: status.code)
        state.withLock { state in
            state.series[series, default: Counts()].requests += 1
            state.series[series, default: Counts()].bytes += sent
            state.durations[kind, default: Durations()].count += 1
            state.durations[kind, default: Durations()].sum += seconds
            if let bucket = Self.bounds.firstIndex(where: { seconds <= $0 }) {
                state.durations[kind, default: Durations()].buckets[bucket] += 1
            }
        }
    }

    /// Counts bytes that clients sent.
    func receive(_ bytes: Int) {
        received.add(bytes, ordering: .relaxed)
    }

    /// The exposition, `text/plain; version=0.0.4`.
    var text: String {
        let state = state.withLock { $0 }
        var lines: [String] = []
        func family(_ name: String, _ type: String, _ help: String, _ samples: [String]) {
            lines += ["# HELP windlass_registry_\(name) \(help)", "# TYPE windlass_registry_\(name) \(type)"]
            lines += samples.map { "windlass_registry_\(name)\($0)" }
        }
        let series = state.series.sorted {
            ($0.key.kind, $0.key.method, $0.key.status) < ($1.key.kind, $1.key.method, $1.key.status)
        }
        func labels(_ series: Series) -> String {
            "{kind=\"\(series.kind)\",method=\"\(series.method)\",code=\"\(series.status)\"}"
        }
        family("build_info", "gauge", "What is running.", ["{version=\"\(version)\"} 1"])
        family("ready", "gauge", "Whether the storage answers.", [" \(isReady.load(ordering: .relaxed) ? 1 : 0)"])
        family("connections", "gauge", "Open connections.", [" \(connections.load(ordering: .relaxed))"])
        family(
            "requests_total",
            "counter",
            "Answered requests.",
            series.map { "\(labels($0.key)) \($0.value.requests)" }
        )
        family(
            "sent_bytes_total",
            "counter",
            "Bytes of bodies sent.",
            series.map { "\(labels($0.key)) \($0.value.bytes)" }
        )
        family(
            "received_bytes_total",
            "counter",
            "Bytes of bodies received.",
            [" \(received.load(ordering: .relaxed))"]
        )
        family(
            "request_duration_seconds",
            "histogram",
            "From the header to the last byte handed to the system.",
            state.durations.sorted { $0.key < $1.key }.flatMap { kind, durations in
                var total = 0
                var samples = zip(Self.bounds, durations.buckets).map { bound, count in
                    total += count
                    return "_bucket{kind=\"\(kind)\",le=\"\(bound)\"} \(total)"
                }
                samples.append("_bucket{kind=\"\(kind)\",le=\"+Inf\"} \(durations.count)")
                samples.append("_sum{kind=\"\(kind)\"} \(durations.sum)")
                samples.append("_count{kind=\"\(kind)\"} \(durations.count)")
                return samples
            }
        )
        return lines.joined(separator: "\n") + "\n"
    }
}
