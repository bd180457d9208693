import Crypto
package import OCI

/// A running hash of the algorithm a digest names.
///
/// Two optionals rather than an enum with payloads: they are updated in place, whereas taking a payload
/// out of an enum would copy the hash's state at every append.
package struct ContentHasher: Sendable {
    package let algorithm: OCI.Digest.Algorithm
    private var sha256: SHA256?
    private var sha512: SHA512?

    package init(_ algorithm: OCI.Digest.Algorithm) {
        self.algorithm = algorithm
        switch algorithm {
        case .sha256: self.sha256 = SHA256()
        case .sha512: self.sha512 = SHA512()
        }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        sha256?.update(bufferPointer: bytes)
        sha512?.update(bufferPointer: bytes)
    }

    /// The digest of everything so far; more may follow.
    package var digest: OCI.Digest {
        if let sha512 = sha512 {
            return OCI.Digest(algorithm: algorithm, bytes: sha512.finalize())
        }
        return OCI.Digest(algorithm: algorithm, bytes: (sha256 ?? SHA256()).finalize())
    }

    package static func digest(of bytes: [UInt8], _ algorithm: OCI.Digest.Algorithm) -> OCI.Digest {
        var hasher = ContentHasher(algorithm)
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.digest
    }
}
