public import NodeConfiguration
public import OCI

/// What the demo did and saw. Words for people are the command line's.
public struct DemonstrationReport: Sendable {
    /// One pull of one image as one node.
    public struct Row: Hashable, Sendable {
        /// The host that pulls.
        public var node: String
        /// The image as a pod names it.
        public var image: String
        /// The API root that served it.
        public var endpoint: String?
        /// The `os.version` of what was chosen; nil for Linux.
        public var osVersion: String?
        /// Of the manifest chosen.
        public var digest: Digest?
        /// Bytes that crossed the network.
        public var bytesDownloaded: Int64
        /// Bytes that the node had already, from an image with the same base.
        public var bytesReused: Int64
        /// Whether a layer of it is said to be had from somewhere else only.
        public var hasForeignLayer: Bool
        /// Why it failed, as a code; nil for success.
        public var error: String?
        /// The HTTP status of the failure.
        public var status: Int?
    }

    /// Where the registry is.
    public var registryURL: String
    /// The user that the nodes log in as.
    public var user: String
    /// The files, all below one directory.
    public var files: DemonstrationFiles
    /// registries.yaml without its password.
    public var registriesYAML: String
    /// What was pulled.
    public var rows: [Row]
    /// What the same file became on a Windows node before it was mended.
    public var brokenTables: [BrokenWindowsTemplate.Line]
    /// The pulls that such a node made: without CA and credential; then, the CA imported by hand, without the credential.
    public var brokenPulls: [Row]

    /// Whether all that should succeed did, and what should be refused was.
    public var isAsExpected: Bool { rows.allSatisfy { $0.error == nil } && brokenPulls.allSatisfy { $0.error != nil } }
}

/// What the demo writes.
public struct DemonstrationFiles: Hashable, Sendable {
    /// The directory of all.
    public let directory: String

    init(directory: String) {
        self.directory = directory
    }

    /// The registry's content.
    public var storage: String { directory + "/registry" }
    /// Who may log in.
    public var passwords: String { directory + "/htpasswd" }
    /// The authority's certificate.
    public var authority: String { directory + "/ca.pem" }
    /// The registry's certificate.
    public var certificate: String { directory + "/registry.crt" }
    /// The registry's key.
    public var key: String { directory + "/registry.key" }
    /// What a node reads.
    public var registries: String { directory + "/registries.yaml" }

    /// Where a node's images are: an OCI layout.
    func layout(of node: String) -> String {
        let name = node.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
        return "\(directory)/nodes/\(String(name))"
    }
}
