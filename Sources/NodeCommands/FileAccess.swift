#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Whether nobody can tell if there is such a file, for this account may not look into a directory on the way. To
/// Foundation such a file does not exist.
func isHidden(_ path: String) -> Bool {
    #if os(Windows)
    return false
    #else
    var status = stat()
    return stat(path, &status) != 0 && errno == EACCES
    #endif
}

/// Whether a file is larger than any that is read here, told before a byte of it is; links are followed.
func isTooLarge(_ path: String) -> Bool {
    let file = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int
    return size ?? 0 > 16 << 20
}
