/// A member of a tar archive, without its content (POSIX.1-2001, "pax Interchange Format"; GNU tar's long names).
package struct TarMember: Hashable, Sendable {
    /// What a member is; kinds that are not listed are not read.
    package enum Kind: Hashable, Sendable {
        case file
        case directory
        case symbolicLink
        case hardLink
        case characterDevice
        case blockDevice
        case fifo
    }

    package var kind: Kind
    /// As the archive has it: bytes of any encoding, maybe absolute, maybe with `..`.
    package var name: [UInt8]
    /// Where a link leads; empty for other kinds.
    package var linkName: [UInt8]
    /// Of the content that follows, in bytes.
    package var size: Int64
    /// Permission bits, `07777`.
    package var mode: UInt32
    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    package var modificationTime: Int64

    package init(
        _ kind: Kind = .file,
        name: [UInt8],
        linkName: [UInt8] = [],
        size: Int64 = 0,
        mode: UInt32? = nil,
        modificationTime: Int64 = 0
    ) {
        self.kind = kind
        self.name = name
        self.linkName = linkName
        self.size = size
        self.mode = mode ?? (kind == .directory ? 0o755 : 0o644)
        self.modificationTime = modificationTime
    }

    package init(
        _ name: String,
        _ kind: Kind = .file,
        linkName: String = "",
        size: Int64 = 0,
        mode: UInt32? = nil
    ) {
        self.init(kind, name: Array(name.utf8), linkName: Array(linkName.utf8), size: size, mode: mode)
    }
}

/// How a tar archive is cut.
package enum TarBlock {
    /// Headers and contents start at multiples of this.
    package static let size = 512

    /// The zeros after a content of that length.
    package static func padding(after size: Int64) -> Int {
        let rest = Int(size % Int64(Self.size))
        return rest == 0 ? 0 : Self.size - rest
    }
}
