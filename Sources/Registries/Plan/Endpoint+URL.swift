public import OCI

extension Endpoint {
    /// `https://h:5000`
    public var origin: String { "\(scheme.rawValue)://\(host)" }

    /// The API root, `https://h:5000/v2`.
    public var url: String { origin + root }

    /// The manifest that the plan asks for.
    public var manifestURL: String { manifestURL(reference) }

    /// `<root>/<repository>/manifests/<reference>[?ns=<registry>]`
    public func manifestURL(_ reference: String) -> String {
        "\(url)/\(repository)/manifests/\(reference)\(namespaceQuery)"
    }

    /// `<root>/<repository>/blobs/<digest>[?ns=<registry>]`
    public func blobURL(_ digest: Digest) -> String {
        "\(url)/\(repository)/blobs/\(digest)\(namespaceQuery)"
    }

    private var namespaceQuery: String {
        guard let namespace else { return "" }
        return "?ns=" + namespace.utf8.map(Self.queryEscaped).joined()
    }

    /// As Go's `url.QueryEscape` writes it, which is what registries see from containerd.
    private static func queryEscaped(_ byte: UInt8) -> String {
        let scalar = Unicode.Scalar(byte)
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "~":
            return String(Character(scalar))
        default:
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" + hex : hex)
        }
    }
}
