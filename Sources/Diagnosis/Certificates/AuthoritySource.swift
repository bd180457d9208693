import Registries
import SwiftASN1
package import X509

/// Authorities that somebody trusts: a `ca_file`, or the system's roots.
public struct AuthoritySource: Sendable {
    /// The name of the system's own roots, which are trusted besides an endpoint's `ca_file`.
    public static let system = "system"
    static let maximumSize = 4 << 20
    static let maximumCertificates = 2000

    /// A path, or ``system``.
    public let name: String
    /// The certificates that could be read, at most 2000.
    package let certificates: [Certificate]

    /// Reads PEM, at most 4 MiB of it; what is no certificate is left out.
    public init(name: String, pem: some Sequence<UInt8>) {
        self.name = name
        self.certificates = Self.certificates(Array(pem.prefix(Self.maximumSize)))
    }

    /// How many certificates could be read.
    public var count: Int { certificates.count }

    private static func certificates(_ pem: [UInt8]) -> [Certificate] {
        var found: [Certificate] = []
        var block: [UInt8]?
        for line in pem.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            guard line.starts(with: "-----".utf8) else {
                block?.append(contentsOf: line)
                continue
            }
            if let text = block, let certificate = certificate(text) {
                found.append(certificate)
                if found.count == maximumCertificates { break }
            }
            block = line.starts(with: "-----BEGIN CERTIFICATE-----".utf8) ? [] : nil
        }
        return found
    }

    private static func certificate(_ base64: [UInt8]) -> Certificate? {
        Base64.decode(String(decoding: base64, as: UTF8.self)).flatMap { try? Certificate(derEncoded: $0) }
    }
}
