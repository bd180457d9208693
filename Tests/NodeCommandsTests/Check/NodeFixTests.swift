import ArgumentParser
import Foundation
import NodeConfiguration
import OCI
import Registries
import Testing

@testable import NodeCommands

@Suite("The advice of the offline side")
struct NodeFixTests {
    /// A slip in registries.yaml, and what the fix of its finding has to say.
    static let slips: [(yaml: String, code: String, fix: String)] = [
        ("configs: {a.example: {auth: {user: u, password: p, username: u}}}", "unknown-key", "write: username:"),
        ("configs: {a.example: {auth: {username: u, pass: p}}}", "unknown-key", "write: password:"),
        ("configs: {a.example: {auth: {token: t}}}", "unknown-key", "write: identity_token:"),
        ("configs: {a.example: {username: u}}", "unknown-key", "below configs.<host>.auth"),
        ("configs: {a.example: {ca_file: /a}}", "unknown-key", "below configs.<host>.tls"),
        ("configs: {a.example: {auth: {insecure_skip_verify: true}}}", "unknown-key", "below configs.<host>.tls"),
        ("auth: {username: u}", "unknown-key", "below configs.<host>"),
        ("endpoint: [\"https://m.example\"]", "unknown-key", "below mirrors.<registry>"),
        ("docker.io: {endpoint: [\"https://m.example\"]}", "unknown-key", "below mirrors: or configs:"),
        ("mirrors: {docker.io: {endpoints: [\"https://m.example\"]}}", "unknown-key", "write: endpoint:"),
        (
            "mirrors: {docker.io: {endpoint: \"https://m.example\"}}", "wrong-type",
            "endpoint: [\"https://host[:port]\"]"
        ),
        ("mirrors: {docker.io: [\"https://m.example\"]}", "wrong-type", "write endpoint:"),
        ("[]", "wrong-type", "write mirrors: or configs:"),
        ("configs:\n  a.example\n    auth:\n      username: u\n", "yaml-syntax", "the colon that is missing"),
        ("configs:\n  a:\n    auth: {password: a: b}\n", "yaml-syntax", "registries.yaml:3"),
        ("mirrors:\n  docker.io:\n    endpoint: [\"https://m.example]\n", "yaml-syntax", "close the quote"),
    ]

    @Test("is the line to write", arguments: slips)
    func slip(yaml: String, code: String, fix: String) throws {
        let files = ["etc/rancher/rke2/registries.yaml": yaml]
        let finding = try #require(try nodeSide(nil, tree: files).findings.first)
        #expect(finding.code == code)
        #expect(finding.fix.contains(fix), "\(finding.fix)")
    }

    @Test("says of a credential that is no base64 once that nobody can use it")
    func unusable() throws {
        let yaml = "configs: {reg.example: {auth: {auth: \"not base64!\"}}}"
        let codes = try nodeSide(yaml, images: ["reg.example/a"]).codes()
        #expect(codes.contains("auth-not-base64") && !codes.contains("auth-unusable"), "\(codes)")
    }

    @Test("takes a user without a password for one with an empty one")
    func noPassword() throws {
        let check = try nodeSide("configs: {reg.example: {auth: {username: u}}}", images: ["reg.example/a"])
        #expect(check.finding("node-differs-from-plan") == nil)
    }

    @Test("makes no warning of https before http at the node itself", arguments: ["127.0.0.1:5000", "localhost:5000"])
    func loopback(host: String) throws {
        let check = try nodeSide("{}", images: ["\(host)/a"])
        #expect(check.finding("node-differs-from-plan")?.severity == .info)
    }

    private static let tls = """
        mirrors: {docker.io: {endpoint: ["http://127.0.0.1:5000"]}}
        configs: {"m.example:5000": {tls: {ca_file: /etc/ssl/ca.pem}}}
        """

    @Test("does not lay a difference of Linux at a defect of Windows")
    func otherNode() throws {
        let options = [
            "--node", "windows/amd64:10.0.20348", "--node", "linux/amd64", "--rke2-version", "v1.29.13+rke2r1",
        ]
        let check = try nodeSide(Self.tls, options, images: ["127.0.0.1:5000/a"])
        #expect(check.finding("rke2-version-affected")?.node == "windows/amd64:10.0.20348")
        let linux = check.findings.filter { $0.code == "node-differs-from-plan" && $0.node == "linux/amd64" }
        #expect(!linux.isEmpty && linux.allSatisfy { $0.root == nil }, "\(linux)")
    }

    @Test("speaks of the nodes that were asked for alone")
    func asked() throws {
        let yaml = "mirrors: {docker.io: {endpoint: [\"https://m.example\", \"https://m.example\"]}}"
        for (node, isAffected) in [("windows/amd64", false), ("linux/amd64", true)] {
            let check = try nodeSide(yaml, ["--node", node, "--rke2-version", "v1.29.1+rke2r1"])
            #expect(check.codes(.error) == (isAffected ? ["duplicate-endpoint-rejected"] : []))
        }
    }

