import Dispatch
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `getaddrinfo`, which blocks for as long as the name servers are silent, on a thread for each call. Who stops waiting
/// leaves the thread behind, and it ends with the call.
enum NameLookup {
    enum Answer: Hashable, Sendable {
        /// Of four or sixteen bytes each, in network order.
        case addresses([[UInt8]])
        /// The name does not exist, or has no address.
        case notFound
        /// The name servers did not answer; later they may.
        case unavailable
    }

    /// How many threads there may be, those left behind and those waited for together; a look-up beyond that has no
    /// answer.
    final class Threads: Sendable {
        static let shared = Threads(128)

        private let maximum: Int
        private let count = Mutex(0)

        init(_ maximum: Int) {
            self.maximum = maximum
        }

        func take() -> Bool {
            count.withLock { count in
                guard count < maximum else { return false }
                count += 1
                return true
            }
        }

        func giveBack() {
            count.withLock { $0 -= 1 }
        }
    }

    /// - Parameters:
    ///   - limit: how long the answer is waited for; nil is as long as the system takes.
    ///   - threads: those that there may be.
    ///   - ask: the blocking call.
    static func run(
        _ name: String,
        limit: Duration? = nil,
        threads: Threads = .shared,
        ask: @escaping @Sendable (String) -> Answer = ask
    ) async -> Answer {
        guard !name.isEmpty, name.utf8.count <= 255, !name.utf8.contains(0) else { return .notFound }
        let wait = Wait()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait.begin(continuation)
                guard !Task.isCancelled, threads.take() else { return wait.end(.unavailable) }
                let timer = limit.map { limit in
                    MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: TimeAmount(limit)) {
                        wait.end(.unavailable)
                    }
                }
                // A serial queue that is blocked has a thread of its own, and takes none from others.
                DispatchQueue(label: "name look-up").async {
                    wait.end(ask(name))
                    timer?.cancel()
                    threads.giveBack()
                }
            }
        } onCancel: {
            wait.end(.unavailable)
        }
    }

    private static func ask(_ name: String) -> Answer {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_protocol = CInt(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(name, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard status == 0 else {
            let isTrouble = [EAI_AGAIN, EAI_FAIL, EAI_MEMORY, EAI_SYSTEM].contains(status)
            return isTrouble ? .unavailable : .notFound
        }
        var addresses: [[UInt8]] = []
        var entry = list
        while let info = entry?.pointee {
            if let address = address(info) { addresses.append(address) }
            entry = info.ai_next
        }
        return .addresses(addresses)
    }

    // By offset: which C module the members of the two structures belong to depends on what was imported first.
    private static func address(_ info: addrinfo) -> [UInt8]? {
        guard let pointer = UnsafeRawPointer(info.ai_addr) else { return nil }
        let range: Range<Int>
        switch info.ai_family {
        case AF_INET: range = 4..<8
        case AF_INET6: range = 8..<24
        default: return nil
        }
        return range.map { pointer.load(fromByteOffset: $0, as: UInt8.self) }
    }

    /// One who waits for the first of several answers.
    private final class Wait: Sendable {
        private enum State {
            case idle
            case waiting(CheckedContinuation<Answer, Never>)
            /// What came before anybody waited; nil once it was handed over.
            case ended(Answer?)
        }

        private let state = Mutex(State.idle)

        func begin(_ continuation: CheckedContinuation<Answer, Never>) {
            let early = state.withLock { state -> Answer? in
                guard case .ended(let answer) = state else {
                    state = .waiting(continuation)
                    return nil
                }
                state = .ended(nil)
                return answer
            }
            if let early { continuation.resume(returning: early) }
        }

        func end(_ answer: Answer) {
            let waiting = state.withLock { state -> CheckedContinuation<Answer, Never>? in
                switch state {
                case .idle:
                    state = .ended(answer)
                    return nil
                case .waiting(let continuation):
                    state = .ended(nil)
                    return continuation
                case .ended:
                    return nil
                }
            }
            waiting?.resume(returning: answer)
        }
    }
}
