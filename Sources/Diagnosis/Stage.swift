public import OCI

/// A step of a check, in the order in which a pull meets them. The texts are stable.
public enum Stage: String, CaseIterable, Hashable, Sendable {
    /// registries.yaml and the files that it names, their encoding included.
    case file
    /// What is on the node: containerd's files, and the versions of what reads them.
    case node
    /// What the endpoint's name stands for.
    case name
    /// Which proxy leads there.
    case proxy
    /// A connection to each address.
    case connect
    /// The handshake and the certificates.
    case tls
    /// `GET /v2/`: whether a registry answers.
    case ping
    /// What a registry asks of those it does not know.
    case challenge
    /// What a token server gives.
    case token
    /// `HEAD` and `GET` of the manifest.
    case manifest
    /// Which child a node takes.
    case platform
    /// The first and the last byte of each layer.
    case layers
    /// The hosts that answers lead to.
    case redirect
    /// The server's clock beside ours.
    case clock
    /// What the registry says about how much more may be asked.
    case limits
}

/// How a step ended.
public struct StageReport: Hashable, Sendable {
    /// How it ended, in one word.
    public enum Status: String, Hashable, Sendable {
        case ok
        case failed
        /// Not tried, because an earlier one failed or because there is nothing to it here.
        case skipped
        /// Tried, or not to be tried from here, without an answer.
        case unknown
    }

    /// Which step.
    public var stage: Stage
    /// How it ended.
    public var status: Status
    /// How long it took.
    public var seconds: Double
    /// What was seen; an object, documented in `docs/json.md`.
    public var detail: JSON

    /// A step and how it ended.
    public init(_ stage: Stage, _ status: Status, seconds: Double = 0, detail: JSON = [:]) {
        self.stage = stage
        self.status = status
        self.seconds = seconds
        self.detail = detail
    }
}
