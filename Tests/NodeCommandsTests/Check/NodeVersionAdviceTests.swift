import NodeConfiguration
import OCI
import Registries
import Testing

@testable import NodeCommands

private let entry = """
    mirrors:
      docker.io: {endpoint: ["https://m.example.com:5000"]}
    configs:
      "m.example.com:5000": {auth: {username: puller, password: canary-9f}}
    """

@Suite("Version advice of a check")
struct NodeVersionAdviceTests {
    @Test(
        "W-49: credentials on a Windows node of an affected version",
        arguments: [
            ("v1.29.13+rke2r1", "v1.29.14"), ("v1.31.5+rke2r1", "v1.31.6"), ("v1.32.1+rke2r1", "v1.32.2"),
            ("v1.27.16+rke2r2", "v1.29.14"),
        ]
    )
    func affected(version: String, mended: String) throws {
        let options = ["--node", "linux/amd64", "--node", "windows/amd64:20348", "--rke2-version", version]
        let check = try nodeSide(entry, options)
        let first = try #require(check.findings.first)
        #expect(first.code == "rke2-version-affected" && first.severity == .error && first.stage == "node")
        #expect(first.node == "windows/amd64:10.0.20348")
        #expect(first.evidence["line"] == .number("4"))
        #expect(first.fix.contains("go to \(mended) or later") && first.fix.contains("rancher/rke2#7103"))
        // The command that is named does lead the node to the plan.
        #expect(first.fix.contains(" --os windows --flavor rke2 --rke2-version \(version) --out DIR` writes"))
        #expect(first.fix.contains("that work"))
        let follower = try #require(check.finding("node-differs-from-plan"))
        #expect(follower.root == "rke2-version-affected" && follower.severity == .warning)
        #expect(check.codes().count { $0 == "rke2-version-affected" } == 1)
        #expect(check.status("node") == .failed && check.status("file") == .ok)
        let difference = try #require(check.differences.first)
        #expect(difference.field == "credential" && difference.endpoint == 1)
        #expect(difference.values.map(\.value) == ["user puller", "none"])
        #expect(difference.reason.contains("rancher/rke2#7103"))
    }

    @Test(
        "says nothing to Linux nodes, sound versions and files without configs",
        arguments: [
            (["--node", "linux/amd64", "--rke2-version", "v1.28.15+rke2r1"], true),
            (["--node", "windows/amd64", "--rke2-version", "v1.33.5+rke2r1"], true),
            (["--node", "windows/amd64", "--rke2-version", "v1.29.13+rke2r1"], false),
        ]
    )
    func sound(options: [String], hasConfigs: Bool) throws {
        let text = hasConfigs ? entry : "mirrors:\n  docker.io: {endpoint: ['https://m.example.com']}"
        let check = try nodeSide(text, options)
        #expect(check.codes(.error).isEmpty, "\(check.codes())")
    }

    @Test("two entries keep containerd on Windows from starting")
    func duplicateTables() throws {
        let text = entry + "\n  h: {auth: {username: u, password: p}}"
        let check = try nodeSide(
            text,
            ["--node", "windows/amd64", "--rke2-version", "v1.30.9+rke2r1"],
            images: ["busybox", "h/x"]
        )
        #expect(check.codes(.error) == ["windows-duplicate-tables", "rke2-version-affected"])
        let difference = try #require(check.differences.first)
        #expect(check.differences.count == 1)
        #expect(difference.image == nil && difference.field == "containerd")
        #expect(difference.values[0].value == "starts" && difference.values[1].value.contains("does not start"))
    }

