/// The registry's name in an image reference, `host[:port]` (distribution/reference, "domain").
///
/// The spelling is kept as written, for it is the key under which registries are configured.
public struct RegistryHost: Hashable, Sendable, CustomStringConvertible {
    /// The name without the port, as written; an IPv6 address keeps its brackets.
    public let name: String
    /// The port's digits, if one is written.
    public let port: String?

    /// Docker Hub's canonical name in references, `docker.io`.
    public static let dockerHub = RegistryHost(name: "docker.io", port: nil)

    /// Reads a domain name, an IPv4 address or an IPv6 address in brackets (neither zone nor dots), and a port.
    ///
    /// - Throws: `reference-invalid`.
    public init(parsing text: String) throws(OCIError) {
        let utf8 = text.utf8
        let portStart: String.Index
        if utf8.first == UInt8(ascii: "["), let bracket = utf8.firstIndex(of: UInt8(ascii: "]")) {
            portStart = utf8.index(after: bracket)
        } else {
            portStart = utf8.firstIndex(of: UInt8(ascii: ":")) ?? utf8.endIndex
        }
        let name = text[..<portStart]
        guard Self.isBracketed(name.utf8) || Self.isDomain(name.utf8) else {
            throw OCIError(.invalidReference, subject: text, detail: "registry")
        }
        let rest = utf8[portStart...]
        let digits = rest.dropFirst()
        guard rest.isEmpty || rest.first == UInt8(ascii: ":") && !digits.isEmpty && digits.allSatisfy(\.isDigit) else {
            throw OCIError(.invalidReference, subject: text, detail: "port")
        }
        self.init(name: String(name), port: rest.isEmpty ? nil : String(Substring(digits)))
    }

    private init(name: String, port: String?) {
        self.name = name
        self.port = port
    }

    /// Whether this is one of Docker Hub's names: `docker.io`, `index.docker.io` or `registry-1.docker.io`, in any
    /// case and without a port.
    public var isDockerHub: Bool {
        port == nil && ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(name.asciiLowercased)
    }

    /// `host[:port]` as written.
    public var description: String {
        port.map { "\(name):\($0)" } ?? name
    }

    private static func isBracketed(_ text: Substring.UTF8View) -> Bool {
        guard text.count > 2, text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else { return false }
        return text.dropFirst().dropLast().allSatisfy { $0.hexValue != nil || $0 == UInt8(ascii: ":") }
    }

    /// Components of letters, digits and inner hyphens, joined by dots.
    private static func isDomain(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { component in
            guard let first = component.first, let last = component.last else { return false }
            return first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
                && component.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
        }
    }
}
