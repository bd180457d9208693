import Foundation
import NodeConfiguration

/// Debian's containerd with a root, state and socket of its own, and its CRI service.
struct Containerd: Sendable {
    /// What is mounted below its directory, which therefore must not be removed.
    struct StillMounted: Error {
        var mounts: [String]
    }

    /// How the CRI service answered a pull.
    struct PulledImage: Decodable, Sendable {
        var image: String
        /// The digest of its configuration.
        var id: String?
        var digests: [String]?
        var error: String?
    }

    let directory: TemporaryDirectory
    private let process: PeerProcess

    /// A configuration to start from: unpacking natively, as an overlay does not go on every file system, and
    /// nothing outside of the directory.
    static let configuration = """
        version = 2
        disabled_plugins = ["io.containerd.internal.v1.opt"]

        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "sandbox.example/pause:3.6"

          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "native"

        """

    /// Starts it and waits until it serves.
    fileprivate init(in directory: TemporaryDirectory, configuration: String) async throws {
        self.directory = directory
        // What it mounts while it unpacks stays in a mount namespace of its own and goes with it, however it ends.
        let arguments = ["--mount", "--propagation", "private", try Tool.containerd.path, "--config", configuration]
        let places = ["--root", directory("root"), "--state", directory("state"), "--address", directory("socket")]
        process = try PeerProcess(.unshare, arguments + places, log: directory("containerd.log"))
        do {
            _ = try await process.logged("containerd successfully booted")
        } catch {
            process.stop()
            throw error
        }
    }

    /// What it wrote about itself.
    var log: String { process.log }

    /// `ctr images pull`, which reads certs.d but no credentials of config.toml.
    func ctrPull(_ image: String, hosts: String, user: String? = nil) async throws -> ChildProcess.Ending {
        var arguments = ["--address", directory("socket"), "images", "pull", "--snapshotter", "native"]
        arguments += ["--hosts-dir", hosts] + (user.map { ["--user", $0] } ?? [])
        let path = try Tool.ctr.path
        return try await withTemporaryDirectory { output in
            try await ChildProcess(path, arguments + [image], output: output).ending()
        }
    }

    /// `ctr` with its namespace, to its end.
    func ctr(_ arguments: [String], namespace: String = "k8s.io") async throws -> ChildProcess.Ending {
        let path = try Tool.ctr.path
        return try await withTemporaryDirectory { output in
            let place = ["--address", directory("socket"), "--namespace", namespace]
            return try await ChildProcess(path, place + arguments, output: output).ending()
        }
    }

    /// What the CRI service knows of images, as a kubelet asks before it pulls.
    func criStatus(_ images: [String]) async throws -> [PulledImage] {
        try await criPull(images, ["--status"])
    }

    /// Pulls by the CRI service, as a kubelet without pull secrets does.
    func criPull(_ images: [String], _ options: [String] = []) async throws -> [PulledImage] {
        let client = Script.path("oracle/cri_pull.py")
        return try await withTemporaryDirectory { output in
            let arguments = options + [directory("socket")] + images
            let ending = try await ChildProcess(client, arguments, output: output).ending()
            let lines = ending.stdout.split(separator: "\n")
            guard lines.count == images.count else { throw ChildProcess.Failure(command: client, ending: ending) }
            return try lines.map { try JSONDecoder().decode(PulledImage.self, from: Data($0.utf8)) }
        }
    }

    /// The registry part of a config.toml as containerd prints it again.
    static func settings(in file: String) async throws -> ContainerdSettings {
        let dump = try await ChildProcess.run(.containerd, ["--config", file, "config", "dump"])
        return ContainerdSettings(try TOMLDocument(bytes: dump.stdoutBytes))
    }

    fileprivate func stop() { process.stop() }
}

/// Runs containerd for as long as `body` does.
///
/// - Parameter configuration: a config.toml; places in it do not count. Nil for `Containerd.configuration`.
func withContainerd<Result>(
    configuration: String? = nil,
    _ body: (Containerd) async throws -> Result
) async throws -> Result {
    // Not `withTemporaryDirectory`: nothing may be removed before its mounts are gone.
    let path = FileManager.default.temporaryDirectory.appending(path: "containerd-\(UInt32.random(in: 0 ... .max))")
        .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let outcome: Swift.Result<Result, any Error>
    do {
        let directory = TemporaryDirectory(path: path)
        let file = try configuration ?? directory.write(Containerd.configuration, to: "config.toml")
        let containerd = try await Containerd(in: directory, configuration: file)
        do {
            outcome = .success(try await body(containerd))
        } catch {
            outcome = .failure(error)
        }
        containerd.stop()
    } catch {
        outcome = .failure(error)
    }
    let mounts = try MountTable.current().below(path)
    guard mounts.isEmpty else { throw Containerd.StillMounted(mounts: mounts) }
    try FileManager.default.removeItem(atPath: path)
    return try outcome.get()
}

/// What this process sees mounted.
struct MountTable {
    /// Where, in the kernel's order.
    var points: [String]

    static func current() throws -> MountTable {
        MountTable(parsing: try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8))
    }

    init(parsing text: String) {
        points = text.split(separator: "\n").compactMap { line -> String? in
            // mount, parent, device, root, point
            let fields = line.split(separator: " ", maxSplits: 5)
            guard fields.count > 4 else { return nil }
            return String(fields[4]).replacing("\\040", with: " ")
        }
    }

    /// The mount points at a path and below it.
    func below(_ path: String) -> [String] {
        points.filter { $0 == path || $0.hasPrefix(path + "/") }
    }
}
