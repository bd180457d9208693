// MARK: Ranges

extension Fault {
    /// The whole content with 200, although a part was asked for.
    public static let ignoreRange = Fault { $0.answer($0.request.without("Range")) }

    /// 206 with this `Content-Range` and the right part.
    public static func contentRange(_ text: String?) -> Fault {
        .onParts { response, _ in response.headers["Content-Range"] = text }
    }

    /// 206 whose part begins so many bytes later than asked for.
    ///
    /// - Parameters:
    ///   - difference: By how much; negative begins earlier.
    ///   - honestly: Whether `Content-Range` says so, or what the client asked for.
    public static func shiftedRange(by difference: Int64, honestly: Bool) -> Fault {
        .onParts { response, context in
            guard let range = response.headers["Content-Range"].flatMap(ContentRange.init) else { return }
            let whole = context.answer(context.request.without("Range")).body
            let shifted = ContentRange(
                first: max(0, range.first + difference),
                last: max(0, min(range.last + difference, range.size - 1)),
                size: range.size
            )
            response.body = whole.slice(shifted.first..<(shifted.last + 1))
            if honestly { response.headers["Content-Range"] = shifted.description }
        }
    }

    /// 206 with the right part wrapped in `multipart/byteranges`.
    public static let multipartRanges = Fault.onParts { response, _ in
        let range = response.headers["Content-Range"] ?? ""
        let head = "--part\r\nContent-Type: application/octet-stream\r\nContent-Range: \(range)\r\n\r\n"
        response.body = .bytes(Array(head.utf8) + response.body.bytes + Array("\r\n--part--\r\n".utf8))
        response.headers["Content-Type"] = "multipart/byteranges; boundary=part"
        response.headers["Content-Range"] = nil
    }

    /// 416, although there is such a part.
    public static let rangeNotSatisfiable = Fault { context in
        let whole = context.answer(context.request.without("Range")).body
        return TestResponse(status: 416, headers: ["Content-Range": "bytes */\(whole.size)"])
    }

    private static func onParts(_ change: @escaping @Sendable (inout TestResponse, Context) -> Void) -> Fault {
        Fault { context in
            var response = context.response
            if response.status == 206 { change(&response, context) }
            return response
        }
    }
}

/// `bytes first-last/size`.
struct ContentRange: CustomStringConvertible {
    var first: Int64
    var last: Int64
    var size: Int64

    init(first: Int64, last: Int64, size: Int64) {
        (self.first, self.last, self.size) = (first, last, size)
    }

    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let numbers = text.dropFirst(6).split(whereSeparator: { $0 == "-" || $0 == "/" }).map { Int64($0) }
        guard numbers.count == 3, let first = numbers[0], let last = numbers[1], let size = numbers[2] else {
            return nil
        }
        self.init(first: first, last: last, size: size)
    }

    var description: String { "bytes \(self.first)-\(self.last)/\(self.size)" }
}

/// What a `Range` header asks of content of a size (RFC 9110, section 14.2).
enum RangeRequest: Equatable {
    case whole
    case part(Range<Int64>)
    case unsatisfiable

    /// Anything but one well-formed range of bytes is ignored.
    init(_ header: String?, size: Int64) {
        self = .whole
        guard let header, header.hasPrefix("bytes=") else { return }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return }
        let (first, last) = (Int64(ends[0]), Int64(ends[1]))
        if ends[0].isEmpty, let last, last >= 0 {
            self = last == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - last)..<size)
        } else if let first, first >= 0, ends[1].isEmpty || last != nil {
            let end = last.map { min($0, size - 1) + 1 } ?? size
            guard last == nil || first <= (last ?? 0) else { return }
            self = first >= size ? .unsatisfiable : .part(first..<end)
        }
    }
}
