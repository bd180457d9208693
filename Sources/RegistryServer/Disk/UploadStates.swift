import ContentStore
import Synchronization

/// What this server knows of the uploads in progress: who holds them, and how far they are hashed.
///
/// It may be forgotten at any time but for the holders; the bytes are hashed again then.
final class UploadStates: Sendable {
    /// The hash of the first `offset` bytes.
    struct Progress: Sendable {
        var hasher: ContentHasher
        var offset: Int64
    }

    private enum State: Sendable {
        case idle(Progress)
        case held
    }

    enum Taking: Sendable {
        case taken(Progress?)
        case busy
    }

    /// A hundred bytes or so each.
    private static let mostIdle = 10_000
    private let states = Mutex<[UploadID: State]>([:])

    /// Takes an upload for one request.
    func take(_ id: UploadID) -> Taking {
        states.withLock { states in
            let former = states.updateValue(.held, forKey: id)
            switch former {
            case .held?: return .busy
            case .idle(let progress)?: return .taken(progress)
            case nil: return .taken(nil)
            }
        }
    }

    /// Gives an upload back, to be taken on later.
    func giveBack(_ id: UploadID, _ progress: Progress?) {
        guard let progress else { return drop(id) }
        states.withLock { states in
            if states.count >= Self.mostIdle {
                states = states.filter { if case .held = $0.value { true } else { false } }
            }
            states[id] = .idle(progress)
        }
    }

    /// Forgets an upload that is over.
    func drop(_ id: UploadID) {
        states.withLock { _ = $0.removeValue(forKey: id) }
    }

    func isHeld(_ id: UploadID) -> Bool {
        states.withLock { if case .held? = $0[id] { true } else { false } }
    }
}
