import ImageTransfer
import NodeCommands
import OCI

extension CatalogImage {
    /// For a person: the name, else what it is the name of.
    var words: String { name ?? reference ?? target.digest.description }

    /// Documented in `docs/json.md`.
    var nameMembers: [JSON.Member] {
        [JSON.Member(key: "name", value: name.map(JSON.string) ?? .null)]
            + (reference.map { [JSON.Member(key: "image", value: .string($0))] } ?? [])
    }

    var digestMember: JSON.Member {
        JSON.Member(key: "digest", value: .string(target.digest.description))
    }
}

extension [CatalogImage] {
    /// The images that a name means: those of that name as it is written; else as a pod's name is completed; else those
    /// of that digest.
    ///
    /// - Throws: exit code 3 with `reference-not-found`.
    func named(_ text: String, in place: ImagePlace) throws(CommandFailure) -> [CatalogImage] {
        let full = (try? ImageReference(parsing: text))?.description
        let ways: [(CatalogImage) -> Bool] = [
            { $0.name == text }, { $0.reference == text },
            { image in full.map { image.name == $0 || image.reference == $0 } ?? false },
            { $0.target.digest.description == text },
        ]
        for isMeant in ways {
            let meant = filter(isMeant)
            if !meant.isEmpty { return meant }
        }
        let shown = 20
        let names = map(\.words)
        let rest = names.count > shown ? ["and \(names.count - shown) more"] : []
        throw CommandFailure(
            .notFound,
            code: "reference-not-found",
            "there is no image \"\(text)\" in \(place.words)"
                + (names.isEmpty ? "" : "; it has " + (names.prefix(shown) + rest).joined(separator: ", "))
        )
    }
}
