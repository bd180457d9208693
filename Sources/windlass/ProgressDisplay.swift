import ImageTransfer
import NodeCommands
import OCI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Samples the counters of a transfer and shows them on stderr: bars on a terminal, a plain line now and then
/// elsewhere.
struct ProgressDisplay: Sendable {
    enum Style: Sendable {
        case none
        case lines
        case bars(color: Bool)

        /// Bars where stderr is a terminal that can move its cursor; colour unless `NO_COLOR` is set.
        static var forStandardError: Style {
            guard isatty(STDERR_FILENO) == 1, environment("TERM").map({ $0 != "dumb" }) ?? false else { return .lines }
            return .bars(color: (environment("NO_COLOR") ?? "").isEmpty)
        }

        private static func environment(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }
        }
    }

    private let progress: TransferProgress
    private let style: Style

    init(_ progress: TransferProgress, style: Style) {
        self.progress = progress
        self.style = style
    }

    /// Shows the progress for as long as `body` runs.
    func shown<Result: Sendable>(while body: @escaping @Sendable () async -> Result) async -> Result {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await display() }
            let result = await body()
            group.cancelAll()
            return result
        }
    }

    private func display() async {
        let start = ContinuousClock.now
        switch style {
        case .none:
            return
        case .lines:
            while (try? await Task.sleep(for: .seconds(5))) != nil {
                let snapshot = progress.snapshot
                if snapshot.expected > 0 {
                    Output.talk(summary(snapshot, since: start))
                }
            }
        case .bars(let color):
            var drawn = 0
            while (try? await Task.sleep(for: .milliseconds(100))) != nil {
                let lines = bars(progress.snapshot, since: start, color: color)
                erase(drawn)
                if !lines.isEmpty { Output.talk(lines.joined(separator: "\n")) }
                drawn = lines.count
            }
            erase(drawn)
        }
    }

    private func erase(_ lines: Int) {
        if lines > 0 {
            Output.talk("\u{1B}[\(lines)A\u{1B}[J", terminator: "")
        }
    }

    private func bars(
        _ snapshot: TransferProgress.Snapshot,
        since start: ContinuousClock.Instant,
        color: Bool
    ) -> [String] {
        guard snapshot.expected > 0 else { return [] }
        let blobs = snapshot.blobs.sorted { $0.size > $1.size }.prefix(12).map { blob in
            let share = blob.size > 0 ? Double(blob.received) / Double(blob.size) : 1
            let filled = min(24, Int(share * 24))
            let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: 24 - filled)
            let painted = color ? "\u{1B}[32m\(bar)\u{1B}[0m" : bar
            return "\(blob.digest.hex.prefix(12)) [\(painted)] \(byteCount(blob.received))/\(byteCount(blob.size))"
        }
        return blobs + [summary(snapshot, since: start)]
    }

    private func summary(_ snapshot: TransferProgress.Snapshot, since start: ContinuousClock.Instant) -> String {
        let seconds = max(0.001, (ContinuousClock.now - start).inSeconds)
        let rate = Double(snapshot.received) / seconds
        let amount = "\(byteCount(snapshot.received)) of \(byteCount(snapshot.expected)), \(byteCount(Int64(rate)))/s"
        let rest = Double(snapshot.expected - snapshot.received)
        guard rate >= 1, rest > 0, seconds >= 1 else { return amount }
        let left = Int(min(rest / rate, 360_000).rounded(.up))
        return amount + ", " + (left < 100 ? "\(left) s left" : "\((left + 59) / 60) min left")
    }
}

/// `1.5 MiB`
func byteCount(_ bytes: Int64) -> String {
    var value = Double(bytes)
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024 || unit == "GiB" {
            let tenths = Int((value * 10).rounded())
            return unit == "B" ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        value /= 1024
    }
    return "\(bytes) B"
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
