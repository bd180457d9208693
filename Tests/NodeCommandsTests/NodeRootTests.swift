import ArgumentParser
import Foundation
import NodeConfiguration
import OCI
import Registries
import Testing

@testable import NodeCommands

/// A node's tree in a directory of its own, gone with the test.
final class PlantedTree {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "windlass-tree-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: path + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}

@Suite("A node's root")
struct NodeRootTests {
    static let systems = NodeSystem.allCases

    static func node(_ system: NodeSystem) throws -> Node { try Node(parsing: "\(system.rawValue)/amd64") }

    @Test("config.yaml and its registries.yaml make the plan", arguments: systems, ["rke2", "k3s"])
    func settings(system: NodeSystem, service: String) throws {
        let elsewhere = system == .windows ? "C:\\conf\\reg.yaml" : "/conf/reg.yaml"
        let tree = try PlantedTree([
            "etc/rancher/\(service)/config.yaml": """
            private-registry: \(elsewhere)
            embedded-registry: true
            """,
            "etc/rancher/\(service)/config.yaml.d/10.yaml": """
            disable-default-registry-endpoint: "true"
            system-default-registry: sys.example.com
            """,
            "etc/rancher/\(service)/registries.yaml": "not read: [",
            "conf/reg.yaml": "mirrors: {'*': {endpoint: ['https://m.example.com']}}",
        ])
        let arguments = try PlanArguments.parse(["--root", tree.path + "/"])
        let node = try Self.node(system)
        let loaded = try arguments.load(for: .node, on: node)
        #expect(loaded.path == tree.path + "/conf/reg.yaml")
        let image = try loaded.image("busybox")
        #expect(image.description == "sys.example.com/busybox:latest")
        let plan = loaded.planner(flavour: .node, node: node).plan(for: image)
        let embedded = service == "rke2" ? "127.0.0.1:9345" : "127.0.0.1:6443"
        #expect(plan.endpoints.map(\.host) == [embedded, "m.example.com"])
        #expect(loaded.remarks.first == "config.yaml: \(tree.path)/etc/rancher/\(service)/config.yaml")
        #expect(loaded.remarks.last == "registries.yaml: \(tree.path)/conf/reg.yaml")
    }

    @Test("a path of the node stays in the tree", arguments: systems)
    func paths(system: NodeSystem) {
        let root = NodeRoot("/tree", on: system)
        #expect(root.localPath("/etc/../../x") == "/tree/etc/x")
        // The file system takes no notice of a combining mark behind a slash.
        let local = root.localPath("/../\u{301}x")
        #expect(local.utf8.elementsEqual("/tree/\u{301}x".utf8))
    }

    @Test("a system-default-registry that is none is named, and its password is not")
    func invalidDefaultRegistry() throws {
        let tree = try PlantedTree([
            "etc/rancher/k3s/config.yaml": "system-default-registry: https://u:canary@sys.example.com"
        ])
        let loaded = try PlanArguments.parse(["--root", tree.path]).load(for: .node, on: Self.node(.linux))
        #expect(!loaded.remarks.joined().contains("canary"))
        let failure = #expect(throws: CommandFailure.self) { try loaded.image("busybox") }
        #expect(failure?.code == "system-default-registry-invalid")
        #expect(failure?.message.contains("sys.example.com") == true && failure?.message.contains("canary") == false)
    }

    @Test("options win", arguments: systems)
    func options(system: NodeSystem) throws {
        let tree = try PlantedTree([
            "etc/rancher/k3s/config.yaml": """
            embedded-registry: true
            disable-default-registry-endpoint: true
            system-default-registry: sys.example.com
            """,
            "etc/rancher/k3s/registries.yaml": "mirrors: {'*': {endpoint: ['https://m.example.com']}}",
            "mine.yaml": "mirrors: {'*': {endpoint: ['https://mine.example.com']}}",
        ])
        let node = try Self.node(system)
        let arguments = try PlanArguments.parse([
            "--root", tree.path, "--registries", tree.path + "/mine.yaml", "--no-disable-default-endpoint",
            "--embedded-registry", "", "--system-default-registry", "mysys.example.com",
        ])
        let loaded = try arguments.load(for: .windlass, on: node)
        let image = try loaded.image("busybox")
        let hosts = loaded.planner(flavour: .windlass, node: node).plan(for: image).endpoints.map(\.host)
        #expect(hosts == ["mine.example.com", "mysys.example.com"])
    }

