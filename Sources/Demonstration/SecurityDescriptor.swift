#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A security descriptor of Windows in its self-relative form ([MS-DTYP], 2.4.6), base64 as `MSWINDOWS.rawsd` has it.
enum SecurityDescriptor {
    /// Owned by the administrators; they and the system may do everything, nobody else anything.
    static let systemAndAdministrators: String = {
        let system: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
        let administrators: [UInt8] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]
        let entries = entry(for: system) + entry(for: administrators)
        var list: [UInt8] = [2, 0]
        list += littleEndian(UInt16(8 + entries.count))
        list += [2, 0, 0, 0]
        list += entries
        let headerSize: UInt32 = 20
        let owner = headerSize
        let group = owner + UInt32(administrators.count)
        let accessList = group + UInt32(system.count)
        // Revision 1; the control flags say that the parts lie behind this header and that there is an access list.
        var bytes: [UInt8] = [1, 0]
        bytes += littleEndian(UInt16(0x8004))
        for offset in [owner, group, 0, accessList] { bytes += littleEndian(offset) }
        bytes += administrators
        bytes += system
        bytes += list
        return Data(bytes).base64EncodedString()
    }()

    /// Full access for one identity, passed on to what lies below.
    private static func entry(for identity: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0, 3]
        bytes += littleEndian(UInt16(8 + identity.count))
        bytes += littleEndian(0x001F_01FF as UInt32)
        bytes += identity
        return bytes
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
