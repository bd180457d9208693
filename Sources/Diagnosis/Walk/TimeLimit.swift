import RegistryClient

/// Ends what takes too long.
struct TimeLimit: Sendable {
    let timeline: Timeline

    /// - Returns: nil when the time was over first; the work is cancelled then.
    func within<Result: Sendable>(
        _ limit: Duration,
        _ work: @escaping @Sendable () async -> Result
    ) async -> Result? {
        guard limit > .zero else { return nil }
        return await withTaskGroup(of: Result?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await timeline.sleep(limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
