import Credentials
import Synchronization

/// Tokens by (realm, service, scopes, identity), each fetched by one task while the others wait for it.
final class TokenCache: Sendable {
    struct Key: Hashable, Sendable {
        var realm: HTTPURL
        var service: String?
        var scopes: [String]
        var credential: Credential
    }

    struct Token: Hashable, Sendable {
        var value: String
        /// On the cache's clock.
        var end: Duration
    }

    private enum Outcome {
        case token(Token)
        case failure(RequestFailure)
        /// The task that was fetching gave up for its own reasons; somebody else has to.
        case abandoned
    }

    private struct State {
        var tokens: [Key: Token] = [:]
        var fetching: [Key: [UInt64: CheckedContinuation<Outcome, Never>]] = [:]
        var nextWaiter: UInt64 = 0
    }

    /// A token is not used in its last seconds: it would end on its way.
    static let margin: Duration = .seconds(10)
    private static let maximumTokens = 4096

    private let state = Mutex(State())
    private let now: @Sendable () -> Duration

    init(now: @escaping @Sendable () -> Duration) {
        self.now = now
    }

    /// The token, if there is one that still holds.
    func cached(_ key: Key) -> String? {
        let now = now()
        return state.withLock { state in
            guard let token = state.tokens[key], token.end > now else { return nil }
            return token.value
        }
    }

    /// Drops a token that was refused; a newer one stays.
    func drop(_ key: Key, value: String) {
        state.withLock { state in
            if state.tokens[key]?.value == value { state.tokens[key] = nil }
        }
    }

    /// The cached token, or that of the one fetch under way, or of a fetch begun here.
    func token(
        for key: Key,
        fetch: () async throws(RequestFailure) -> TokenReply
    ) async throws(RequestFailure) -> String {
        while true {
            switch begin(key) {
            case .cached(let value):
                return value
            case .lead:
                return try await lead(key, fetch: fetch)
            case .follow:
                switch await follow(key) {
                case .token(let token): return token.value
                case .failure(let failure): throw failure
                case .abandoned:
                    guard !Task.isCancelled else { throw .cancelled }
                }
            }
        }
    }

    private enum Role {
        case cached(String)
        case lead
        case follow
    }

    private func begin(_ key: Key) -> Role {
        let now = now()
        return state.withLock { state in
            if let token = state.tokens[key], token.end > now { return .cached(token.value) }
            if state.fetching[key] != nil { return .follow }
            state.fetching[key] = [:]
            return .lead
        }
    }

    private func lead(
        _ key: Key,
        fetch: () async throws(RequestFailure) -> TokenReply
    ) async throws(RequestFailure) -> String {
        let start = now()
        do throws(RequestFailure) {
            let reply = try await fetch()
            // Never below a second: a token that the margin ate up still serves those who wait for it now.
            let token = Token(value: reply.token, end: start + max(.seconds(1), reply.lifetime - Self.margin))
            settle(key, with: .token(token))
            return token.value
        } catch {
            settle(key, with: error.error.code == .cancelled ? .abandoned : .failure(error))
            throw error
        }
    }

    private func settle(_ key: Key, with outcome: Outcome) {
        let now = now()
        let waiters = state.withLock { state in
            if case .token(let token) = outcome {
                if state.tokens.count >= Self.maximumTokens {
                    state.tokens = state.tokens.filter { $0.value.end > now }
                }
                if state.tokens.count >= Self.maximumTokens { state.tokens.removeAll() }
                state.tokens[key] = token
            }
            return state.fetching.removeValue(forKey: key) ?? [:]
        }
        for waiter in waiters.values { waiter.resume(returning: outcome) }
    }

    private func follow(_ key: Key) async -> Outcome {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    // Settled, or cancelled, in between: nobody would resume it.
                    guard state.fetching[key] != nil, !Task.isCancelled else { return false }
                    state.fetching[key]?[id] = continuation
                    return true
                }
                if !waits { continuation.resume(returning: .abandoned) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.fetching[key]?.removeValue(forKey: id) }
            waiter?.resume(returning: .abandoned)
        }
    }
}
