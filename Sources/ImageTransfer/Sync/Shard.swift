public import OCI
import RegistryClient

/// One of several parts of a list, as an indexed Kubernetes Job takes one each: `2/8`.
public struct Shard: Hashable, Sendable {
    /// Which part, counted from 1.
    public let number: Int
    /// How many there are.
    public let count: Int

    /// Nil unless the number is one of the parts.
    public init?(_ number: Int, of count: Int) {
        guard count <= 10_000, number >= 1, number <= count else { return nil }
        self.number = number
        self.count = count
    }

    /// Whether an image is of this part: by its name alone, so that neither the order of a list nor its other lines
    /// matter.
    public func contains(_ image: ImageReference) -> Bool {
        let digest = Digest(hashing: Array(image.description.utf8), with: .sha256)
        let hash = UInt64(digest.hex.prefix(16), radix: 16) ?? 0
        return hash % UInt64(count) == UInt64(number - 1)
    }
}
