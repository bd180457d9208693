import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads files that a configuration is made of or names.
package enum RegistriesFile {
    /// The bytes of a registries.yaml, or of another file that an option names.
    ///
    /// - Parameter kind: What the codes of failures begin with.
    package static func read(_ path: String, as kind: String = "registries") throws(CommandFailure) -> [UInt8] {
        do {
            guard !isTooLarge(path) else { throw CocoaError(.fileReadTooLarge) }
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path) || isHidden(path)
            throw CommandFailure(
                .invalidConfiguration,
                code: kind + (exists ? "-unreadable" : "-not-found"),
                exists ? "\(path) cannot be read" : "\(path) does not exist"
            )
        }
    }

    /// What is in the certificate files that a configuration names, as far as they are on this machine.
    ///
    /// In a gathered tree keys are empty, and a file for both has the certificate alone: such a pair stays on its node.
    static func certificates(
        of configuration: RegistriesConfiguration,
        below root: NodeRoot?
    ) -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        func take(_ path: String) {
            guard contents[path] == nil, root != nil || isLocal(path),
                let data = FileManager.default.contents(atPath: root?.localPath(path) ?? path),
                data.count <= 4 << 20
            else { return }
            contents[path] = Array(data)
        }
        var withoutKey: Set<String> = []
        for key in configuration.configs.keys {
            for (name, path) in configuration.configs[key]?.tls?.files ?? [] {
                take(path)
                if root != nil, name == "key_file", let bytes = contents[path], !holdsKey(bytes) {
                    withoutKey.formUnion([path, configuration.configs[key]?.tls?.certFile ?? path])
                }
            }
        }
        return contents.filter { !withoutKey.contains($0.key) }
    }

    /// Warnings about the contents of such files that containerd can do nothing with.
    static func warnings(
        about certificates: [String: [UInt8]],
        of configuration: RegistriesConfiguration
    ) -> [Complaint] {
        configuration.configs.keys.flatMap { key in
            (configuration.configs[key]?.tls?.files ?? []).compactMap { name, path -> Complaint? in
                guard let bytes = certificates[path], !holdsPEM(bytes) else { return nil }
                let isCA = name == "ca_file"
                return Complaint(
                    isCA ? .caFileMissing : .tlsFileMissing,
                    subject: isCA ? path : "\(name) \(path)",
                    detail: "holds no PEM",
                    at: configuration.configs.position(of: key)
                )
            }
        }
    }

    private static func holdsPEM(_ bytes: some Sequence<UInt8>) -> Bool {
        Data(bytes).firstRange(of: Data("-----BEGIN ".utf8)) != nil
    }

    private static func holdsKey(_ bytes: [UInt8]) -> Bool {
        Data(bytes).firstRange(of: Data("PRIVATE KEY-----".utf8)) != nil
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
        return holdsPEM(data.prefix(1 << 20)) ? nil : "holds no PEM"
    }
}
