#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where containerd's socket is.
public enum ContainerdAddress {
    /// What K3s and RKE2 start, before what a distribution or Docker starts: on a node of theirs only the former has
    /// the kubelet's images.
    public static let known = ["/run/k3s/containerd/containerd.sock", "/run/containerd/containerd.sock"]

    /// The path meant: one given, with or without `unix://`, else the first known one that is a socket, else the last.
    public static func path(_ given: String?, isSocket: (String) -> Bool = isSocket) -> String {
        guard let given else { return known.first(where: isSocket) ?? known[known.count - 1] }
        return given.hasPrefix("unix://") ? String(given.dropFirst("unix://".count)) : given
    }

    /// Whether a socket is there, whoever listens on it.
    public static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}
