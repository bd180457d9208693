#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#elseif os(Windows)
import ucrt
#endif

extension Output {
    /// Whether data goes to a terminal, where others may look on and the scroll-back stays: no place for a secret
    /// that nobody asked to see.
    package static var goesToTerminal: Bool {
        #if os(Windows)
        _isatty(1) != 0
        #else
        isatty(1) == 1
        #endif
    }
}
