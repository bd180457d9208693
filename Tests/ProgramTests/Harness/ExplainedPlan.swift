import Foundation

/// What `windlass explain -o json` says of an image.
struct ExplainedPlan: Decodable, Sendable {
    struct Endpoint: Decodable, Sendable {
        var url: String
        var host: String
        var repository: String
        /// Of a password.
        var username: String?
        var tls: TLS?
    }

    struct TLS: Decodable, Sendable {
        var caFile: String?
        var certFile: String?
        var keyFile: String?
        var insecureSkipVerify: Bool?
    }

    /// Normalized.
    var image: String
    var endpoints: [Endpoint]

    /// The registry that the image names, and its repository there.
    var name: (registry: String, repository: String) {
        let parts = image.split(separator: "/", maxSplits: 1).map(String.init)
        let last = parts[1].split(separator: "@")[0].split(separator: "/").last ?? ""
        let tag = last.split(separator: ":").dropFirst().first.map { ":" + $0 } ?? ""
        return (parts[0], String(parts[1].split(separator: "@")[0].dropLast(tag.count)))
    }

    var isByDigest: Bool { image.contains("@") }

    /// The plans for images on a node with that system.
    static func plans(_ images: [String], _ arguments: [String]) async throws -> [ExplainedPlan] {
        let ending = try await Windlass.run(["explain", "-o", "json"] + images + arguments)
        guard ending.status == 0 else { throw ChildProcess.Failure(command: "windlass explain", ending: ending) }
        return try JSONDecoder().decode([ExplainedPlan].self, from: Data(ending.stdoutBytes))
    }
}
