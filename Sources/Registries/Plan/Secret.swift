/// A password or token that no print, log, dump or encoder can show.
///
/// The text is readable through ``reveal()`` alone, which belongs in two places: where a request is signed, and
/// where a node's own file is written.
public struct Secret: Hashable, Sendable {
    private let text: String

    /// Wraps a secret.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether there is no text at all.
    public var isEmpty: Bool { text.isEmpty }

    /// The secret itself.
    public func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { "<secret>" }

    /// Always `<secret>`.
    public var debugDescription: String { description }

    /// No children: `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
