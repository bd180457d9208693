import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is copied, or looked at.
struct PlaceSource {
    var source: any ImageSource
    /// The image as far as its place tells.
    var image: ImageReference
    /// What the place calls it.
    var name: String
}

extension CopyPlace {
    /// Opens a place on this machine, for as long as `body` runs.
    ///
    /// - Parameter documentsOnly: whether no blob will be read, so that a compressed archive need not be unpacked.
    /// - Throws: a ``CommandFailure`` for what the place throws, and whatever else `body` throws.
    func withLocalSource<Result>(
        _ containerd: ContainerdArguments,
        documentsOnly: Bool = false,
        _ body: (PlaceSource) async throws -> Result
    ) async throws -> Result {
        do {
            switch self {
            case .registry(let text): throw CommandFailure(.usage, code: "usage", "\(text) is not on this machine")
            case .layout(let location):
                let store = try location.open()
                let entry = try location.entry(in: store)
                let image = location.image(of: entry)
                let name = entry.annotations[OCILayout.referenceNameKey] ?? image.description
                return try await body(PlaceSource(source: LayoutSource(entry, in: store), image: image, name: name))
            case .archive(let location):
                let select = { (archive: ImageArchive) in [try archive.image(named: location.name)] }
                return try await withOpenedArchive(location.file, documentsOnly: documentsOnly, select) { archive in
                    let image = archive.images[0]
                    let reference = ImageReference(named: image.names, at: location.file)
                    let name = image.names.first ?? reference.description
                    return try await body(
                        PlaceSource(source: archive.source(of: image), image: reference, name: name)
                    )
                }
            case .containerd(let text):
                return try await containerd.withClient { client in
                    let catalog = try await ContainerdCatalog(client)
                    let meant = try await catalog.images().named(text, in: .containerd)
                    // Names of one target are one image.
                    let own = meant.first { !$0.isAlias } ?? meant[0]
                    let name = own.name ?? own.target.digest.description
                    let source = ContainerdSource(own.target, in: catalog, of: client)
                    let image = ImageReference(named: [name], at: "containerd")
                    return try await body(PlaceSource(source: source, image: image, name: name))
                }
            }
        } catch {
            throw asFailure(error)
        }
    }
}

/// Opens an archive for as long as `body` runs; what a compressed one is unpacked to is below the directory for
/// temporary files, and gone afterwards.
func withOpenedArchive<Result>(
    _ file: String,
    documentsOnly: Bool = false,
    _ select: (ImageArchive) throws -> [ImageArchive.Image] = { $0.images },
    _ body: (OpenedArchive) async throws -> Result
) async throws -> Result {
    let scratch = scratchPath()
    defer { removeScratch(scratch) }
    return try await body(try await OpenedArchive(file, scratch: documentsOnly ? nil : scratch, select: select))
}

/// Where nothing is yet, below the directory for temporary files.
func scratchPath() -> String {
    FileManager.default.temporaryDirectory.path + "/windlass-" + UUID().uuidString
}

/// Whether there is something at a path.
func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
}

/// Removes what was made there.
func removeScratch(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
}

extension RegistrySession {
    /// An image of a registry, where nodes look for it.
    func source(of text: String) async throws -> PlaceSource {
        let plan = try await plan(for: text)
        let source = RegistrySource(plan, client: client)
        return PlaceSource(source: source, image: plan.image, name: plan.image.description)
    }
}
