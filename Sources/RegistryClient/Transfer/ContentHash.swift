import Crypto
package import OCI

extension OCI.Digest {
    /// The digest of some bytes held in memory.
    package init(hashing bytes: [UInt8], with algorithm: Algorithm) {
        switch algorithm {
        case .sha256: self.init(algorithm: algorithm, bytes: SHA256.hash(data: bytes))
        case .sha512: self.init(algorithm: algorithm, bytes: SHA512.hash(data: bytes))
        }
    }
}

/// A digest in the making, of bytes that come in order. A value: a copy is the state at that place.
struct RunningHash: Sendable {
    private let algorithm: OCI.Digest.Algorithm
    private var hash: any HashFunction & Sendable

    init(_ algorithm: OCI.Digest.Algorithm) {
        self.algorithm = algorithm
        switch algorithm {
        case .sha256: hash = SHA256()
        case .sha512: hash = SHA512()
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    var digest: OCI.Digest { Self.digest(hash, algorithm) }

    private static func digest(_ hash: some HashFunction, _ algorithm: OCI.Digest.Algorithm) -> OCI.Digest {
        OCI.Digest(algorithm: algorithm, bytes: Array(hash.finalize()))
    }
}