    @Test("shows that containerd on Windows does not look for _default before 1.6.17", arguments: ["1.6.16", "1.6.17"])
    func wildcard(version: String) throws {
        let yaml = "mirrors: {\"*\": {endpoint: [\"https://m.example\"]}}"
        let check = try nodeSide(yaml, ["--node", "windows/amd64", "--containerd", version], images: ["quay.io/a/b"])
        let isOld = version == "1.6.16"
        #expect(check.differences.contains { $0.field == "endpoint" } == isOld, "\(check.differences)")
        #expect(check.finding("node-differs-from-plan")?.root == (isOld ? "default-directory-unknown" : nil))
    }

    /// Options of a check, and how the command in the fix of its first finding begins.
    static let commands: [(options: [String], command: String)] = [
        (["--rke2-version", "v1.29.13+rke2r1"], "--os windows --flavor rke2 --rke2-version v1.29.13+rke2r1 --out"),
        (["--k3s-version", "v1.29.13+k3s1"], "--os windows --flavor k3s --k3s-version v1.29.13+k3s1 --out"),
        (["--containerd", "1.7.20"], "--os windows --containerd 1.7.20 --public-roots FILE --out"),
    ]

    @Test("names commands that read the same file for the same node, and that run", arguments: commands)
    func command(options: [String], command: String) throws {
        let tree = try PlantedTree(["my registries.yaml": Self.tls])
        let path = tree.path + "/my registries.yaml"
        let check = try NodeSideCheck(
            PlanArguments.parse(["--registries", path]),
            for: CheckNodeArguments.parse(["--node", "windows/amd64:10.0.20348"] + options),
            images: ["m.example:5000/a"],
            environment: [:]
        )
        let start = "windlass render --registries '\(path)' \(command)"
        let fix = try #require(check.findings.map(\.fix).first { $0.contains(start) }, "\(check.findings.map(\.fix))")
        let words = try #require(fix.split(separator: "`").first { $0.hasPrefix("windlass render ") })
        let arguments = words.dropFirst("windlass render ".count)
            .replacing("'\(path)'", with: "PATH").split(separator: " ")
            .map { $0 == "PATH" ? path : $0 == "DIR" ? tree.path + "/out" : $0 == "FILE" ? path : String($0) }
        #expect(throws: Never.self) { try RenderCommand.parse(arguments) }
    }

    /// Options that contradict each other.
    static let contradictions = [
        ["--rke2-version", "v1.33.5+rke2r1", "--containerd", "1.7"],
        ["--k3s-version", "v1.29.13+k3s1", "--flavor", "rke2"],
        ["--rke2-version", "v1.29.13+rke2r1", "--flavor", "k3s"],
        ["--rke2-version", "v1.29.13+rke2r1", "--flavor", "stock"],
    ]

    @Test("is refused for nodes that there are none of, as rendering for them is", arguments: contradictions)
    func contradiction(options: [String]) throws {
        let check = #expect(throws: CommandFailure.self) { try nodeSide("{}", options) }
        #expect(check?.code == "usage")
        let flavor = options.contains("--flavor") ? [] : ["--flavor", "rke2"]
        let arguments = try RenderArguments.parse(["--os", "linux"] + flavor + options)
        let render = #expect(throws: CommandFailure.self) { try arguments.target(on: .linux, base: nil) }
        #expect(render?.message == check?.message)
    }

    @Test("quotes what a shell would take for more than a word")
    func quoted() {
        #expect(asShellWord("/etc/a_b-1.yaml") == "/etc/a_b-1.yaml")
        #expect(asShellWord("a b") == "'a b'" && asShellWord("") == "''")
        #expect(asShellWord("$(reboot)'`x`") == "'$(reboot)'\\''`x`'")
    }

    @Test("for ctr finds the one that the service brings, and a directory with a blank in quotes")
    func clients() throws {
        func fix(_ options: [String]) throws -> String {
            try nodeSide("{}", options).finding("clients-read-different-files")?.fix ?? ""
        }
        let linux = "/var/lib/rancher/rke2/bin/ctr --address /run/k3s/containerd/containerd.sock -n k8s.io images pull"
        #expect(try fix(["--rke2-version", "v1.33.5+rke2r1", "--node", "linux/amd64"]).contains(linux))
        let windows = try fix(["--node", "windows/amd64:10.0.20348"])
        #expect(windows.contains("--hosts-dir \"C:\\Program Files\\containerd\\certs.d\""))
        let old = ["--rke2-version", "v1.29.13+rke2r1", "--node", "windows/amd64:10.0.20348"]
        #expect(try !fix(old).contains("certs.d"))
    }
}
