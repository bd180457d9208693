#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The file system's clock, to hold times of modification against.
package enum Moment {
    /// Since 1970-01-01T00:00:00Z, never later than the time that a file gets from now on: the kernel stamps files with
    /// the time of its last tick.
    package static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
