/// Something that goes wrong with a response: it makes another response of the right one.
public struct Fault: Sendable {
    /// What a fault can work with.
    public struct Context: Sendable {
        /// The request.
        public var request: TestRequest
        /// What the server would answer to any request, were nothing wrong.
        public var answer: @Sendable (TestRequest) -> TestResponse
        private var made: TestResponse?

        init(request: TestRequest, answer: @escaping @Sendable (TestRequest) -> TestResponse) {
            self.request = request
            self.answer = answer
        }

        /// What the server would answer to this request, or what an earlier fault made of it.
        public var response: TestResponse {
            get { self.made ?? self.answer(self.request) }
            set { self.made = newValue }
        }
    }

    private let apply: @Sendable (Context) -> TestResponse

    /// Makes a fault of any kind.
    public init(_ apply: @escaping @Sendable (Context) -> TestResponse) {
        self.apply = apply
    }

    /// Makes a fault that changes the right response.
    public static func changing(_ change: @escaping @Sendable (inout TestResponse, TestRequest) -> Void) -> Fault {
        Fault { context in
            var response = context.response
            change(&response, context.request)
            return response
        }
    }

    /// This fault, and then another one on what it made.
    public func and(_ other: Fault) -> Fault {
        Fault { context in
            var context = context
            context.response = self.response(context)
            return other.response(context)
        }
    }

    func response(_ context: Context) -> TestResponse {
        self.apply(context)
    }
}

// MARK: Other answers

extension Fault {
    /// An answer of its own; without a body, one of the distribution-spec's error bodies for this status.
    public static func status(_ status: Int, headers: TestHeaders = [:], body: TestBody? = nil) -> Fault {
        Fault { _ in
            var response = RegistryError.response(status)
            if let body { response = TestResponse(status: status, body: body) }
            response.headers.merge(headers)
            return response
        }
    }

    /// 429 with `Retry-After` as given: seconds, a date, or garbage.
    public static func tooManyRequests(retryAfter: String?) -> Fault {
        .status(429, headers: retryAfter.map { ["Retry-After": $0] } ?? [:])
    }

    /// 403 with the code `DENIED`.
    public static let denied = Fault.status(403)

    /// 200 and an HTML page, as of a captive portal.
    public static let portalPage = Fault.status(
        200,
        headers: ["Content-Type": "text/html; charset=utf-8"],
        body: "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n"
    )

    /// A redirect to a URL.
    public static func redirect(to url: String, status: Int = 307) -> Fault {
        Fault { _ in TestResponse(status: status, headers: ["Location": url]) }
    }

    /// A redirect to the same path and query at another origin (`http://host:port`).
    public static func redirect(toOrigin origin: String, status: Int = 307) -> Fault {
        Fault { TestResponse(status: status, headers: ["Location": origin + $0.request.uri]) }
    }

    /// A redirect to itself.
    public static let redirectLoop = Fault { TestResponse(status: 307, headers: ["Location": $0.request.uri]) }

    /// A redirect to itself, `count` times, and then the right answer.
    public static func redirectChain(_ count: Int, status: Int = 307) -> Fault {
        Fault { context in
            let hop = context.request.query("hop").flatMap { Int($0) } ?? 0
            guard hop < count else { return context.response }
            return TestResponse(status: status, headers: ["Location": "\(context.request.path)?hop=\(hop + 1)"])
        }
    }

    /// So many bytes of what is sent are taken, and then the connection ends without an answer.
    public static func halfUpload(bytes count: Int, then action: TestResponse.Action = .reset) -> Fault {
        Fault { context in
            var request = context.request
            request.body = Array(request.body.prefix(count))
            _ = context.answer(request)
            return .nothing(then: action)
        }
    }

    /// Everything is done as asked, and then the connection ends without an answer.
    public static func lostAnswer(_ action: TestResponse.Action = .reset) -> Fault {
        Fault { context in
            _ = context.answer(context.request)
            return .nothing(then: action)
        }
    }

    /// Bytes that are written as they are instead of an answer.
    public static func raw(_ bytes: [UInt8], then action: TestResponse.Action? = .close) -> Fault {
        Fault { _ in .raw(bytes, then: action) }
    }

    /// Text that is written as it is instead of an answer.
    public static func raw(_ text: String, then action: TestResponse.Action? = .close) -> Fault {
        .raw(Array(text.utf8), then: action)
    }

    /// No answer at all.
    public static func noAnswer(_ action: TestResponse.Action) -> Fault {
        Fault { _ in .nothing(then: action) }
    }
}
