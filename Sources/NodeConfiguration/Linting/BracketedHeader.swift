import Registries

/// A header with a bracket in one of its names, such as the address of an IPv6 host: the parser of containerd 1 ends
/// the header there, quotes or not.
struct BracketedHeader {
    /// The first such name.
    let name: TOMLKey
    /// The header below which dotted keys say the same.
    let parent: [TOMLContent.Key]
    /// Those keys, with values that can be no secret.
    let pairs: [String]

    /// All of them, but for those whose name an action of a template makes.
    static func all(in document: TOMLDocument, isUnknown: (Range<Int>) -> Bool = { _ in false }) -> [BracketedHeader] {
        document.sections.compactMap { section in
            guard let path = section.header?.path,
                let place = path.firstIndex(where: { !isUnknown($0.range) && document.source[$0.range].hasBracket })
            else { return nil }
            return BracketedHeader(
                name: path[place],
                parent: path[..<place].map(TOMLContent.Key.init),
                pairs: pairs(of: section, below: path[place...], in: document)
            )
        }
    }

    private static func pairs(
        of section: TOMLSection,
        below path: ArraySlice<TOMLKey>,
        in document: TOMLDocument
    ) -> [String] {
        guard !section.pairs.isEmpty else { return ["  " + TOMLNames.dotted(path.map(TOMLContent.Key.init)) + " = {}"] }
        return section.pairs.map { pair in
            let keys = path + pair.path
            let written = String(decoding: document.source[pair.value.range], as: UTF8.self)
            // What a header of a request says is nobody's business, whatever its name.
            let isPublic = keys.dropFirst().allSatisfy { SecretSigns.areAbsent(fromKey: $0.name, header: "") }
            let isShown = isPublic && !written.contains("\n") && !written.contains("@") && written.utf8.count <= 200
            return "  " + TOMLNames.dotted(keys.map(TOMLContent.Key.init)) + " = " + (isShown ? written : "\"...\"")
        }
    }
}

extension [BracketedHeader] {
    /// The lines that take the place of each: a parent's header once, unless it is there already.
    func corrections(in document: TOMLDocument) -> [[String]] {
        var written = Set(document.sections.compactMap(\.header).map { $0.path.map(\.name) })
        return map { header in
            let isFirst = !header.parent.isEmpty && written.insert(header.parent.map(\.name)).inserted
            return (isFirst ? [TOMLNames.header(header.parent)] : []) + header.pairs
        }
    }
}

extension TOMLContent.Key {
    /// A key as it is written, without a user and password.
    fileprivate init(_ key: TOMLKey) {
        self.init(withoutUserInfo(key.name), isQuoted: key.style != .bare)
    }
}

extension Sequence<UInt8> {
    /// Whether there is a bracket among the bytes.
    var hasBracket: Bool { contains(UInt8(ascii: "[")) || contains(UInt8(ascii: "]")) }
}
