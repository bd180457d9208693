import NodeConfiguration
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The configuration of a node as a check reads it: as far as K3s and RKE2 go on, and with every complaint.
struct NodeReading {
    /// What is in force; nil where nobody can read the file.
    private(set) var loaded: PlanArguments.Loaded?
    /// The registries.yaml; nil for none.
    private(set) var path: String?
    /// What is wrong with it.
    private(set) var findings: [NodeFinding] = []

    /// Reads the files for a node.
    ///
    /// - Throws: that a file or directory that was named is not there.
    init(_ plan: PlanArguments, on node: Node) throws(CommandFailure) {
        var service: ServiceFiles?
        do {
            (service, path) = try plan.source(on: node)
        } catch {
            switch error.code {
            case "root-not-found": throw error
            case "root-without-service":
                guard Self.holdsContainerd(plan.root, on: node) else { throw error }
                path = plan.registries
            default:
                findings.append(NodeFinding(error))
                return
            }
        }
        guard let path else {
            loaded = try plan.loaded(path: nil, RegistriesConfiguration(), service)
            return
        }
        let bytes: [UInt8]
        do {
            bytes = try RegistriesFile.read(path)
        } catch {
            guard error.code == "registries-unreadable" else { throw error }
            findings.append(NodeFinding(error))
            return
        }
        let complaints: [Complaint]
        do {
            complaints = try RegistriesReading(bytes).complaints
        } catch {
            complaints = error.complaints
        }
        findings += complaints.map { NodeFinding($0, in: path, isLenient: plan.lenient) }
        if let configuration = try? RegistriesConfiguration(parsing: bytes, strictness: .lenient) {
            loaded = try plan.loaded(path: path, configuration, service)
        }
    }

    /// The stage `file`, once all findings about it are known.
    func stage(_ findings: [CheckReport.Finding]) -> CheckReport.Stage {
        let count = findings.count { $0.severity == .error }
        var detail: [JSON.Member] = [JSON.Member(key: "registries", value: path.map(JSON.string) ?? .null)]
        if let service = loaded?.service {
            let files = service.configuration.files.map { JSON.string(service.root.localPath($0)) }
            detail.append(JSON.Member(key: "configuration", value: .array(files)))
        }
        if let configuration = loaded?.configuration {
            let mirrors = String(configuration.mirrors.keys.count)
            let configs = String(configuration.configs.keys.count)
            detail.append(JSON.Member(key: "mirrors", value: .number(mirrors)))
            detail.append(JSON.Member(key: "configs", value: .number(configs)))
        }
        let name = path ?? "no registries.yaml: every registry is asked itself"
        let words =
            loaded == nil
            ? ", which nobody can read" : count == 0 ? "" : count == 1 ? ", with an error" : ", with \(count) errors"
        return CheckReport.Stage(
            "file",
            loaded == nil || count > 0 ? .failed : .ok,
            summary: printable(name + words),
            detail: .object(detail)
        )
    }

    /// Whether a tree without a service is one of a node with stock containerd.
    private static func holdsContainerd(_ root: String?, on node: Node) -> Bool {
        let system = NodeSystem(of: node)
        let directory = NodeLayout(.stock, on: system).configurationDirectory
        return root.flatMap { NodeRoot($0, on: system).names(inDirectory: directory) } != nil
    }
}

extension PlanArguments {
    fileprivate func loaded(
        path: String?,
        _ configuration: RegistriesConfiguration,
        _ service: ServiceFiles?
    ) throws(CommandFailure) -> Loaded {
        try Loaded(path: path, configuration: configuration, service: service, arguments: self)
    }
}
