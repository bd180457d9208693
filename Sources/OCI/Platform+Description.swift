extension Platform {
    /// `os/architecture[/variant][:version]`; with features, or a version that is not dotted numbers, containerd's
    /// `os(version+feature)/architecture[/variant]`. Both read back as what they were, normalized.
    public var description: String {
        let architecture = variant.map { "\(self.architecture)/\($0)" } ?? self.architecture
        let version = osVersion ?? ""
        if osFeatures.isEmpty, version.isEmpty {
            return "\(os)/\(architecture)"
        }
        if osFeatures.isEmpty, version.utf8.contains(UInt8(ascii: ".")), PlatformSpecifier.isDotted(version) {
            return "\(os)/\(architecture):\(version)"
        }
        let options = ([version] + osFeatures).map(Self.encode).joined(separator: "+")
        return "\(os)(\(options))/\(architecture)"
    }

    private static func encode(_ option: String) -> String {
        option.utf8.reduce(into: "") { text, byte in
            if PlatformSpecifier.isOptionByte(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
