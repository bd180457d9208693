package import Credentials

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CredentialProgram {
    /// How long a program may take, which is what a kubelet gives its providers.
    package static let limit = Duration.seconds(60)

    /// Runs the program, without a shell, until it ends or the limit is reached.
    ///
    /// Its environment is this process's own: helpers and providers find by it the agents, homes and accounts that they
    /// need, and Docker and kubelets run them so too. Only of `PATH` the directories that depend on where one stands are
    /// left out, for the program as for finding it. Its standard error goes nowhere: nobody knows what is in it.
    ///
    /// A task that is cancelled ends the program like the limit.
    ///
    /// - Parameter surroundings: The environment of this process.
    package func run(
        limit: Duration = Self.limit,
        in surroundings: [String: String] = ProcessInfo.processInfo.environment
    ) async -> Outcome {
        var variables = surroundings
        var directories: [String] = []
        for (name, value) in surroundings where Self.isSearchPath(name) {
            directories = value.split(separator: Self.searchPathSeparator).map(String.init).filter(Self.isAbsolute)
            variables[name] = directories.joined(separator: String(Self.searchPathSeparator))
        }
        for variable in environment { variables[variable.name] = variable.value }
        guard let path = executable(on: directories) else { return .missing }
        return await run(path, environment: variables, limit: limit)
    }

    /// The file to be run; nil for none.
    private func executable(on directories: [String]) -> String? {
        switch place {
        case .directory(let directory):
            let path = directory + "/" + fileName
            return Self.isExecutable(path) ? path : nil
        case .path:
            return directories.lazy.map { $0 + "/" + fileName }.first(where: Self.isExecutable)
        }
    }

    private var fileName: String {
        #if os(Windows)
        // A batch file would be run by a shell.
        name.lowercased().hasSuffix(".exe") ? name : name + ".exe"
        #else
        name
        #endif
    }

    private static func isExecutable(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path))
        return attributes?[.type] as? FileAttributeType == .typeRegular
            && FileManager.default.isExecutableFile(atPath: path)
    }

    private static func resolved(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }

    #if os(Windows)
    private static let searchPathSeparator: Character = ";"
    private static func isSearchPath(_ name: String) -> Bool { name.uppercased() == "PATH" }
    private static func isAbsolute(_ path: String) -> Bool { path.dropFirst().hasPrefix(":\\") }
    #else
    private static let searchPathSeparator: Character = ":"
    private static func isSearchPath(_ name: String) -> Bool { name == "PATH" }
    private static func isAbsolute(_ path: String) -> Bool { path.hasPrefix("/") }
    #endif
}
