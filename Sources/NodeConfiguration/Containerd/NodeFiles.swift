/// The files of a node, wherever they are: on this machine, in a tree gathered from another, or in memory.
package protocol NodeFiles {
    /// The file at a path of the node; nil where none can be read.
    func file(at path: String) -> NodeFile?

    /// The names in a directory of the node, sorted; nil where there is none.
    func names(inDirectory path: String) -> [String]?
}

/// A file of a node.
package struct NodeFile: Hashable, Sendable {
    /// What is in it.
    package var bytes: [UInt8]
    /// Whether others than its owner may read it; nil where that cannot be told.
    package var isReadableByOthers: Bool?

    /// A file from its parts.
    package init(_ bytes: [UInt8], isReadableByOthers: Bool? = nil) {
        self.bytes = bytes
        self.isReadableByOthers = isReadableByOthers
    }
}

/// Files in memory, found by the rules of a system: Windows takes either slash and no notice of case.
package struct GatheredFiles: NodeFiles, Hashable, Sendable {
    private let system: NodeSystem
    private var files: [[String]: NodeFile] = [:]
    /// The entries of each directory, as they are spelled, under their names as they are compared.
    private var directories: [[String]: [String: String]] = [:]

    /// No files yet.
    package init(on system: NodeSystem) {
        self.system = system
    }

    /// Adds a file and the directories above it, or replaces it.
    package mutating func add(_ file: NodeFile, at path: String) {
        addDirectories(of: components(path).dropLast())
        enter(components(path))
        files[components(path).map(compared)] = file
    }

    /// Adds a directory that may stay empty.
    package mutating func addDirectory(_ path: String) {
        addDirectories(of: components(path)[...])
    }

    package func file(at path: String) -> NodeFile? {
        files[components(path).map(compared)]
    }

    package func names(inDirectory path: String) -> [String]? {
        directories[components(path).map(compared)]?.values.sorted()
    }

    private mutating func addDirectories(of components: ArraySlice<String>) {
        for count in 0...components.count {
            let directory = Array(components.prefix(count))
            directories[directory.map(compared), default: [:]].merge([:]) { first, _ in first }
            if count > 0 { enter(directory) }
        }
    }

    private mutating func enter(_ components: [String]) {
        guard let name = components.last else { return }
        directories[components.dropLast().map(compared), default: [:]][compared(name)] = name
    }

    private func components(_ path: String) -> [String] {
        path.split { $0 == "/" || system == .windows && $0 == "\\" }.map(String.init).filter { $0 != "." }
    }

    private func compared(_ name: String) -> String {
        system == .windows ? name.lowercased() : name
    }
}
