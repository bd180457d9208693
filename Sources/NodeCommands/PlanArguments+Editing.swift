package import OCI
package import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension PlanArguments {
    /// The registries.yaml to write to: the one in force, or where RKE2 or K3s would read one; nil where neither is here.
    package func editedRegistries() throws(CommandFailure) -> String? {
        if let path = try source(on: node(nil)).registries { return path }
        return Self.defaultPaths.first { path in
            FileManager.default.fileExists(atPath: URL(filePath: path).deletingLastPathComponent().path)
        }
    }

    /// What would be in force with another text in the file.
    ///
    /// - Throws: ``CommandFailure`` with exit code 12 for a text that is broken.
    package func load(_ bytes: [UInt8], as path: String, on node: Node) throws(CommandFailure) -> Loaded {
        try load(bytes, as: path, for: .windlass, below: source(on: node).service)
    }
}

extension PlanArguments.Loaded {
    /// The endpoint that a host is: a mirror of that name if the file has one, else the registry itself.
    ///
    /// - Throws: ``CommandFailure`` with exit code 64 for a text that is no registry's host.
    package func endpoint(of host: String, on node: Node) throws(CommandFailure) -> Endpoint {
        let planner = planner(flavour: .windlass, node: node)
        for registry in [host] + configuration.mirrors.keys.filter({ $0 != "*" }) {
            // What the repository is called does not matter: only the API's root is asked for.
            guard let image = try? ImageReference(parsing: "\(registry)/windlass/login:1") else { continue }
            let endpoints = planner.plan(for: image).endpoints
            let names = DockerHub.names.contains(host) ? DockerHub.names : [host.lowercased()]
            if let own = endpoints.first(where: { names.contains($0.host) }) { return own }
        }
        throw CommandFailure(.usage, code: "usage", "\"\(host)\" is not host[:port]")
    }
}