    @Test(
        "W-50: a mirror for * with an embedded registry on Windows",
        arguments: [
            ("v1.28.13+rke2r1", CheckReport.Severity?.some(.error)), ("v1.34.1+rke2r1", .warning),
            ("v1.25.9+rke2r1", nil),
        ]
    )
    func embedded(version: String, severity: CheckReport.Severity?) throws {
        let files = [
            "etc/rancher/rke2/registries.yaml": "mirrors: {'*': }", "usr/local/bin/rke2.exe": "",
            "etc/rancher/rke2/config.yaml": "embedded-registry: true",
        ]
        let check = try nodeSide(nil, ["--rke2-version", version], tree: files)
        let finding = check.finding("embedded-registry-windows-directory")
        #expect(finding?.severity == severity)
        if let finding { #expect(finding.fix.contains("rancher/rke2#8138")) }
    }

    @Test("a version that nobody named is asked for, once")
    func unnamed() throws {
        let check = try nodeSide(entry, ["--node", "windows/amd64:20348", "--flavor", "rke2"])
        let finding = try #require(check.finding("service-version-unknown"))
        #expect(finding.severity == .info && finding.cause.contains("rke2-version-affected"))
        #expect(check.codes(.error).isEmpty)
    }

    static let others: [(text: String, version: String, code: String, severity: CheckReport.Severity)] = [
        (
            "mirrors: {a.io: {endpoint: ['https://m', 'https://m/v2']}}", "v1.29.2+k3s1", "duplicate-endpoint-rejected",
            .error
        ),
        ("mirrors: {a.io: {endpoint: ['https://m', a.io]}}", "v1.28.7+k3s1", "own-endpoint-drops-mirrors", .error),
        ("mirrors: {'*': {endpoint: ['https://m']}}", "v1.29.2+k3s1", "wildcard-mirror-without-fallback", .error),
        ("mirrors: {'*': {endpoint: ['https://m']}}", "v1.32.2+k3s1", "wildcard-mirror-without-fallback-2", .error),
        ("configs: {h: {tls: {insecure_skip_verify: true}}}", "v1.29.3+k3s1", "tls-only-for-mirrors", .error),
        (
            "configs: {docker.io: {auth: {username: u, password: p}}}", "v1.33.2+k3s1", "docker-io-credentials-unused",
            .error
        ),
        ("configs: {'*': {auth: {username: u, password: p}}}", "v1.36.4+k3s1", "wildcard-auth-ignored", .warning),
        (
            "mirrors: {a.io: {endpoint: ['https://m'], rewrite: {'a\\.b': 'c'}}}", "v1.33.5+k3s1", "rewrite-unescaped",
            .warning
        ),
    ]

    @Test("of K3s on Linux", arguments: others)
    func linux(text: String, version: String, code: String, severity: CheckReport.Severity) throws {
        let check = try nodeSide(text, ["--node", "linux/amd64", "--k3s-version", version])
        let finding = try #require(check.finding(code), "\(check.codes())")
        #expect(finding.severity == severity && finding.stage == "node")
        #expect(finding.cause.contains(version) || severity == .warning)
        #expect(!finding.fix.isEmpty && !finding.fix.contains("\n"))
    }

    @Test("a CA replaces the roots of a Windows node", arguments: [("1.7", true), ("2.2", true), ("2.3", false)])
    func roots(version: String, isHit: Bool) throws {
        let text = "mirrors: {a.io: {endpoint: ['https://m']}}\nconfigs: {m: {tls: {ca_file: /nowhere/ca.pem}}}"
        let options = ["--node", "linux/amd64", "--node", "windows/amd64", "--containerd", version]
        let check = try nodeSide(text, options, images: ["a.io/x"])
        #expect((check.finding("windows-ca-replaces-system-roots") != nil) == isHit)
        #expect(check.differences.contains { $0.field == "trusted roots" } == isHit)
    }

    @Test(
        "no secret of a key is told",
        arguments: ["linux/amd64", "windows/amd64"],
        ["v1.29.3+k3s1", "v1.28.13+k3s1"]
    )
    func secrecy(node: String, version: String) throws {
        let text = """
            mirrors:
              "https://u:canary-9f@a.io": {endpoint: ["https://u:canary-9f@m", "https://u:canary-9f@m"]}
            configs:
              "https://u:canary-9f@h": {auth: {username: u, password: canary-9f}, tls: {ca_file: /nowhere/ca.pem}}
              "u:canary-9f@i": {auth: {username: u, identity_token: canary-9f}, tls: {cert_file: /nowhere/c.pem}}
            """
        let options = ["--embedded-registry", "127.0.0.1:6443"]
        let check = try nodeSide(
            text,
            ["--node", node, "--k3s-version", version],
            images: ["a.io/x", "h/y"],
            plan: options
        )
        #expect(!check.findings.isEmpty)
        let told = "\(check.findings)\(check.differences)\(check.stages)\(check.unknowns)"
        #expect(!told.contains("canary-9f"), "\(check.findings.filter { "\($0)".contains("canary-9f") })")
    }
}
