extension KnownDefect {
    /// Whether a node has a defect.
    package enum Presence: Hashable, Sendable {
        /// Its version is one that has it.
        case present
        /// Its version is one that has it not.
        case absent
        /// Nobody says, or the version is not known.
        case unknown
    }

    /// In which versions a defect is, by the lines of Kubernetes: a fix goes into each line at another patch.
    package enum Versions: Hashable, Sendable {
        /// In all that there are.
        case all
        /// In releases of K3s and RKE2.
        ///
        /// - Parameters:
        ///   - from: The first broken version of each line, where it came in later; lines below the first are sound. Empty
        ///     where it was there from the beginning.
        ///   - before: The first sound version of each line. Lines below the first were never mended, lines above the
        ///     last are sound.
        case service(from: [[Int]], before: [[Int]])
        /// In containerd before a version; `mendedService` is the first version of K3s that ships the mended one, where
        /// the services have the defect.
        case containerd(before: ContainerdVersion, mendedService: [Int]? = nil)
        /// Seen in one version of a line, and in which it ended is not known.
        case reported(from: [[Int]], seen: [Int])
        /// By reading alone; in which versions is not known.
        case unknown

        func presence(on node: Installation) -> Presence {
            switch self {
            case .all:
                return .present
            case .service(let from, let before):
                guard let numbers = node.service?.numbers else { return .unknown }
                if !Self.isReached(numbers, by: from) { return .absent }
                return Self.isMended(numbers, by: before) ? .absent : .present
            case .containerd(let end, let mendedService):
                if let containerd = node.containerd {
                    return containerd.mayPrecede(end.major, end.minor, end.patch ?? 0) ? .present : .absent
                }
                guard let numbers = node.service?.numbers, let mendedService else { return .unknown }
                return numbers.lexicographicallyPrecedes(mendedService) ? .present : .absent
            case .reported(let from, let seen):
                guard let numbers = node.service?.numbers else { return .unknown }
                if !Self.isReached(numbers, by: from) { return .absent }
                let isSeen = numbers.prefix(2) == seen.prefix(2) && !seen.lexicographicallyPrecedes(numbers)
                return isSeen ? .present : .unknown
            case .unknown:
                return .unknown
            }
        }

        /// The first sound version of the line of `version`, or of the first line that has one.
        package func mended(for version: ServiceVersion?) -> String? {
            switch self {
            case .service(_, let before):
                guard let first = before.first else { return nil }
                let line = version.flatMap { version in
                    before.first { $0.prefix(2) == version.numbers.prefix(2) }
                }
                return Self.text(line ?? first)
            case .containerd(_, let mendedService):
                return version == nil ? nil : mendedService.map(Self.text)
            case .all, .reported, .unknown:
                return nil
            }
        }

        private static func isReached(_ numbers: [Int], by broken: [[Int]]) -> Bool {
            guard let first = broken.first else { return true }
            if let line = broken.first(where: { $0.prefix(2) == numbers.prefix(2) }) {
                return !numbers.lexicographicallyPrecedes(line)
            }
            return !numbers.lexicographicallyPrecedes(first)
        }

        private static func isMended(_ numbers: [Int], by mended: [[Int]]) -> Bool {
            guard let first = mended.first else { return false }
            if let line = mended.first(where: { $0.prefix(2) == numbers.prefix(2) }) {
                return !numbers.lexicographicallyPrecedes(line)
            }
            return !numbers.lexicographicallyPrecedes(first)
        }

        private static func text(_ numbers: [Int]) -> String { "v" + numbers.map(String.init).joined(separator: ".") }
    }
}
