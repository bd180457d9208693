/// The digest of some content, `algorithm:hex` (image-spec, descriptor.md, "Digests").
///
/// A value of this type is safe in a URL path and in a file name: nothing but a registered algorithm
/// and lower-case hex of exactly its length ever gets in.
public struct Digest: Hashable, Sendable, CustomStringConvertible, Comparable {
    /// A registered digest algorithm.
    public enum Algorithm: String, Sendable, CaseIterable {
        /// SHA-256.
        case sha256
        /// SHA-512.
        case sha512

        /// How many hex digits a digest of this algorithm has.
        public var hexLength: Int {
            switch self {
            case .sha256: 64
            case .sha512: 128
            }
        }
    }

    /// How the content was hashed.
    public let algorithm: Algorithm
    /// The hash in lower-case hex.
    public let hex: String

    /// Reads `algorithm:hex`.
    ///
    /// - Throws: `digest-unsupported` for a well-formed digest of another algorithm, else `digest-invalid`.
    public init(parsing text: String) throws(OCIError) {
        let utf8 = text.utf8
        guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")) else {
            throw OCIError(.invalidDigest, subject: text, detail: "no-algorithm")
        }
        let name = text[..<colon]
        let encoded = text[utf8.index(after: colon)...]
        guard let algorithm = Algorithm(rawValue: String(name)) else {
            let wellFormed = Self.isAlgorithm(name.utf8) && !encoded.isEmpty && encoded.utf8.allSatisfy(Self.isEncoded)
            throw OCIError(
                wellFormed ? .unsupportedDigest : .invalidDigest,
                subject: text,
                detail: "algorithm"
            )
        }
        guard encoded.utf8.count == algorithm.hexLength else {
            throw OCIError(.invalidDigest, subject: text, detail: "length")
        }
        guard encoded.utf8.allSatisfy(\.isLowercaseHex) else {
            throw OCIError(.invalidDigest, subject: text, detail: "hex")
        }
        self.algorithm = algorithm
        self.hex = String(encoded)
    }

    /// The digest whose hash is `bytes`, which must be exactly as many as the algorithm gives.
    public init(algorithm: Algorithm, bytes: some Sequence<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        hex.reserveCapacity(algorithm.hexLength)
        for byte in bytes {
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 15)])
        }
        precondition(
            hex.count == algorithm.hexLength,
            "a \(algorithm.rawValue) hash has \(algorithm.hexLength / 2) bytes"
        )
        self.algorithm = algorithm
        self.hex = String(decoding: hex, as: UTF8.self)
    }

    /// `algorithm:hex`.
    public var description: String {
        "\(algorithm.rawValue):\(hex)"
    }

    /// Orders by algorithm, then by hash.
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.algorithm.rawValue, left.hex) < (right.algorithm.rawValue, right.hex)
    }

    /// `component *(separator component)`, the components of `[a-z0-9]`, the separators of `[+._-]`.
    private static func isAlgorithm(_ text: Substring.UTF8View) -> Bool {
        var afterSeparator = true
        for byte in text {
            if byte.isLowercaseLetter || byte.isDigit {
                afterSeparator = false
            } else if !afterSeparator, "+._-".utf8.contains(byte) {
                afterSeparator = true
            } else {
                return false
            }
        }
        return !afterSeparator
    }

    private static func isEncoded(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "=_-".utf8.contains(byte)
    }
}