    @Test("without files of its own a service asks every registry itself")
    func empty() throws {
        let tree = try PlantedTree(["var/lib/rancher/rke2/agent/x": ""])
        let arguments = try PlanArguments.parse(["--root", tree.path])
        let loaded = try arguments.load(for: .windlass, on: try Self.node(.linux))
        #expect(loaded.path == nil)
        #expect(loaded.remarks == ["registries.yaml: none, so every registry is asked itself"])
    }

    @Test("a directory that is no node's is refused, and so is a broken config.yaml")
    func refusals() throws {
        let tree = try PlantedTree(["etc/hosts": ""])
        let node = try Self.node(.linux)
        func failure(_ root: String) throws -> CommandFailure? {
            let arguments = try PlanArguments.parse(["--root", root])
            return #expect(throws: CommandFailure.self) { try arguments.load(for: .windlass, on: node) }
        }
        #expect(try failure(tree.path)?.code == "root-without-service")
        #expect(try failure(tree.path + "/none")?.code == "root-not-found")
        try tree.write("embedded-registry: maybe", to: "etc/rancher/rke2/config.yaml.d/1.yaml")
        let broken = try failure(tree.path)
        #expect(broken?.code == "wrong-type")
        #expect(broken?.exit == .invalidConfiguration)
        #expect(broken?.message.hasPrefix(tree.path + "/etc/rancher/rke2/config.yaml.d/1.yaml:1:20: ") == true)
    }

    @Test(
        "the tree tells which system it is of",
        arguments: [
            (
                "node.json", #"{"os": "windows", "architecture": "amd64", "osVersion": "10.0.20348.1"}"#,
                "windows/amd64:10.0.20348.1"
            ),
            ("node.json", #"{"os": "linux", "architecture": "arm64", "osVersion": "6.1"}"#, "linux/arm64"),
            ("usr/local/bin/rke2.exe", "", "windows/amd64"),
            ("Program Files/x", "", "windows/amd64"),
            ("etc/passwd", "", "linux/amd64"),
        ]
    )
    func system(file: String, text: String, node: String) throws {
        let tree = try PlantedTree([file: text])
        let arguments = try PlanArguments.parse(["--root", tree.path])
        #expect(try arguments.node(nil) == Node(parsing: node))
        #expect(try arguments.node("linux/s390x") == Node(parsing: "linux/s390x"))
    }

    @Test("certificate files are looked for below it", arguments: systems)
    func certificates(system: NodeSystem) throws {
        let (ca, key, none) =
            system == .windows ? ("C:\\c\\ca.pem", "D:\\k.pem", "/none.pem") : ("/c/ca.pem", "/D/k.pem", "/none.pem")
        let tree = try PlantedTree([
            "etc/rancher/rke2/registries.yaml": """
            mirrors: {a.example: {endpoint: ['https://b.example']}}
            configs:
              a.example: {tls: {ca_file: '\(ca)', cert_file: '\(none)', key_file: '\(key)'}}
              b.example: {tls: {ca_file: '\(ca).missing'}}
            """,
            "c/ca.pem": "-----BEGIN CERTIFICATE-----\n",
            "D/k.pem": "",
        ])
        let node = try Self.node(system)
        let loaded = try PlanArguments.parse(["--root", tree.path]).load(for: .windlass, on: node)
        let plan = loaded.planner(flavour: .windlass, node: node).plan(for: try loaded.image("a.example/x"))
        let warnings = RegistriesFile.warnings(about: plan, below: loaded.service?.root)
        #expect(warnings.map(\.subject) == ["\(ca).missing", "cert_file \(none)"])
        let local = try loaded.withLocalFiles().configuration.configs["a.example"]?.tls
        #expect(local?.caFile == tree.path + "/c/ca.pem")
        #expect(local?.keyFile == tree.path + "/D/k.pem")
    }

    @Test(
        "a file without its secrets is shown, and not run",
        arguments: ["password: <masked>", "auth: bWFza2VkOm1hc2tlZA=="]
    )
    func masked(secret: String) throws {
        let tree = try PlantedTree([
            "etc/rancher/rke2/registries.yaml": "configs: {a.example: {auth: {username: u, \(secret)}}}"
        ])
        let node = try Self.node(.linux)
        let loaded = try PlanArguments.parse(["--root", tree.path]).load(for: .windlass, on: node)
        let failure = #expect(throws: CommandFailure.self) { () throws in _ = try loaded.withLocalFiles() }
        #expect(failure?.code == "masked-secrets" && failure?.exit == .invalidConfiguration)
    }
}
