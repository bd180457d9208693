import NIOCore
import Synchronization

/// A connection that has come and waits to be served.
///
/// One that nobody serves, since the server ends just then, is closed here: NIO ends the process over an asynchronous
/// channel that is dropped as it is.
final class Arrival: Sendable {
    private let channel: Mutex<Connection.Channel?>

    init(_ channel: Connection.Channel?) {
        self.channel = Mutex(channel)
    }

    deinit {
        guard let channel = take() else { return }
        Task { try? await channel.executeThenClose { _, _ in } }
    }

    /// Hands the connection over, once.
    func take() -> Connection.Channel? {
        channel.withLock { $0.take() }
    }
}
