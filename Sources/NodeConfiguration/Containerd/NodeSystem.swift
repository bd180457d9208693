/// The operating system of a node whose files these are, and its rules for paths.
package enum NodeSystem: String, CaseIterable, Hashable, Sendable {
    /// Linux, and what is like it.
    case linux
    /// Windows.
    case windows

    /// What parts the components of a path.
    package var separator: String { self == .windows ? "\\" : "/" }

    /// What parts the directories of a list in one string, as Go's `filepath.SplitList` does.
    package var listSeparator: Character { self == .windows ? ";" : ":" }

    /// Whether `path` says where it starts; one that does not is relative to the file that names it.
    ///
    /// On Windows Go's `filepath.IsAbs` wants a drive or a share: `/etc/ca.pem` is relative there.
    package func isAbsolute(_ path: String) -> Bool {
        guard self == .windows else { return path.hasPrefix("/") }
        let start = Array(path.utf8.prefix(3))
        let isSlash: (UInt8) -> Bool = { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }
        if start.count == 3, start[1] == UInt8(ascii: ":"), isSlash(start[2]) {
            return Character(Unicode.Scalar(start[0])).isLetter
        }
        return start.count >= 2 && isSlash(start[0]) && isSlash(start[1])
    }

    /// `component` below `directory`.
    package func path(_ directory: String, _ component: String) -> String {
        let endsInSeparator = directory.hasSuffix("/") || self == .windows && directory.hasSuffix("\\")
        return endsInSeparator ? directory + component : directory + separator + component
    }

    /// A path from the root of a drive, `/etc/x`, as one that says which drive on Windows; any other stays as it is.
    package func drivePath(_ path: String) -> String {
        guard self == .windows, path.hasPrefix("/"), !isAbsolute(path) else { return path }
        return "C:" + path.map { $0 == "/" ? "\\" : String($0) }.joined()
    }
}
