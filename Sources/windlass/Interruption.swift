import ArgumentParser
@preconcurrency import Dispatch

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
