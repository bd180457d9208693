import ArgumentParser
import Foundation
import NodeConfiguration
import OCI
import Registries
import Testing

@testable import NodeCommands

/// A check of one registries.yaml, or of a tree.
func nodeSide(
    _ registries: String?,
    _ options: [String] = [],
    tree files: [String: String]? = nil,
    images: [String] = ["busybox"],
    plan: [String] = [],
    environment: [String: String] = [:]
) throws -> NodeSideCheck {
    var all = files ?? [:]
    if let registries, files == nil { all["reg.yaml"] = registries }
    let tree = try PlantedTree(all)
    let place = files == nil ? ["--registries", tree.path + "/reg.yaml"] : ["--root", tree.path]
    return try NodeSideCheck(
        PlanArguments.parse(place + plan),
        for: CheckNodeArguments.parse(options),
        images: images,
        environment: environment
    )
}

extension NodeSideCheck {
    func codes(_ severity: CheckReport.Severity? = nil) -> [String] {
        findings.filter { severity == nil || $0.severity == severity }.map(\.code)
    }

    func finding(_ code: String) -> CheckReport.Finding? { findings.first { $0.code == code } }

    func status(_ stage: String) -> CheckReport.Status? { stages.first { $0.name == stage }?.status }
}

private let mirror = """
    mirrors:
      docker.io:
        endpoint: ["https://m.example.com:5000"]
        rewrite: {"^(.*)$": "docker/$1"}
    configs:
      "m.example.com:5000":
        auth: {username: puller, password: canary-9f}
    """

@Suite("The offline side of a check")
struct NodeSideCheckTests {
    @Test("blames nothing where nothing is wrong", arguments: ["linux/amd64", "windows/amd64:10.0.20348"])
    func healthy(node: String) throws {
        for options in [[], ["--flavor", "stock", "--containerd", "1.7"], ["--rke2-version", "v1.33.5+rke2r1"]] {
            let check = try nodeSide(mirror, ["--node", node] + options, images: ["busybox", "quay.io/a/b:1"])
            #expect(check.codes() == ["clients-read-different-files"], "\(options)")
            #expect(check.status("file") == .ok)
            #expect(check.status("node") != .failed)
            #expect(check.differences.isEmpty)
            #expect(check.plans.map(\.image.description) == ["docker.io/library/busybox:latest", "quay.io/a/b:1"])
            #expect(check.plans[0].endpoints.map(\.host) == ["m.example.com:5000", "registry-1.docker.io"])
        }
    }

    static let complaints: [(text: String, code: String, line: Int?, fix: String)] = [
        ("mirrors:\n  a.io: {endpoints: [x]}", "unknown-key", 2, "write: endpoint:"),
        ("mirrors:\n  a.io: {}\n  a.io: {}", "duplicate-key", 3, "keep one of the two"),
        ("mirrors:\n  https://a.io: {}", "host-key-invalid", 2, "write: \"a.io\":"),
        ("mirrors:\n  a.io: {endpoint: ['https://m/project']}", "endpoint-path-not-v2", 2, "rewrite:"),
        ("configs:\n  h: {auth: {password: canary-9f}}", "password-without-username", nil, "write username:"),
        ("configs:\n  h: {auth: {auth: '%%'}}", "auth-not-base64", nil, "write username and password"),
        ("mirrors:\n  a.io: {rewrite: {'(': x}}", "rewrite-invalid-pattern", 2, "RE2"),
        ("auths: {h: {}}", "auths-ignored", 1, "configs.<host>.auth"),
    ]

