/// Reads a tar archive from bytes as they come; holds one header and never any content.
package struct TarReader: Sendable {
    /// How much a header may ask for before it is refused.
    package struct Limits: Hashable, Sendable {
        /// The bytes of a name, or of where a link leads.
        package var name = 4_096
        /// The bytes of a pax header: what Go's reader takes.
        package var extendedHeader = 1 << 20
        /// Headers about one member.
        package var headersPerMember = 4
        /// Members in all.
        package var members = 10_000_000

        package init() {}
    }

    package enum Event: Hashable, Sendable {
        /// The next member; its content follows.
        case member(TarMember)
        /// These bytes of the input are content of the member.
        case content(Range<Int>)
        /// The two blocks of zeros: what comes after them is none of the archive's.
        case end
    }

    private enum State: Sendable {
        case header
        /// Inside an extended header or a long name, which is kept.
        case about(type: UInt8, remaining: Int, padding: Int)
        case content(remaining: Int64, padding: Int)
        case padding(Int)
        case finished
    }

    private let limits: Limits
    private var state = State.header
    /// The header block, or the extended header, as far as it has come.
    private var held: [UInt8] = []
    private var zeroBlocks = 0
    private var pax: PaxRecords?
    private var longName: [UInt8]?
    private var longLink: [UInt8]?
    private var headers = 0
    private var members = 0

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether the input may end here: between two members, or after the end.
    package var mayEnd: Bool {
        switch state {
        case .header: held.isEmpty && headers == 0
        case .finished: true
        default: false
        }
    }

    /// Whether content of a member is still to come.
    package var isInContent: Bool {
        if case .content(let remaining, _) = state { remaining > 0 } else { false }
    }

    /// Takes bytes from `position` on until there is something to say.
    ///
    /// - Returns: nil once the input is used up.
    /// - Throws: `archive-invalid`, `archive-unsupported` or `archive-limit`.
    package mutating func next(
        _ input: UnsafeRawBufferPointer,
        at position: inout Int
    ) throws(ArchiveFault) -> Event? {
        while true {
            switch state {
            case .finished:
                return .end
            case .padding(let count):
                let taken = min(count, input.count - position)
                position += taken
                guard taken == count else {
                    state = .padding(count - taken)
                    return nil
                }
                state = .header
            case .content(let remaining, let padding):
                guard remaining > 0 else {
                    state = .padding(padding)
                    continue
                }
                guard position < input.count else { return nil }
                let taken = Int(min(remaining, Int64(input.count - position)))
                position += taken
                state = .content(remaining: remaining - Int64(taken), padding: padding)
                return .content((position - taken)..<position)
            case .about(let type, let remaining, let padding):
                let taken = min(remaining, input.count - position)
                held += input[position..<(position + taken)]
                position += taken
                guard taken == remaining else {
                    state = .about(type: type, remaining: remaining - taken, padding: padding)
                    return nil
                }
                try keep(type)
                state = .padding(padding)
            case .header:
                guard fill(input, at: &position) else { return nil }
                let block = held
                held = []
                if let member = try header(block) { return .member(member) }
            }
        }
    }

    /// Leaves out what is left of the member's content, for an input that can be moved forward.
    ///
    /// - Returns: how many bytes of the input are not to be given to ``next(_:at:)``.
    package mutating func skipContent() -> Int64 {
        switch state {
        case .content(let remaining, let padding):
            state = .header
            return remaining + Int64(padding)
        case .padding(let count):
            state = .header
            return Int64(count)
        default:
            return 0
        }
    }

    private mutating func fill(_ input: UnsafeRawBufferPointer, at position: inout Int) -> Bool {
        let taken = min(TarBlock.size - held.count, input.count - position)
        held += input[position..<(position + taken)]
        position += taken
        return held.count == TarBlock.size
    }

    /// Reads one block; nil where no member is complete with it.
    private mutating func header(_ block: [UInt8]) throws(ArchiveFault) -> TarMember? {
        if block.allSatisfy({ $0 == 0 }) {
            guard headers == 0 else { throw ArchiveFault(.archiveInvalid, "tar-header-without-member") }
            zeroBlocks += 1
            if zeroBlocks == 2 { state = .finished }
            return nil
        }
        guard zeroBlocks == 0 else { throw ArchiveFault(.archiveInvalid, "tar-lone-zero-block") }
        let header = try TarHeader(block)
        switch Unicode.Scalar(header.type) {
        case "x", "g", "L", "K":
            headers += 1
            guard headers <= limits.headersPerMember else { throw ArchiveFault(.archiveLimit, "tar-headers") }
            let isName = header.type == UInt8(ascii: "L") || header.type == UInt8(ascii: "K")
            // A long name ends in a zero.
            let limit = isName ? limits.name + 1 : limits.extendedHeader
            guard header.member.size <= limit else {
                throw ArchiveFault(.archiveLimit, isName ? "tar-name" : "pax-size")
            }
            let size = Int(header.member.size)
            state = .about(type: header.type, remaining: size, padding: TarBlock.padding(after: Int64(size)))
            return nil
        case "S":
            throw ArchiveFault(.archiveUnsupported, "tar-sparse", member: header.member.name)
        default:
            guard header.isKnownKind else {
                let shown = "tar-type-\(String(header.type, radix: 16))"
                throw ArchiveFault(.archiveUnsupported, shown, member: header.member.name)
            }
            return try member(of: header)
        }
    }

    private mutating func member(of header: TarHeader) throws(ArchiveFault) -> TarMember {
        var member = header.member
        if let longName { member.name = longName }
        if let longLink { member.linkName = longLink }
        if let name = pax?.path { member.name = name }
        if let link = pax?.linkPath { member.linkName = link }
        if let time = pax?.modificationTime { member.modificationTime = time }
        if let size = pax?.size { member.size = size }
        pax = nil
        longName = nil
        longLink = nil
        headers = 0
        members += 1
        guard members <= limits.members else { throw ArchiveFault(.archiveLimit, "tar-members") }
        guard !member.name.isEmpty else { throw ArchiveFault(.archiveInvalid, "tar-name-empty") }
        guard max(member.name.count, member.linkName.count) <= limits.name else {
            throw ArchiveFault(.archiveLimit, "tar-name", member: member.name)
        }
        // Before ustar a directory was a file whose name ends in a slash.
        if member.kind == .file, member.name.last == UInt8(ascii: "/") { member.kind = .directory }
        switch member.kind {
        case .file: break
        // POSIX lets a hard link bring its content once more. Readers disagree on that, and on what else has a size:
        // where one skips bytes that another takes for headers, an archive means two things.
        default:
            guard member.size == 0 else {
                throw ArchiveFault(.archiveInvalid, "tar-content-without-file", member: member.name)
            }
            if member.kind != .symbolicLink, member.kind != .hardLink { member.linkName = [] }
        }
        if member.kind == .file { member.linkName = [] }
        state = .content(remaining: member.size, padding: TarBlock.padding(after: member.size))
        return member
    }

    private mutating func keep(_ type: UInt8) throws(ArchiveFault) {
        defer { held = [] }
        switch Unicode.Scalar(type) {
        case "x":
            guard pax == nil else { throw ArchiveFault(.archiveInvalid, "pax-twice") }
            pax = try PaxRecords(held)
        case "g":
            // Of all archives, as git writes one: a comment. What would change every member is refused.
            guard try PaxRecords(held).changesNothing else { throw ArchiveFault(.archiveUnsupported, "pax-global") }
            headers -= 1
        default:
            let name = Array(held.prefix { $0 != 0 })
            guard !name.isEmpty, held.dropFirst(name.count).allSatisfy({ $0 == 0 }) else {
                throw ArchiveFault(.archiveInvalid, "tar-long-name")
            }
            if type == UInt8(ascii: "L") { longName = name } else { longLink = name }
        }
    }
}

extension PaxRecords {
    fileprivate var changesNothing: Bool { path == nil && linkPath == nil && size == nil }
}
