import Synchronization

/// Memory for answers that pass through this process, as they do under TLS: large pieces for few, small ones for many.
final class SendBudget: Sendable {
    /// A piece is in memory twice, as it is read and as it is encrypted.
    private static let total = 4 << 20
    private static let largest: Int64 = 512 << 10
    private static let smallest: Int64 = 32 << 10

    private let active = Atomic<Int>(0)

    /// Counts an answer for as long as `body` runs.
    func withShare<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        active.add(1, ordering: .relaxed)
        defer { active.subtract(1, ordering: .relaxed) }
        return try await body()
    }

    /// How much to read at once.
    ///
    /// - Parameter sent: how much of the answer is on its way. The first pieces are small: when a hundred come at
    ///   once, the first of them must not be served as if they were alone.
    func piece(after sent: Int64) -> Int64 {
        let share = Int64(Self.total / max(1, active.load(ordering: .relaxed)))
        let size = max(Self.smallest, min(Self.largest, share, sent))
        // Buffers grow by doubling; encrypted, the piece must still fit the one that it just fits now.
        let power: Int64 = 1 << (Int64.bitWidth - 1 - size.leadingZeroBitCount)
        return power / 16 * 15
    }
}
