/// The name of a machine's report: on every file system, and another for every machine.
///
/// Letters in lower case, for no two machines differ in case alone; digits, `-` and inner dots as they are; every
/// other byte as `_` and two hexadecimal digits. A name that Windows keeps for a device (`con`, `com1`) has its first
/// letter so written, be there an extension or not; a long one is cut and ends in a hash of the whole.
func reportFileName(of machine: String) -> String {
    var name = ""
    let bytes = Array(machine.utf8)
    for (index, byte) in bytes.enumerated() {
        let isInner = index > 0 && index < bytes.count - 1
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            name.unicodeScalars.append(Unicode.Scalar(byte))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): name.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
        case UInt8(ascii: ".") where isInner: name += "."
        default: name += escaped(byte)
        }
    }
    let stem = name.prefix { $0 != "." }
    if isDevice(stem) || stem.isEmpty { name = escaped(name.utf8.first ?? 0) + name.dropFirst() }
    if name.utf8.count > 120 {
        // FNV-1a: names are to differ, not to be secret.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        name = name.prefix(100) + "_-" + String(hash, radix: 36)
    }
    return name + ".json"
}

private func escaped(_ byte: UInt8) -> String {
    "_" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

private func isDevice(_ stem: Substring) -> Bool {
    if ["con", "prn", "aux", "nul"].contains(stem) { return true }
    guard stem.count == 4, let digit = stem.last else { return false }
    return ["com", "lpt"].contains(stem.prefix(3)) && "0123456789".contains(digit)
}
