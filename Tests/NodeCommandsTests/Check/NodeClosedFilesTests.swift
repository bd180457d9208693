import ArgumentParser
import Foundation
import NodeConfiguration
import OCI
import Registries
import Testing

@testable import NodeCommands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("A check of files that are not to be read")
struct NodeClosedFilesTests {
    private static let registries = "etc/rancher/rke2/registries.yaml"
    private static let configuration = "var/lib/rancher/rke2/agent/etc/containerd/config.toml"
    /// To root nothing is closed.
    private static let isRoot = geteuid() == 0

    private func check(_ tree: PlantedTree, closing directory: String) throws -> NodeSideCheck {
        let path = tree.path + "/" + directory
        #expect(chmod(path, 0) == 0)
        defer { chmod(path, 0o755) }
        return try check(tree, ["--node", "linux/amd64"])
    }

    private func check(
        _ tree: PlantedTree,
        _ options: [String],
        image: String = "busybox"
    ) throws -> NodeSideCheck {
        try NodeSideCheck(
            PlanArguments.parse(["--root", tree.path]),
            for: CheckNodeArguments.parse(options),
            images: [image],
            environment: [:]
        )
    }

    @Test(
        "never says of them that they are not there",
        .disabled(if: isRoot, "nothing is closed to root"),
        arguments: ["etc", "etc/rancher", "etc/rancher/rke2"]
    )
    func closed(directory: String) throws {
        let tree = try PlantedTree([Self.registries: "mirrors: {}", Self.configuration: "version = 2\n"])
        let check = try check(tree, closing: directory)
        #expect(check.status("file") == .failed)
        #expect(["registries-unreadable", "config-unreadable"].contains(check.findings.first?.code))
        #expect(check.findings.first?.severity == .error)
    }

    @Test("says who may read containerd's", .disabled(if: isRoot, "nothing is closed to root"))
    func closedConfiguration() throws {
        let tree = try PlantedTree([Self.registries: "mirrors: {}", Self.configuration: "version = 2\n"])
        let check = try check(tree, closing: "var/lib/rancher/rke2/agent")
        let stage = try #require(check.stages.last)
        #expect(stage.status == .unknown && stage.summary.contains("run the check as root"))
    }

    @Test("ends at a file that is too large before it is read", arguments: [Self.registries, Self.configuration])
    func large(name: String) throws {
        let tree = try PlantedTree([Self.registries: "mirrors: {}", Self.configuration: "version = 2\n"])
        #expect(truncate(tree.path + "/" + name, 256 << 20) == 0)
        let check = try check(tree, ["--node", "linux/amd64"])
        #expect(["registries-unreadable", "file-unreadable"].contains(check.findings.first?.code))
        #expect(check.codes().count { $0.hasSuffix("-unreadable") } == 1)
    }

    @Test("is told of a tree with masks that the files are written on the node")
    func masked() throws {
        let yaml = "configs: {reg.example: {auth: {username: u, password: \"<masked>\"}}}"
        let tree = try PlantedTree([Self.registries: yaml])
        let options = ["--node", "windows/amd64", "--rke2-version", "v1.29.13+rke2r1"]
        let check = try check(tree, options, image: "reg.example/a")
        let fix = try #require(check.finding("rke2-version-affected")?.fix)
        #expect(fix.contains("`windlass render --os windows --flavor rke2 --rke2-version v1.29.13+rke2r1 --out DIR`"))
    }
}
