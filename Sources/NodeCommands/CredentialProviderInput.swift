import Credentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#elseif os(Windows)
import ucrt
#endif

/// What a kubelet writes to a credential provider's standard input.
enum CredentialProviderInput {
    /// How long the whole of it may take; a kubelet waits a minute for the answer.
    static let timeout = Duration.seconds(30)

    /// Everything up to the end of the input.
    ///
    /// - Throws: `provider-message-too-large` as soon as it is; `provider-input-timeout` where the end does not come (on
    ///   Windows the kubelet's own minute is the limit); `provider-input-unreadable`.
    static func bytes(from descriptor: Int32 = 0, timeout: Duration = timeout) throws(CommandFailure) -> [UInt8] {
        let deadline = ContinuousClock.now + timeout
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            try waitForInput(on: descriptor, until: deadline)
            let count = buffer.withUnsafeMutableBytes { readSome(descriptor, into: $0) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                throw CommandFailure(.usage, code: "provider-input-unreadable", "the request cannot be read from stdin")
            }
            bytes += buffer[..<count]
            guard bytes.count <= CredentialProviderRequest.maximumSize else {
                throw CommandFailure(CredentialProviderError(.tooLarge))
            }
        }
    }

    private static func waitForInput(
        on descriptor: Int32,
        until deadline: ContinuousClock.Instant
    ) throws(CommandFailure) {
        #if !os(Windows)
        while true {
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { break }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let milliseconds = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000
            let count = poll(&entry, 1, Int32(clamping: max(milliseconds, 1)))
            // Whatever it is, a read will tell.
            if count > 0 || count < 0 && errno != EINTR { return }
        }
        throw CommandFailure(
            .usage,
            code: "provider-input-timeout",
            "no whole request came on stdin within \(timeout.components.seconds) seconds"
        )
        #endif
    }
}

private func readSome(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if os(Windows)
    Int(_read(descriptor, buffer.baseAddress, UInt32(buffer.count)))
    #else
    read(descriptor, buffer.baseAddress, buffer.count)
    #endif
}
