import Foundation
import NodeConfiguration

/// containerd 1.6's own hosts.toml loader, built for Linux or for Windows (`scripts/oracle`).
struct HostsOracle: Sendable {
    /// Where an image's registry is looked up.
    struct Question: Hashable, Encodable, Sendable {
        /// The directory that config_path names, as the system writes it: ``HostsOracle/path(_:)``.
        var root: String
        var host: String
        /// An image of the host that is fetched as well, by containerd's own code for that system.
        var pull: String?
        /// The directory for what is fetched, as the system writes it.
        var store: String?
        /// User and password by the host that is asked, as config.toml has them.
        var credentials: [String: [String]]?
    }

    /// What the loader made of it.
    struct Answer: Hashable, Decodable, Sendable {
        var root: String
        var host: String
        /// The name of the directory that was chosen; nil where there is none and the registry itself is asked.
        var directory: String?
        var endpoints: [Endpoint]
        /// What the pull fails with.
        var error: String?
        /// What containerd only writes to its log: a hosts.toml that it goes on without.
        var log: [String]?
        /// The digest of the image that was fetched whole.
        var pulled: String?
    }

    /// One place to ask, in the order in which they are tried.
    struct Endpoint: Hashable, Decodable, Sendable {
        var scheme: String
        var host: String
        var path: String
        /// Of `pull`, `resolve` and `push`, in this order.
        var capabilities: [String]
        /// Headers sent with every request.
        var header: [String: [String]]?
        /// nil where nothing is said of TLS.
        var tls: TLS?

        /// The API root as a request has it: containerd joins it with the rest and cleans the whole.
        var requestPath: String {
            let parts = path.split(separator: "/")
            return parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
        }

        /// Scheme, host and API root in one.
        var url: String { "\(scheme)://\(host)\(path)" }
    }

    /// TLS settings of an endpoint's own.
    struct TLS: Hashable, Decodable, Sendable {
        var skipVerify: Bool
        /// The subjects of the certificates that are trusted besides the system's.
        var authorities: [String]
        /// Whether the system's certificates are trusted; on Windows not besides others.
        var systemRoots: Bool
        /// The subjects of the client certificates.
        var clients: [String]
    }

    let system: NodeSystem

    /// How a program of the system names a path of this machine.
    func path(_ path: String) -> String {
        system == .windows ? "Z:" + path.replacing("/", with: "\\") : path
    }

    /// Asks for all of them in one run, thousands if need be.
    func answers(to questions: [Question]) async throws -> [Answer] {
        try await withTemporaryDirectory { directory in
            let encoder = JSONEncoder()
            let lines = try questions.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
            let input = try directory.write(lines.joined(separator: "\n"), to: "questions")
            let arguments = [Script.path("oracle/run.sh"), system.rawValue]
            // The first run on a machine compiles it.
            let ending = try await ChildProcess("/bin/bash", arguments, input: input, output: directory)
                .ending(within: .seconds(600))
            guard ending.status == 0 else {
                throw ChildProcess.Failure(command: arguments.joined(separator: " "), ending: ending)
            }
            let decoder = JSONDecoder()
            let answers = try ending.stdout.split(separator: "\n").map {
                try decoder.decode(Answer.self, from: Data($0.utf8))
            }
            guard answers.map(\.root) == questions.map(\.root), answers.map(\.host) == questions.map(\.host) else {
                throw Mismatch(questions: questions.count, answers: answers.count)
            }
            return answers
        }
    }

    /// Asks about hosts in a directory of this machine.
    func answers(about hosts: [String], in root: String) async throws -> [Answer] {
        try await answers(to: hosts.map { Question(root: path(root), host: $0) })
    }

    /// It answered something else than was asked.
    struct Mismatch: Error {
        var questions: Int
        var answers: Int
    }
}
