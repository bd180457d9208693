/// The parameters behind the `?` of a request.
struct RequestQuery: Sendable {
    private let parameters: [(name: String, value: String)]

    /// Reads `name=value&name=value`. What cannot be decoded is left out: no parameter is better than a wrong one.
    init(_ text: some StringProtocol) {
        parameters = text.utf8.split(separator: UInt8(ascii: "&")).compactMap { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let decodedName = PercentEncoding.decode(name),
                let value = PercentEncoding.decode(pair.dropFirst(name.count + 1))
            else { return nil }
            return (decodedName, value)
        }
    }

    /// The first value of a parameter.
    subscript(name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// All values of a parameter, in order.
    func all(_ name: String) -> [String] {
        parameters.filter { $0.name == name }.map(\.value)
    }
}

extension StringProtocol {
    /// Path and query of a request target, in origin form or, as for a proxy, in absolute form (RFC 9112, 3.2).
    var pathAndQuery: (path: Substring, query: Substring) {
        var text = Substring(self)
        if !text.hasPrefix("/"), let authority = text.firstRange(of: "://") {
            text = text[authority.upperBound...].drop { $0 != "/" && $0 != "?" }
        }
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (text, "") }
        return (text[..<mark], text[text.utf8.index(after: mark)...])
    }
}