    @Test("goes on where K3s goes on, and says what is wrong", arguments: complaints, ["linux/amd64", "windows/amd64"])
    func complaint(_ row: (text: String, code: String, line: Int?, fix: String), node: String) throws {
        let check = try nodeSide(row.text, ["--node", node])
        let first = try #require(check.findings.first)
        #expect(first.code == row.code)
        #expect(first.stage == "file")
        #expect(first.fix.contains(row.fix), "\(first.fix)")
        #expect(!first.fix.contains("\n") && !first.cause.contains("\n"))
        if let line = row.line { #expect(first.evidence["line"] == .number(String(line))) }
        #expect(check.loaded != nil && check.images.count == 1)
        #expect(check.status("file") == (first.severity == .error ? .failed : .ok))
    }

    @Test("has nothing in force where nobody can read the file", arguments: ["mirrors: [", "mirrors:\n\tx: y", "- a"])
    func unreadable(text: String) throws {
        let check = try nodeSide(text, ["--node", "linux/amd64"])
        #expect(check.loaded == nil && check.images.isEmpty && check.plans.isEmpty)
        #expect(check.status("file") == .failed)
        #expect(check.findings.first?.severity == .error && check.findings.first?.stage == "file")
    }

    @Test("names the encodings that PowerShell writes")
    func encodings() throws {
        let tree = try PlantedTree()
        let path = tree.path + "/reg.yaml"
        func check(_ bytes: [UInt8]) throws -> NodeSideCheck {
            try Data(bytes).write(to: URL(filePath: path))
            let plan = try PlanArguments.parse(["--registries", path])
            return try NodeSideCheck(plan, for: .parse(["--node", "windows/amd64"]), images: ["busybox"])
        }
        let wide = mirror.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let marked = try check([0xFF, 0xFE] + wide)
        #expect(marked.finding("encoding-utf16")?.severity == .warning)
        #expect(marked.loaded?.configuration.mirrors.keys == ["docker.io"])
        let unmarked = try check(wide)
        #expect(unmarked.finding("encoding-utf16")?.severity == .error)
        #expect(unmarked.loaded == nil)
        let ansi = try check(Array("configs: {h: {auth: {username: m".utf8) + [0xFC] + Array("ller}}}".utf8))
        #expect(ansi.finding("encoding-ansi")?.severity == .error)
        #expect(ansi.findings.first?.fix.contains("UTF-8") == true)
    }

    @Test("refuses a file, a root and a node that are not there")
    func refusals() throws {
        func failure(_ plan: [String], _ nodes: [String] = []) throws -> String? {
            let (plan, nodes) = (try PlanArguments.parse(plan), try CheckNodeArguments.parse(nodes))
            return #expect(throws: CommandFailure.self) { try NodeSideCheck(plan, for: nodes, images: ["a"]) }?.code
        }
        #expect(try failure(["--registries", "/nowhere/reg.yaml"]) == "registries-not-found")
        #expect(try failure(["--root", "/nowhere"]) == "root-not-found")
        let tree = try PlantedTree(["etc/hosts": "", "reg.yaml": ""])
        #expect(try failure(["--root", tree.path]) == "root-without-service")
        let file = ["--registries", tree.path + "/reg.yaml"]
        #expect(try failure(file, ["--node", "windows"]) == "platform-invalid")
        #expect(try failure(file, ["--flavor", "stock", "--rke2-version", "v1.29.13"]) == "usage")
        #expect(throws: (any Error).self) { try CheckNodeArguments.parse(["--containerd", "nine"]) }
        #expect(throws: (any Error).self) { try CheckNodeArguments.parse(["--rke2-version", "latest"]) }
    }

    @Test("finds certificate files that are not there, as an error where they are this node's own")
    func certificates() throws {
        let text = "mirrors: {a.io: {endpoint: ['https://m']}}\nconfigs: {m: {tls: {ca_file: /nowhere/ca.pem}}}"
        let own = try nodeSide(text, images: ["a.io/x"])
        #expect(own.finding("ca-file-missing")?.severity == .error)
        let other = try nodeSide(text, ["--node", "linux/arm64"], images: ["a.io/x"])
        #expect(other.finding("ca-file-missing")?.severity == .warning)
    }

    @Test("tells of nothing twice, and of no secret")
    func repetitions() throws {
        let text = "configs:\n  h:\n    auth: {password: canary-9f}\n    tls: {cert_file: /nowhere/c.pem}\nauths: {}\n"
        let files = ["etc/rancher/rke2/registries.yaml": text, "etc/passwd": ""]
        let check = try nodeSide(nil, tree: files)
        let codes = check.codes()
        #expect(codes.count { $0 == "password-without-username" } == 1, "\(codes)")
        #expect(codes.count { $0 == "client-cert-without-key" } == 1, "\(codes)")
        #expect(codes.count { $0 == "auths-ignored" } == 1, "\(codes)")
        #expect(!"\(check.findings)\(check.differences)\(check.stages)\(check.unknowns)".contains("canary-9f"))
    }

    @Test("leaves masked credentials out of what is run, and names their hosts")
    func masked() throws {
        let text = mirror.split(separator: "canary-9f").joined(separator: "<masked>")
        let check = try nodeSide(text, ["--node", "linux/amd64"])
        #expect(check.maskedHosts == ["m.example.com:5000"])
        #expect(check.plans[0].endpoints[0].authKind == .basic)
        #expect(check.runnablePlans[0].endpoints[0].authKind == .none)
    }
}
