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
