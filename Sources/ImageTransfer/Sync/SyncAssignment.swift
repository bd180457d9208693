public import OCI

/// The images of a run with their places, decided before anything moves.
public struct SyncAssignment: Sendable {
    /// One image and where it goes.
    public struct Item: Hashable, Sendable {
        /// As nodes name it.
        public var image: ImageReference
        /// Which children; nil for all.
        public var platforms: [PlatformPattern]?
        /// Its names, all at one destination.
        public var names: SyncNaming.Names
        /// Why it has none.
        public var fault: SyncFault?

        /// Something to bring, or why it cannot be.
        public init(
            _ image: ImageReference,
            platforms: [PlatformPattern]? = nil,
            names: SyncNaming.Names = SyncNaming.Names(targets: []),
            fault: SyncFault? = nil
        ) {
            self.image = image
            self.platforms = platforms
            self.names = names
            self.fault = fault
        }
    }

    /// In the order of the sources, each image once a destination.
    public private(set) var items: [Item] = []
    private var seen: Set<Place> = []

    private struct Place: Hashable {
        var image: ImageReference
        var names: [ImageReference]
        var fault: SyncFault?
    }

    /// Nothing yet.
    public init() {}

    /// Gives an image its names at a destination. One that is there already stays as it is.
    public mutating func add(
        _ image: ImageReference,
        platforms: [PlatformPattern]?,
        prefix: String = "",
        by naming: SyncNaming
    ) {
        let item: Item
        do throws(SyncFault) {
            item = Item(image, platforms: platforms, names: try naming.names(of: image, prefix: prefix))
        } catch {
            item = Item(image, platforms: platforms, fault: error)
        }
        let place = Place(image: image, names: item.names.targets, fault: item.fault)
        if seen.insert(place).inserted { items.append(item) }
    }

    /// The same, where images that would overwrite each other have no place.
    public func withoutCollisions() -> SyncAssignment {
        var images: [ImageReference: [ImageReference]] = [:]
        for item in items {
            for target in item.names.targets where images[target]?.contains(item.image) != true {
                images[target, default: []].append(item.image)
            }
        }
        var result = self
        for (index, item) in items.enumerated() {
            for target in item.names.targets {
                guard let other = images[target]?.first(where: { $0 != item.image }), target.digest == nil else {
                    continue
                }
                result.items[index].names.targets = []
                result.items[index].fault = .collision(with: other.description, at: target.description)
            }
        }
        return result
    }

    /// The part of a run.
    public func part(_ shard: Shard?) -> SyncAssignment {
        var result = self
        result.items = items.filter { shard?.contains($0.image) ?? true }
        return result
    }
}
