import Foundation

/// A program of another package that the tests need.
///
/// A missing one fails the test: a check that is skipped where it cannot run is no check.
enum Tool: String, CaseIterable {
    case containerd
    case ctr
    case curl
    case dockerRegistry = "docker-registry"
    case htpasswd
    case mount
    case nginx
    case openssl
    case podman
    case setpriv
    case skopeo
    case unshare

    /// The Debian package that has it.
    var package: String {
        switch self {
        case .containerd, .ctr: "containerd"
        case .curl: "curl"
        case .dockerRegistry: "docker-registry"
        case .htpasswd: "apache2-utils"
        case .mount: "mount"
        case .nginx: "nginx"
        case .openssl: "openssl"
        case .podman: "podman"
        case .skopeo: "skopeo"
        case .setpriv, .unshare: "util-linux"
        }
    }

    /// Where it is.
    var path: String {
        get throws(Missing) {
            let directories = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]
            let candidates = directories.map { "\($0)/\(rawValue)" }
            guard let path = candidates.first(where: FileManager.default.isExecutableFile) else {
                throw Missing(tool: self)
            }
            return path
        }
    }

    struct Missing: Error, CustomStringConvertible {
        var tool: Tool

        var description: String { "\(tool.rawValue) is missing: apt-get install \(tool.package)" }
    }
}
