import Crypto
import OCI

extension OCI.Digest {
    /// Of these bytes.
    init(sha256 bytes: [UInt8]) {
        self.init(algorithm: .sha256, bytes: SHA256.hash(data: bytes))
    }
}
