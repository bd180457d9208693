/// How a call ended, if not well (grpc.io, "Status codes and their use in gRPC").
struct GRPCStatus: Error, Hashable {
    struct Code: Hashable, Sendable {
        var rawValue: Int

        static let ok = Self(rawValue: 0)
        static let unknown = Self(rawValue: 2)
        static let deadlineExceeded = Self(rawValue: 4)
        static let notFound = Self(rawValue: 5)
        static let alreadyExists = Self(rawValue: 6)
        static let permissionDenied = Self(rawValue: 7)
        static let resourceExhausted = Self(rawValue: 8)
        static let unimplemented = Self(rawValue: 12)
        static let internalError = Self(rawValue: 13)
        static let unavailable = Self(rawValue: 14)
    }

    var code: Code
    /// The server's words, or ours where it had no chance to say any.
    var message: String
    /// `/package.Service/Method`
    var method = ""
}

extension GRPCStatus {
    /// The words of `grpc-message`: percent-encoded UTF-8; what is not, stays as it is.
    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
