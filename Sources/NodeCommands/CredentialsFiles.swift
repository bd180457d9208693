package import Credentials

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension CredentialSources {
    /// The most bytes that a file with credentials, or a list of providers, may have.
    private static let maximumSize = 1 << 20

    /// Reads a file of this machine.
    package static func read(_ path: String) -> Contents {
        let manager = FileManager.default
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? manager.attributesOfItem(atPath: resolved) else {
            return isAbsent(path) ? .absent : .unreadable
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else { return .unreadable }
        guard attributes[.size] as? Int ?? 0 <= maximumSize else { return .tooLarge }
        guard let data = manager.contents(atPath: resolved) else { return .unreadable }
        return data.count <= maximumSize ? .bytes(Array(data)) : .tooLarge
    }

    /// Whether there is no such file, rather than one behind a door that does not open.
    private static func isAbsent(_ path: String) -> Bool {
        do {
            _ = try FileManager.default.attributesOfItem(atPath: path)
            return false
        } catch let error as CocoaError {
            return error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile
        } catch {
            return false
        }
    }

    /// Docker's and podman's files of whoever runs this, in the order in which they are looked at.
    ///
    /// `REGISTRY_AUTH_FILE` takes the place of podman's own two; `DOCKER_CONFIG` names Docker's directory.
    package static func defaultFiles(_ environment: [String: String], user: UInt32?) -> [File] {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var paths: [String] = []
        if let file = value("REGISTRY_AUTH_FILE") {
            paths.append(file)
        } else {
            if let directory = value("XDG_RUNTIME_DIR") {
                paths.append(directory + "/containers/auth.json")
            } else if let user {
                paths.append("/run/containers/\(user)/auth.json")
            }
            if let directory = value("XDG_CONFIG_HOME") ?? home(environment).map({ $0 + "/.config" }) {
                paths.append(directory + "/containers/auth.json")
            }
        }
        return (paths + [dockerFile(environment)].compactMap(\.self)).map { File($0) }
    }

    /// Where Docker has its config.json: in the directory that `DOCKER_CONFIG` names, or in `.docker` at home; nil without
    /// a home.
    package static func dockerFile(_ environment: [String: String]) -> String? {
        let named = environment["DOCKER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        return (named ?? home(environment).map { $0 + "/.docker" }).map { $0 + "/config.json" }
    }

    private static func home(_ environment: [String: String]) -> String? {
        [environment["HOME"], environment["USERPROFILE"]].compactMap(\.self).first { !$0.isEmpty }
    }
}
