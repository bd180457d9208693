import OCI

extension ImageArchive {
    /// The image that a name means: the one that has it; else as a pod's name is completed; else by its tag alone, as
    /// skopeo names what is in a layout; else by digest.
    ///
    /// - Parameter name: nil for the only image.
    /// - Throws: `reference-not-found`, or `reference-ambiguous` where several images fit.
    package func image(named name: String?) throws(ContentStoreError) -> Image {
        guard let name else { return try only(of: images, asked: nil) }
        let full = (try? ImageReference(parsing: name))?.description
        let ways: [(Image) -> Bool] = [
            { $0.names.contains(name) },
            { image in full.map(image.names.contains) ?? false },
            { $0.names.contains { (try? ImageReference(parsing: $0))?.tag?.description == name } },
            { $0.root.digest.description == name },
        ]
        for isMeant in ways {
            let meant = images.filter(isMeant)
            if !meant.isEmpty { return try only(of: meant, asked: name) }
        }
        throw ContentStoreError(.referenceNotFound, path: path, detail: name, candidates: Self.words(images))
    }

    private func only(of meant: [Image], asked name: String?) throws(ContentStoreError) -> Image {
        guard meant.count == 1 else {
            throw ContentStoreError(.referenceAmbiguous, path: path, detail: name, candidates: Self.words(meant))
        }
        return meant[0]
    }

    private var path: String { paths.first ?? "" }

    /// Names, and for images without one, or with one that is another's too, digests.
    private static func words(_ images: [Image]) -> [String] {
        let counts = images.flatMap(\.names).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return images.flatMap { image in
            let own = image.names.filter { counts[$0] == 1 }
            return own.isEmpty ? [image.root.digest.description] : own
        }.sorted()
    }
}
