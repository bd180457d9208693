/// A small tar archive in memory: names in order, nothing of this machine in it.
package struct TarArchive: Sendable {
    package enum Kind: Sendable {
        case directory
        case file(contents: [UInt8], isExecutable: Bool)
    }

    private var blocks: [UInt8] = []

    package init() {}

    /// Adds a member.
    ///
    /// - Parameters:
    ///   - name: relative, with `/`.
    ///   - records: extended attributes, such as `MSWINDOWS.fileattr`, that precede the member.
    package mutating func add(_ name: String, _ kind: Kind, records: [(key: String, value: String)] = []) {
        switch kind {
        case .directory: add(TarMember(name.hasSuffix("/") ? name : name + "/", .directory), [], records: records)
        case .file(let contents, let isExecutable):
            add(TarMember(name, mode: isExecutable ? 0o755 : 0o644), contents, records: records)
        }
    }

    /// Adds a member with its content, whose size counts.
    package mutating func add(
        _ member: TarMember,
        _ contents: [UInt8] = [],
        records: [(key: String, value: String)] = []
    ) {
        var member = member
        member.size = Int64(contents.count)
        blocks += member.header(records: records) + contents
        blocks += [UInt8](repeating: 0, count: TarBlock.padding(after: member.size))
    }

    /// The whole archive, with the two blocks of zeros that end it.
    package var bytes: [UInt8] { blocks + TarMember.end }
}
