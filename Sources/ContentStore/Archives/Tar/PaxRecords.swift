/// The extended header of a member that is read: of all its records only those that change what the member is.
struct PaxRecords: Sendable, Equatable {
    var path: [UInt8]?
    var linkPath: [UInt8]?
    var size: Int64?
    var modificationTime: Int64?

    /// Reads `<length> <key>=<value>\n` after one another.
    ///
    /// - Throws: `archive-invalid`, or `archive-unsupported` for a sparse file.
    init(_ bytes: [UInt8]) throws(ArchiveFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard !digits.isEmpty, digits.count <= 9, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 2, length <= rest.count
            else { throw Self.broken }
            let record = rest.prefix(length)
            rest = rest.dropFirst(length)
            let pair = record.dropFirst(digits.count)
            guard pair.first == UInt8(ascii: " "), pair.last == UInt8(ascii: "\n"),
                let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals > pair.startIndex + 1
            else { throw Self.broken }
            let key = String(decoding: pair[(pair.startIndex + 1)..<equals], as: UTF8.self)
            try set(key, Array(pair[(equals + 1)...].dropLast()))
        }
    }

    private mutating func set(_ key: String, _ value: [UInt8]) throws(ArchiveFault) {
        switch key {
        case "path": path = try Self.name(value)
        case "linkpath": linkPath = try Self.name(value)
        case "size":
            guard value.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                let number = Int64(String(decoding: value, as: UTF8.self))
            else { throw ArchiveFault(.archiveInvalid, "pax-size") }
            size = number
        case "mtime":
            // Fractions of a second are of no use here; before 1970 they count backwards, as the seconds do.
            let seconds = value.prefix { $0 != UInt8(ascii: ".") }
            guard let number = Int64(String(decoding: seconds, as: UTF8.self)) else {
                throw ArchiveFault(.archiveInvalid, "pax-mtime")
            }
            modificationTime = number
        case _ where key.hasPrefix("GNU.sparse."):
            throw ArchiveFault(.archiveUnsupported, "tar-sparse")
        default: break
        }
    }

    private static let broken = ArchiveFault(.archiveInvalid, "pax-record")

    /// A name is never empty, and with a zero in it would mean one thing here and another to the system.
    private static func name(_ value: [UInt8]) throws(ArchiveFault) -> [UInt8] {
        guard !value.isEmpty, !value.contains(0) else { throw ArchiveFault(.archiveInvalid, "pax-name") }
        return value
    }
}
