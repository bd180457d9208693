import NodeConfiguration
import Testing

/// What containerd makes of a hosts.toml that lies in `_default`, in short.
struct LoadedHosts: CustomTestStringConvertible, Sendable {
    /// The text of the file.
    var file: [UInt8]
    /// The registry asked for.
    var host: String
    /// The endpoints in order: ``HostsOracle/Endpoint/summary``.
    var endpoints: [String]
    /// What is in the log where the file was rejected.
    var rejection: String?
    /// What the pull fails with.
    var failure: String?

    init(
        _ file: String,
        for host: String = "registry.example",
        _ endpoints: [String] = [],
        rejected rejection: String? = nil,
        fails failure: String? = nil
    ) {
        self.init(bytes: Array(file.utf8), for: host, endpoints, rejected: rejection, fails: failure)
    }

    init(
        bytes: [UInt8],
        for host: String = "registry.example",
        _ endpoints: [String] = [],
        rejected rejection: String? = nil,
        fails failure: String? = nil
    ) {
        (self.file, self.host, self.rejection, self.failure) = (bytes, host, rejection, failure)
        // What is left when the file does not count is the registry itself.
        self.endpoints = rejection == nil ? endpoints : endpoints + ["https://\(host)/v2 pull,resolve,push"]
    }

    var testDescription: String { String(decoding: file, as: UTF8.self) }
}

extension HostsOracle.Endpoint {
    /// URL, capabilities and, where there are settings of its own, ` TLS` with what is in them.
    var summary: String {
        var text = "\(url) \(capabilities.joined(separator: ","))"
        if let tls {
            text += " TLS"
            if tls.skipVerify { text += " skip" }
            for authority in tls.authorities { text += " ca(\(authority))" }
            for client in tls.clients { text += " client(\(client))" }
            if !tls.systemRoots { text += " alone" }
        }
        return text
    }
}

extension HostsOracle {
    /// Loads each file in a certs.d of its own, beside certificate files of these names, in one run.
    func load(_ cases: [LoadedHosts], besides files: [String: String] = [:]) async throws -> [Answer] {
        try await withTemporaryDirectory { directory in
            var questions: [Question] = []
            for (number, hosts) in cases.enumerated() {
                let certs = try CertsDirectory(directory("\(number)"))
                try certs.write(hosts.file, to: HostDirectory.wildcard)
                for (name, text) in files { try certs.write(text.utf8, to: HostDirectory.wildcard, name) }
                questions.append(Question(root: path(certs.path), host: hosts.host))
            }
            return try await answers(to: questions)
        }
    }
}
