import Credentials
import NodeCommands
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Docker's config.json, or the helper that it names, as the place of one registry's login.
struct DockerLogin {
    /// Where config.json is.
    let path: String
    private let target: CredentialTarget
    private let helper: DockerHelper?
    private var text: DockerConfigurationText
    private let run: @Sendable (CredentialProgram) async -> CredentialProgram.Outcome

    /// The file as Docker finds it; one that is not there yet is made.
    init(
        _ host: String,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        run: @escaping @Sendable (CredentialProgram) async -> CredentialProgram.Outcome = { await $0.run() }
    ) throws(CommandFailure) {
        guard let registry = try? RegistryHost(parsing: host) else {
            throw CommandFailure(.usage, code: "usage", "\"\(host)\" is not HOST[:PORT]")
        }
        guard let file = CredentialSources.dockerFile(environment) else {
            throw CommandFailure(.usage, code: "usage", "there is no home to have .docker in: set DOCKER_CONFIG")
        }
        // A link stays one: what it leads to is changed.
        path = URL(filePath: file).resolvingSymlinksInPath().path(percentEncoded: false)
        target = CredentialTarget(host: registry)
        self.run = run
        do throws(CredentialFailure.Reason) {
            text = try DockerConfigurationText(Self.contents(of: path))
            helper = try text.helper(for: target)
        } catch {
            throw CommandFailure(CredentialFailure(error, at: .file(path: path, key: nil)))
        }
    }

    private static func contents(of path: String) throws(CredentialFailure.Reason) -> [UInt8] {
        switch CredentialSources.read(path) {
        case .bytes(let bytes): return bytes
        case .absent: return []
        case .unreadable: throw .init(.fileUnreadable)
        case .tooLarge: throw .init(.fileTooLarge)
        }
    }

    /// Where the login is kept.
    var place: CredentialPlace {
        helper.map { .helper(program: $0.program, path: path) } ?? .file(path: path, key: target.dockerServer)
    }

    /// Where the login is kept, as the end of a sentence.
    var words: String {
        helper.map { "by \($0.program), which \(path) names" } ?? "under auths.\"\(target.dockerServer)\" in \(path)"
    }

    /// Documented in `docs/json.md`.
    var members: [JSON.Member] {
        [
            JSON.Member(key: "file", value: .string(path)),
            JSON.Member(key: "helper", value: helper.map { .string($0.program) } ?? .null),
        ]
    }

    /// Stores a login: in the helper first, for without it nothing is to change.
    mutating func store(_ login: AuthConfiguration) async throws(CommandFailure) {
        guard let helper else {
            _ = text.set(login, for: target)
            return try write()
        }
        // That there is nothing is no answer to a login.
        guard try await isDone(helper.store(login, for: target)) else {
            throw CommandFailure(CredentialFailure(.init(.programFailed), at: place))
        }
        _ = text.setKept(for: target)
        try write()
    }

    /// Removes a login from the helper and from the file.
    ///
    /// - Returns: whether there was one.
    mutating func remove() async throws(CommandFailure) -> Bool {
        var isRemoved = false
        if let helper { isRemoved = try await isDone(helper.erase(target)) }
        if text.remove(target) {
            isRemoved = true
            try write()
        }
        return isRemoved
    }

    private func isDone(_ program: CredentialProgram) async throws(CommandFailure) -> Bool {
        let outcome = await run(program)
        do throws(CredentialFailure.Reason) {
            return try DockerHelper.isDone(outcome)
        } catch {
            throw CommandFailure(CredentialFailure(error, at: place))
        }
    }

    private func write() throws(CommandFailure) {
        let directory = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandFailure(.disk, code: "not-writable", "\(directory) cannot be made")
        }
        try writeAtomically(text.bytes, to: path, isSecret: true)
    }
}
