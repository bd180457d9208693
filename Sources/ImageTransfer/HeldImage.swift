import OCI
import Registries

extension ImageCatalog {
    /// What a pull would find done already: the outcomes of a request whose image is here completely, under its name; nil
    /// for one that has to be asked for.
    ///
    /// The registry is not asked, so a name that means another image by now counts as here. A manifest alone is never the
    /// whole of an index, and for "all" it has to be asked whether there is one.
    ///
    /// - Parameter images: ``images()``.
    /// - Throws: the catalog's own errors.
    public func held(_ request: PullRequest, among images: [CatalogImage]) async throws -> [PullOutcome]? {
        let name = request.plan.image.description
        guard
            let image = images.first(where: { $0.name == request.name && ($0.reference ?? name) == name })
        else { return nil }
        let rows = try await list(image)
        guard let chosen = request.selection.choice(among: rows), chosen.allSatisfy({ $0.state == .complete }) else {
            return nil
        }
        return chosen.map { row in
            var outcome = PullOutcome(
                image: request.plan.image,
                platform: row.platform?.description ?? request.platformText
            )
            outcome.indexDigest = row.indexDigest
            outcome.digest = row.manifest.digest
            outcome.layers = row.layers ?? 0
            outcome.bytesReused = (row.size ?? 0) - row.manifest.size
            return outcome
        }
    }
}

extension PullRequest.Selection {
    /// The manifests that are wanted; nil where one is wanted that is not among them.
    fileprivate func choice(among rows: [ListedImage]) -> [ListedImage]? {
        switch self {
        case .node(let node):
            return node.choose(among: rows.map(\.platform)).windlass.map { [rows[$0]] }
        case .platforms(let selectors):
            if selectors.contains(.all) {
                return rows.allSatisfy { $0.indexDigest != nil } ? rows : nil
            }
            let isWanted = { (row: ListedImage, selector: PlatformSelector) in
                row.platform.map(selector.matches) ?? false
            }
            guard selectors.allSatisfy({ selector in rows.contains { isWanted($0, selector) } }) else { return nil }
            return rows.filter { row in selectors.contains { isWanted(row, $0) } }
        }
    }
}
