import Synchronization

/// Memory for manifests on their way in: each is small, a hundred large ones that stall are not.
final class IntakeBudget: Sendable {
    private static let total = 24 << 20

    private let taken = Atomic<Int>(0)

    /// What one request has taken.
    final class Share {
        private let budget: IntakeBudget
        private var size = 0

        fileprivate init(_ budget: IntakeBudget) {
            self.budget = budget
        }

        /// - Returns: whether there is as much.
        func take(_ count: Int) -> Bool {
            size += count
            return budget.taken.add(count, ordering: .relaxed).newValue <= IntakeBudget.total
        }

        /// Gives back all of it.
        func giveBack() {
            budget.taken.subtract(size, ordering: .relaxed)
            size = 0
        }
    }

    func share() -> Share { Share(self) }
}
