import Synchronization

/// Memory for answers that pass through this process, as they do under TLS: large pieces for few, small ones for many.
final class SendBudget: Sendable {
    /// A piece is in memory twice, as it is read and as it is encrypted.
    private static let total = 8 << 20
    private static let largest = 512 << 10
    private static let smallest = 32 << 10

    private let active = Atomic<Int>(0)

    /// Counts an answer for as long as `body` runs.
    func withShare<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        active.add(1, ordering: .relaxed)
        defer { active.subtract(1, ordering: .relaxed) }
        return try await body()
    }

    /// How much to read at once.
    var piece: Int {
        max(Self.smallest, min(Self.largest, Self.total / max(1, active.load(ordering: .relaxed))))
    }
}
