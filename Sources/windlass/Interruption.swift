import ArgumentParser
@preconcurrency import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// SIGINT and SIGTERM: the work is cancelled, so that what it holds is put down in order, and the program ends
/// with 130 or 143 within two seconds whatever happens.
enum Interruption {
    private enum End<Result: Sendable>: Sendable {
        case finished(Result)
        case signalled(Int32)
    }

    static func handled<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: End<Result>.self) { group in
            group.addTask { .signalled(await firstSignal()) }
            group.addTask { .finished(try await body()) }
            defer { group.cancelAll() }
            switch try await group.next() {
            case .finished(let result)?:
                return result
            case .signalled(let number)?:
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(1500)) {
                    _exit(128 + number)
                }
                group.cancelAll()
                _ = try? await group.next()
                throw ExitCode(128 + number)
            case nil:
                throw CancellationError()
            }
        }
    }

    /// Ends the program at the second signal, for servers, which end in order at the first: whoever asks twice does
    /// not want to wait.
    ///
    /// - Returns: what watches for the signals, for as long as it is kept.
    static func endingAtSecondSignal() -> [any DispatchSourceSignal] {
        let sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0, queue: .main) }
        for (source, number) in zip(sources, [SIGINT, SIGTERM]) {
            source.setEventHandler {
                let count = Int(source.data)
                let isSecond = signals.withLock { seen in
                    seen += count
                    return seen > 1
                }
                if isSecond { _exit(128 + number) }
            }
            source.resume()
        }
        return sources
    }

    /// How many signals have come.
    private static let signals = Mutex(0)

    private static func firstSignal() async -> Int32 {
        let signals = AsyncStream<Int32> { continuation in
            let sources = [SIGINT, SIGTERM].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { continuation.yield(number) }
                source.resume()
                return source
            }
            continuation.onTermination = { _ in
                for source in sources { source.cancel() }
            }
        }
        for await number in signals {
            return number
        }
        return 0
    }
}
