#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The system's own words for an error number.
func systemText(of number: Int32) -> String {
    String(cString: strerror(number))
}
