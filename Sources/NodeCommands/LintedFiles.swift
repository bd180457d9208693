import NodeConfiguration

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The files that a command line asks to be looked at.
struct LintedFiles {
    let paths: [String]
    let root: String?
    let serviceVersion: ServiceVersion?

    /// What is wrong with the files of one node.
    struct Result {
        let findings: [Finding]
    }

    /// One result for each path, or for each layout of which there are files.
    func lints(for target: LintTarget) throws(CommandFailure) -> [Result] {
        var results: [Result] = []
        for path in paths { results.append(try lint(path, target)) }
        if let root {
            try check(root)
            let found = lint(below: root, target)
            guard !found.isEmpty else {
                throw CommandFailure(
                    .invalidConfiguration,
                    code: "lint-nothing-there",
                    "\(root) holds no files of a node with RKE2, K3s or containerd"
                )
            }
            results += found
        } else if paths.isEmpty {
            results += layouts(on: .current, target).compactMap { lint($0, below: nil, target) }
        }
        return results
    }

    /// In a tree the files of a service are in the same place whatever the system, which must be told from them.
    private func lint(below root: String, _ target: LintTarget) -> [Result] {
        let systems = target.system.map { [$0] } ?? NodeSystem.allCases
        return systems.flatMap { system in
            layouts(on: system, target).compactMap { layout in
                var known = target
                known.system = system
                if target.system == nil, layout.flavor != .stock {
                    let files = NodeRoot(root, on: system)
                    known.system = NodeFileSet(layout, in: files).system(in: files)
                    guard known.system ?? .linux == system else { return nil }
                }
                return lint(layout, below: root, known)
            }
        }
    }

    private func layouts(on system: NodeSystem, _ target: LintTarget) -> [NodeLayout] {
        (target.flavor.map { [$0] } ?? ServiceFlavor.allCases).map { NodeLayout($0, on: system) }
    }

    private func lint(_ path: String, _ target: LintTarget) throws(CommandFailure) -> Result {
        let isDirectory = try check(path)
        let files = NodeRoot(nil, on: .current)
        let join: (String, String) -> String = { NodeSystem.current.path($0, $1) }
        var set = isDirectory ? NodeFileSet(directory: path, in: files, path: join) : NodeFileSet(file: path)
        set.serviceVersion = serviceVersion
        guard !set.isEmpty else {
            throw CommandFailure(
                .invalidConfiguration,
                code: "lint-nothing-there",
                "\(path) holds none of registries.yaml, config.toml, config.toml.tmpl, config-v3.toml.tmpl, conf.d, certs.d"
            )
        }
        if !isDirectory, files.file(at: path) == nil {
            throw CommandFailure(.invalidConfiguration, code: "lint-unreadable", "\(path) cannot be read")
        }
        let lint = NodeLint(set, in: files, pathsOf: .current, target: target, imports: .besideFile)
        return Result(findings: lint.findings())
    }

    private func lint(_ layout: NodeLayout, below root: String?, _ target: LintTarget) -> Result? {
        let files = NodeRoot(root, on: layout.system)
        var set = NodeFileSet(layout, in: files)
        let fault = layout.flavor == .stock ? nil : set.follow(layout, in: files)
        set.serviceVersion = serviceVersion ?? files.notes?.version(of: layout.flavor)
        guard !set.isEmpty || fault != nil else { return nil }
        var known = target
        known.flavor = layout.flavor
        known.version = target.version ?? files.notes?.containerdVersion
        if root == nil { known.system = layout.system }
        let lint = NodeLint(set, in: files, pathsOf: layout.system, target: known, imports: .all)
        let findings = ([fault].compactMap(\.self) + lint.findings()).map { finding in
            var finding = finding
            finding.file = files.localPath(finding.file)
            return finding
        }
        return Result(findings: findings)
    }

    /// Whether it is a directory.
    @discardableResult
    private func check(_ path: String) throws(CommandFailure) -> Bool {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw CommandFailure(.invalidConfiguration, code: "lint-not-found", "\(path) does not exist")
        }
        return isDirectory
    }
}

extension NodeFileSet {
    /// Goes by what the service's own configuration says about registries.
    ///
    /// - Returns: the fault of that configuration, if it has one.
    fileprivate mutating func follow(_ layout: NodeLayout, in files: NodeRoot) -> Finding? {
        do {
            let service = try ServiceConfiguration(of: layout, in: files)
            disableDefaultEndpoint = service.disableDefaultEndpoint?.value ?? false
            // The service reads no other file then, be this one there or not.
            if let path = service.privateRegistry?.value { registries = files.file(at: path).map { _ in path } }
            return nil
        } catch {
            return error.finding
        }
    }
}

extension NodeSystem {
    /// This machine's.
    fileprivate static var current: NodeSystem {
        #if os(Windows)
        .windows
        #else
        .linux
        #endif
    }
}
