import Synchronization

/// Things to be done by several tasks, each taken once.
final class WorkList<Item: Sendable>: Sendable {
    let items: [Item]
    private let next = Atomic(0)

    init(_ items: [Item]) {
        self.items = items
    }

    func take() -> Item? {
        let number = next.add(1, ordering: .relaxed).oldValue
        return number < items.count ? items[number] : nil
    }
}
