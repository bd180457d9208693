import Registries
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The examples for Kubernetes")
struct ReportDeploymentTests {
    private static let files = ["daemonset.yaml", "job.yaml"]

    private func root(_ name: String) throws -> YAMLNode {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let bytes = Array(try Data(contentsOf: URL(filePath: "/\(root)/deploy/\(name)")))
        return try #require(try YAMLDocument(bytes: bytes).root)
    }

    @Test(arguments: files)
    func `see the node's network, and have no right beyond it`(name: String) throws {
        let pod = try #require(try root(name)["spec"]?["template"]?["spec"])
        #expect(pod["hostNetwork"]?.asBool == true && pod["dnsPolicy"]?.asString == "Default")
        #expect(pod["hostPID"] == nil && pod["hostIPC"] == nil && pod["serviceAccountName"] == nil)
        #expect(pod["automountServiceAccountToken"]?.asBool == false)
        #expect(pod["securityContext"]?["seccompProfile"]?["type"]?.asString == "RuntimeDefault")
        #expect(pod["nodeSelector"]?["kubernetes.io/os"]?.asString == "linux")
        let containers = try #require(pod["containers"]?.elements)
        #expect(containers.count == 1 && pod["initContainers"] == nil)
        let context = try #require(containers[0]["securityContext"])
        #expect(context["privileged"]?.asBool == false && context["allowPrivilegeEscalation"]?.asBool == false)
        #expect(context["readOnlyRootFilesystem"]?.asBool == true)
        #expect(context["capabilities"]?["drop"]?.elements.map(\.asString) == ["ALL"])
        #expect(context["capabilities"]?["add"] == nil)
    }

    @Test(arguments: files)
    func `mount of the node only what a check reads, where the node has it, and never to be written`(
        name: String
    ) throws {
        let pod = try #require(try root(name)["spec"]?["template"]?["spec"])
        let mounts = try #require(pod["containers"]?.elements.first?["volumeMounts"]?.elements)
        var paths: [String: String] = [:]
        for volume in pod["volumes"]?.elements ?? [] {
            guard let path = volume["hostPath"]?["path"]?.asString, let name = volume["name"]?.asString else {
                continue
            }
            // Anything else would make the directory on the node.
            #expect(volume["hostPath"]?["type"]?.asString == "Directory")
            paths[name] = path
        }
        #expect(
            paths.values.sorted() == [
                "/etc/rancher/rke2", "/etc/ssl/certs", "/var/lib/rancher/rke2/agent/etc/containerd",
            ]
        )
        for mount in mounts {
            guard let path = mount["name"]?.asString.flatMap({ paths[$0] }) else {
                #expect(mount["mountPath"]?.asString == "/reports")
                continue
            }
            #expect(mount["readOnly"]?.asBool == true && mount["mountPath"]?.asString == path)
        }
        #expect(mounts.count == 4)
    }

    @Test(arguments: files)
    func `name the report after the node`(name: String) throws {
        let container = try root(name)["spec"]?["template"]?["spec"]?["containers"]?.elements.first
        let variable = container?["env"]?.elements.first
        #expect(variable?["name"]?.asString == "MACHINE")
        #expect(variable?["valueFrom"]?["fieldRef"]?["fieldPath"]?.asString == "spec.nodeName")
        let script = container?["command"]?.elements.dropFirst(2).first?.asString
        #expect(script?.contains("windlass check --machine \"$MACHINE\" --report-to /reports \"$@\"") == true)
    }

    @Test func `select their own pods, in a namespace of their own`() throws {
        let namespace = try root("namespace.yaml")["metadata"]?["name"]?.asString
        let set = try root("daemonset.yaml")
        let job = try root("job.yaml")
        #expect(set["metadata"]?["namespace"]?.asString == namespace)
        #expect(job["metadata"]?["namespace"]?.asString == namespace)
        let key = "app.kubernetes.io/name"
        let label = set["spec"]?["template"]?["metadata"]?["labels"]?[key]?.asString
        #expect(label != nil && label == set["spec"]?["selector"]?["matchLabels"]?[key]?.asString)
        // The reports of the one are fetched by its label, and are not to be mixed with the other's.
        #expect(label != job["spec"]?["template"]?["metadata"]?["labels"]?[key]?.asString)
    }
}

extension YAMLNode {
    fileprivate subscript(key: String) -> YAMLNode? {
        guard case .mapping(let pairs) = kind else { return nil }
        return pairs.last { $0.key.asString == key }?.value
    }

    fileprivate var elements: [YAMLNode] {
        if case .sequence(let nodes) = kind { nodes } else { [] }
    }
}
