/// Why containerd did not do what it was asked for.
public struct ContainerdError: Error, Hashable, Sendable {
    /// What kind of failure this is; an open set.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as it stands in logs and JSON output.
        public let rawValue: String

        /// A code of that name, known to this version or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Nothing listens on the socket, or it is not there.
        public static let unreachable = Code(rawValue: "containerd-unreachable")
        /// The socket belongs to somebody else: mostly to root.
        public static let notPermitted = Code(rawValue: "containerd-not-permitted")
        /// What was asked for is not there.
        public static let notFound = Code(rawValue: "not-found")
        /// It is there already.
        public static let alreadyExists = Code(rawValue: "already-exists")
        /// containerd's file system is full.
        public static let diskFull = Code(rawValue: "disk-full")
        /// No answer came in time.
        public static let timeout = Code(rawValue: "containerd-timeout")
        /// This containerd, or its configuration, does not have that service.
        public static let unsupported = Code(rawValue: "containerd-unsupported")
        /// A layer unpacked is not what the image's configuration says.
        public static let diffMismatch = Code(rawValue: "diff-mismatch")
        /// Anything else; `detail` has containerd's words.
        public static let failed = Code(rawValue: "containerd-failed")
    }

    /// The kind of failure.
    public var code: Code
    /// The socket.
    public var address: String
    /// The procedure called, `/package.Service/Method`; nil where it did not come to that.
    public var method: String?
    /// containerd's own words, or the system's.
    public var detail: String

    /// An error from its parts.
    public init(_ code: Code, address: String, method: String? = nil, detail: String = "") {
        self.code = code
        self.address = address
        self.method = method
        self.detail = detail
    }

    init(_ status: GRPCStatus, address: String) {
        let code: Code
        switch status.code {
        case .notFound: code = .notFound
        case .alreadyExists: code = .alreadyExists
        case .permissionDenied: code = .notPermitted
        case .deadlineExceeded: code = .timeout
        case .unimplemented: code = .unsupported
        case .unavailable where !status.isLocked: code = .unreachable
        // containerd has no status of its own for a full disk.
        case _ where status.message.contains("no space left on device"): code = .diskFull
        case _ where status.message.contains("disk quota exceeded"): code = .diskFull
        default: code = .failed
        }
        self.init(code, address: address, method: status.method, detail: status.message)
    }
}

extension GRPCStatus {
    /// Whether somebody else writes the same content at this moment.
    var isLocked: Bool { code == .unavailable && message.contains("locked") }
}
