#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// User and password of an `Authorization` header (RFC 7617). It has no description, so that no log can show it.
struct BasicCredential: Sendable {
    let user: String
    let password: String

    /// Nil for another scheme and for what is malformed.
    init?(header: String) {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1])),
            let text = String(validating: data, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        user = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }
}

extension BasicCredential: CustomStringConvertible, CustomReflectable {
    var description: String { "<credential>" }
    var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
