import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads files that a configuration is made of or names.
enum RegistriesFile {
    /// The bytes of a registries.yaml, or of another file that an option names.
    ///
    /// - Parameter kind: What the codes of failures begin with.
    static func read(_ path: String, as kind: String = "registries") throws(CommandFailure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw CommandFailure(
                .invalidConfiguration,
                code: kind + (exists ? "-unreadable" : "-not-found"),
                exists ? "\(path) cannot be read" : "\(path) does not exist"
            )
        }
    }

    /// What is in the certificate files that a configuration names, as far as they are on this machine.
    static func certificates(
        of configuration: RegistriesConfiguration,
        below root: NodeRoot?
    ) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for key in configuration.configs.keys {
            for (_, path) in configuration.configs[key]?.tls?.files ?? [] where contents[path] == nil {
                guard root != nil || isLocal(path),
                    let data = FileManager.default.contents(atPath: root?.localPath(path) ?? path),
                    data.count <= 4 << 20
                else { continue }
                contents[path] = Array(data)
            }
        }
        return contents
    }

    /// Warnings about certificate files of a plan that this machine can look at: not there, or no PEM in them.
    ///
    /// Below a root every path is that node's. Without one, paths of the other system are left alone; only that node
    /// can tell.
    static func warnings(about plan: PullPlan, below root: NodeRoot? = nil) -> [Complaint] {
        var seen: Set<String> = []
        var warnings: [Complaint] = []
        for endpoint in plan.endpoints {
            for (key, path) in endpoint.tls?.files ?? []
            where (root != nil || isLocal(path)) && seen.insert(path).inserted {
                let local = root?.localPath(path) ?? path
                // In a gathered tree an empty file stands for a key, which stays on its node.
                guard let problem = problem(with: local), root == nil || key != "key_file" || !isEmpty(local) else {
                    continue
                }
                let isCA = key == "ca_file"
                warnings.append(
                    Complaint(
                        isCA ? .caFileMissing : .tlsFileMissing,
                        subject: isCA ? path : "\(key) \(path)",
                        detail: problem
                    )
                )
            }
        }
        return warnings
    }

    private static func isLocal(_ path: String) -> Bool {
        #if os(Windows)
        true
        #else
        path.hasPrefix("/") || !(path.contains("\\") || path.dropFirst().first == ":")
        #endif
    }

    private static func isEmpty(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int == 0
    }

    private static func problem(with path: String) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            return FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
        }
        return data.prefix(1 << 20).firstRange(of: Data("-----BEGIN ".utf8)) == nil ? "holds no PEM" : nil
    }
}
