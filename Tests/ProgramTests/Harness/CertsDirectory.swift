import Foundation

/// A certs.d that a test writes by hand.
struct CertsDirectory: Sendable {
    let path: String

    /// Makes it if it is not there.
    init(_ path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Writes a file of a registry's directory.
    func write(_ bytes: some Sequence<UInt8>, to directory: String, _ name: String = "hosts.toml") throws {
        try make(directory)
        try Data(bytes).write(to: URL(filePath: "\(path)/\(directory)/\(name)"))
    }

    /// Makes the directory of a registry, without a file in it.
    func make(_ directory: String) throws {
        let path = "\(path)/\(directory)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
}
