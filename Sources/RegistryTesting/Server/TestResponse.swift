/// What a test server answers: an ordinary response, and where on the wire it goes wrong.
public struct TestResponse: Sendable {
    /// How the end of the body is told.
    public enum Framing: Sendable {
        /// `Content-Length` with the true size.
        case contentLength
        /// `Content-Length` with this text, whatever the body's size.
        case claimedLength(String)
        /// Chunks of at most this size, then trailer fields.
        case chunked(size: Int, trailers: TestHeaders = [:])
        /// No length: the body ends with the connection.
        case untilClose
        /// No length and no end: the connection stays open.
        case untold
    }

    /// A place in the response.
    public enum Point: Sendable, Hashable {
        /// Before the first byte.
        case beforeHead
        /// After so many bytes of status line and headers.
        case insideHead(Int)
        /// After so many bytes of the body; at its end if the body is shorter.
        case afterBody(Int64)
    }

    /// What happens at a place.
    public enum Action: Sendable {
        /// The connection is closed in order (FIN; under TLS after a close_notify).
        case close
        /// The connection ends with a FIN, under TLS without close_notify.
        case truncate
        /// The connection is reset (RST), once the peer's kernel has what was sent before.
        case reset
        /// Nothing more comes, but the connection stays open until the client or the server ends.
        case stall
        /// Nothing comes for so long.
        case pause(Duration)
        /// Nothing comes until the gate opens.
        case hold(TestGate)
    }

    /// An action at a place.
    public struct Interruption: Sendable {
        /// The place.
        public var point: Point
        /// The action.
        public var action: Action

        /// Makes an interruption.
        public init(_ point: Point, _ action: Action) {
            self.point = point
            self.action = action
        }
    }

    /// A slow body: pieces of `bytes` bytes with `interval` between them.
    public struct Pace: Sendable {
        /// Bytes of a piece.
        public var bytes: Int
        /// Time between two pieces.
        public var interval: Duration

        /// Makes a pace.
        public init(bytes: Int, every interval: Duration) {
            self.bytes = max(1, bytes)
            self.interval = interval
        }
    }

    /// The status code.
    public var status: Int
    /// The reason phrase; nil writes the usual one.
    public var reason: String?
    /// The version in the status line.
    public var version = "HTTP/1.1"
    /// The headers, without those of the framing.
    public var headers: TestHeaders
    /// The body.
    public var body: TestBody
    /// How the body's end is told.
    public var framing: Framing
    /// Where it goes wrong; the first that ends the connection is the last that counts.
    public var interruptions: [Interruption] = []
    /// A slow body.
    public var pace: Pace?
    /// Bytes before the status line, such as an informational response.
    public var preamble: [UInt8] = []
    /// Replaces everything but the interruptions: these bytes are written as they are.
    public var rawBytes: [UInt8]?

    /// Makes a response that is right.
    public init(
        status: Int,
        headers: TestHeaders = [:],
        body: TestBody = .empty,
        framing: Framing = .contentLength
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.framing = framing
    }

    /// Writes bytes as they are, then does what `action` says; nil leaves the connection open for the next request.
    public static func raw(_ bytes: [UInt8], then action: Action? = .close) -> TestResponse {
        var response = TestResponse(status: 0)
        response.rawBytes = bytes
        response.interruptions = action.map { [Interruption(.afterBody(.max), $0)] } ?? []
        return response
    }

    /// Answers nothing at all and does what `action` says.
    public static func nothing(then action: Action) -> TestResponse {
        .raw([], then: action)
    }
}
