import NIOCore
import SwiftASN1

/// The fields of an X.509 certificate (RFC 5280 §4.1) that tell an operator which one it is, from its DER form.
///
/// The certificate is a stranger's: what cannot be read is left empty, and all text is bounded and cleaned.
struct CertificateFields: Hashable {
    static let maximumNames = 100
    private static let maximumTextBytes = 256

    var subject = ""
    var issuer = ""
    var isSelfIssued = false
    var names: [String] = []

    init(der: [UInt8]) {
        guard let certificate = try? DER.parse(der), var fields = certificate.children.first?.children[...] else {
            return
        }
        // The version stands before the serial number where it is not the first.
        if fields.first?.isTagged(0) == true { fields = fields.dropFirst() }
        let parts = Array(fields)
        guard parts.count >= 5 else { return }
        let (issuerName, subjectName) = (parts[2], parts[4])
        issuer = Self.text(of: issuerName)
        subject = Self.text(of: subjectName)
        isSelfIssued = issuerName.encodedBytes == subjectName.encodedBytes
        names = parts.first { $0.isTagged(3) }?.children.first.map(Self.alternativeNames) ?? []
    }

    /// The common name, with the organization behind it where there is one.
    private static func text(of name: ASN1Node) -> String {
        func value(of attribute: UInt8) -> String? {
            for pair in name.children.lazy.flatMap(\.children) {
                let pair = pair.children
                guard pair.count == 2, pair[0].bytes?.elementsEqual([0x55, 0x04, attribute]) == true else { continue }
                return string(pair[1])
            }
            return nil
        }
        let (commonName, organization): (UInt8, UInt8) = (3, 10)
        return [value(of: commonName), value(of: organization)].compactMap(\.self).joined(separator: ", ")
    }

    /// Any of the string types that certificates use; what stands in quotes later has none of its own.
    private static func string(_ node: ASN1Node) -> String? {
        guard let bytes = node.bytes?.prefix(maximumTextBytes) else { return nil }
        let (teletex, universal, basicMultilingual): (UInt, UInt, UInt) = (20, 28, 30)
        let text: String
        switch node.identifier.tagNumber {
        case teletex:
            text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        case basicMultilingual, universal:
            let width = node.identifier.tagNumber == universal ? 4 : 2
            var scalars = String.UnicodeScalarView()
            for start in stride(from: bytes.startIndex, to: bytes.endIndex - width + 1, by: width) {
                let value = bytes[start..<start + width].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                scalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
            }
            text = String(scalars)
        default:
            text = String(decoding: bytes, as: UTF8.self)
        }
        return CleanText.line(text.replacing("\"", with: "'"))
    }

    /// The DNS names and addresses of the extension 2.5.29.17.
    private static func alternativeNames(_ extensions: ASN1Node) -> [String] {
        for entry in extensions.children.lazy.map(\.children) {
            guard entry.first?.bytes?.elementsEqual([0x55, 0x1D, 0x11]) == true else { continue }
            guard let value = entry.last?.bytes, let list = try? DER.parse(value) else { return [] }
            return Array(list.children.lazy.compactMap(Self.alternativeName).prefix(maximumNames))
        }
        return []
    }

    private static func alternativeName(_ node: ASN1Node) -> String? {
        guard let bytes = node.bytes else { return nil }
        if node.isTagged(2) {
            let shown = bytes.prefix(maximumTextBytes).map {
                (0x21...0x7E).contains($0) ? Unicode.Scalar($0) : "\u{FFFD}"
            }
            return String(String.UnicodeScalarView(shown))
        }
        return node.isTagged(7) ? try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0).ipAddress : nil
    }
}

extension ASN1Node {
    fileprivate var children: [ASN1Node] {
        if case .constructed(let nodes) = content { Array(nodes) } else { [] }
    }

    fileprivate var bytes: ArraySlice<UInt8>? {
        if case .primitive(let bytes) = content { bytes } else { nil }
    }

    fileprivate func isTagged(_ number: UInt) -> Bool {
        identifier.tagClass == .contextSpecific && identifier.tagNumber == number
    }
}
