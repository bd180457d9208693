package import Registries

/// One part of a key or header, such as `plugins` in `[plugins."io.containerd.grpc.v1.cri"]`.
package struct TOMLKey: Sendable {
    /// How a key is written.
    package enum Style: Hashable, Sendable {
        /// Letters, digits, `_` and `-`, without quotes.
        case bare
        /// In double quotes.
        case basic
        /// In single quotes.
        case literal
    }

    /// The name, its escapes resolved.
    package let name: String
    /// How it is written.
    package let style: Style
    /// Where it starts, at its quote if it has one.
    package let position: Position
    /// Its bytes in the source, quotes included.
    package let range: Range<Int>
}
