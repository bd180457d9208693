// MARK: Where the body breaks off

extension Fault {
    /// The connection is reset after so many bytes of the body, which are delivered first.
    public static func reset(afterBodyBytes count: Int64) -> Fault {
        .interruption(.afterBody(count), .reset)
    }

    /// The connection ends in order after so many bytes of the body.
    public static func close(afterBodyBytes count: Int64) -> Fault {
        .interruption(.afterBody(count), .close)
    }

    /// Nothing more comes after so many bytes of the body.
    public static func stall(afterBodyBytes count: Int64) -> Fault {
        .interruption(.afterBody(count), .stall)
    }

    /// An action at a place.
    public static func interruption(_ point: TestResponse.Point, _ action: TestResponse.Action) -> Fault {
        .changing { response, _ in response.interruptions.append(.init(point, action)) }
    }

    /// The head breaks off after so many bytes.
    public static func halfHead(bytes: Int = 20, then action: TestResponse.Action) -> Fault {
        .interruption(.insideHead(bytes), action)
    }

    /// The answer comes late.
    public static func delay(_ duration: Duration) -> Fault {
        .interruption(.beforeHead, .pause(duration))
    }

    /// The answer waits for a gate.
    public static func hold(_ gate: TestGate, at point: TestResponse.Point = .beforeHead) -> Fault {
        .interruption(point, .hold(gate))
    }

    /// The body comes in small pieces.
    public static func trickle(bytes: Int, every interval: Duration) -> Fault {
        .changing { response, _ in response.pace = .init(bytes: bytes, every: interval) }
    }
}

// MARK: Another body

extension Fault {
    /// The byte at this place of the whole content is another; a part of the content has it at its own place.
    public static func flippedByte(at offset: Int64) -> Fault {
        .changing { response, _ in
            let start = response.headers["Content-Range"].flatMap(ContentRange.init)?.first ?? 0
            response.body = response.body.flippingByte(at: offset - start)
        }
    }

    /// Another body, with the right answer's headers.
    public static func body(_ body: TestBody) -> Fault {
        .changing { response, _ in response.body = body }
    }

    /// A body of this size that is made while it is sent.
    public static func hugeBody(size: Int64) -> Fault {
        .body(.generated(size: size, seed: 0))
    }
}

// MARK: Other headers

extension Fault {
    /// Another `Docker-Content-Digest`; nil leaves it out.
    public static func contentDigest(_ text: String?) -> Fault {
        .header("Docker-Content-Digest", text)
    }

    /// Another `Content-Type`; nil leaves it out.
    public static func mediaType(_ text: String?) -> Fault {
        .header("Content-Type", text)
    }

    /// Another header; nil leaves it out.
    public static func header(_ name: String, _ value: String?) -> Fault {
        .changing { response, _ in response.headers[name] = value }
    }
}

// MARK: Framing

extension Fault {
    /// `Content-Length` with this text, whatever the body is; the connection closes after it.
    public static func contentLength(_ text: String) -> Fault {
        .changing { response, _ in
            response.framing = .claimedLength(text)
            response.interruptions.append(.init(.afterBody(.max), .close))
        }
    }

    /// `Content-Length` that is so much more than the body, or less; the connection closes after it.
    public static func contentLength(offBy difference: Int64) -> Fault {
        .changing { response, _ in
            response.framing = .claimedLength("\(response.body.size + difference)")
            response.interruptions.append(.init(.afterBody(.max), .close))
        }
    }

    /// Two `Content-Length` lines, of which the last is right.
    public static func secondContentLength(_ text: String) -> Fault {
        .changing { response, _ in response.headers.append("Content-Length", text) }
    }

    /// `Transfer-Encoding: chunked` beside a `Content-Length`; the body is chunked.
    public static func chunkedWithLength(_ text: String) -> Fault {
        Fault.header("Content-Length", text).and(.chunked())
    }

    /// A chunked body, which is no fault.
    public static func chunked(size: Int = 1_024, trailers: TestHeaders = [:]) -> Fault {
        .changing { response, _ in response.framing = .chunked(size: size, trailers: trailers) }
    }

    /// No length: the body ends with the connection, which is no fault.
    public static let untilClose = Fault.changing { response, _ in response.framing = .untilClose }

    /// HTTP/1.0 without a length.
    public static let http10 = Fault.changing { response, _ in
        response.version = "HTTP/1.0"
        response.framing = .untilClose
    }

    /// Informational responses that nobody asked for come first, which is no fault.
    public static let informational = Fault.changing { response, _ in
        response.preamble = Array("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".utf8)
    }

    /// A header folded over two lines (RFC 9112, section 5.2, obsolete).
    public static let foldedHeader = Fault.header("X-Folded", "one\r\n two")
}
