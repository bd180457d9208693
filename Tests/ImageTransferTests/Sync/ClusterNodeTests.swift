import ImageTransfer
import OCI
import Testing

@Suite("Nodes of a cluster")
struct ClusterNodeTests {
    private static func node(_ name: String, _ info: String, labels: String = "{}") -> String {
        #"{"kind": "Node", "metadata": {"name": "\#(name)", "labels": \#(labels)}, "status": {"nodeInfo": {\#(info)}}}"#
    }

    @Test(
        "W-47 a node's build is that of its kernel, else of its label, else of its system's name",
        arguments: [
            (#""operatingSystem": "linux", "architecture": "arm64", "kernelVersion": "6.1.0""#, "{}", "linux/arm64/v8"),
            (
                #""operatingSystem": "windows", "architecture": "amd64", "kernelVersion": "10.0.20348.2700""#, "{}",
                "windows/amd64:10.0.20348.2700"
            ),
            (
                #""operatingSystem": "windows", "architecture": "amd64", "kernelVersion": "unknown""#,
                #"{"node.kubernetes.io/windows-build": "10.0.17763"}"#, "windows/amd64:10.0.17763"
            ),
            (
                #""operatingSystem": "windows", "architecture": "amd64", "osImage": "Windows Server 2025 Datacenter""#,
                "{}",
                "windows/amd64:10.0.26100"
            ),
        ]
    )
    func builds(_ info: String, _ labels: String, _ platform: String) throws {
        let text = Self.node("n1", info, labels: labels)
        for json in [text, #"{"kind": "List", "items": [\#(text)]}"#] {
            let nodes = try ClusterNode.list(parsing: Array(json.utf8))
            #expect(nodes.map(\.name) == ["n1"])
            #expect(nodes.first?.node == (try Node(parsing: platform)))
        }
    }

    @Test(
        "what is no node is refused",
        arguments: [
            "[]", "{}", #"{"items": {}}"#, node("n", #""operatingSystem": "linux""#),
            node("n", #""operatingSystem": "windows", "architecture": "amd64", "kernelVersion": "6.1""#),
        ]
    )
    func refused(_ text: String) {
        let error = #expect(throws: OCIError.self) { try ClusterNode.list(parsing: Array(text.utf8)) }
        #expect(error?.code == .invalidNodes)
    }
}
