import ContentStore
import ImageTransfer
import OCI
import RegistryClient
import RegistryTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A directory with layouts and archives of a test, gone afterwards.
final class ArchiveScene: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/windlass-archive-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// A layout with these images under these names.
    @discardableResult
    func layout(_ name: String, _ images: [(String, SampleImage)]) throws -> OCILayout {
        let store = try OCILayout(openingOrCreating: self(name))
        for (name, image) in images {
            for content in image.blobs + image.manifests.reversed() {
                try store.write(content.bytes, digest: content.digest)
            }
            try store.setReference(name, to: image.descriptor)
        }
        return store
    }

    /// Writes the images of a layout into an archive.
    @discardableResult
    func save(
        _ names: [String],
        from store: OCILayout,
        to file: String,
        compression: Compression = .none,
        partSize: Int64? = nil,
        selection: SaveRequest.Selection = .everything,
        leavingOut older: (@Sendable (Descriptor) -> Bool)? = nil
    ) async throws -> SavedArchive {
        let requests = names.map { SaveRequest(entry: $0, selection: selection) }
        return try await ArchiveSave(from: store, leavingOut: older)
            .run(requests, to: self(file), compression: compression, partSize: partSize)
    }

    /// Loads archives into a layout, which is made if it is not there.
    func load(_ files: String..., into layout: String) async throws -> [LoadOutcome] {
        let store = try OCILayout(openingOrCreating: self(layout))
        defer { store.close() }
        return await ArchiveLoad(into: store).run(files.map { self($0) })
    }

    func write(_ bytes: [UInt8], to file: String) throws {
        try Data(bytes).write(to: URL(filePath: self(file)))
    }

    func read(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: self(file)))) }

    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: self(file)) }

    func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self(folder)).sorted()
    }

    /// The files below `blobs` of a layout.
    func blobs(of layout: String) throws -> [String] { try names(in: layout + "/blobs/sha256") }
}

/// An archive as `docker save` of old wrote it.
struct DockerSave {
    /// How the second and later layers with the same content are in it.
    enum Sharing: CaseIterable, Sendable {
        case listed
        case symbolicLink
        case hardLink
    }

    var members: [(TarMember, [UInt8])] = []
    private var items: [String] = []
    private var written: [Digest: String] = [:]

    mutating func add(_ image: SampleImage, tags: [String], sharing: Sharing = .listed) {
        let configuration = image.configuration?.bytes ?? []
        let config = "\(Digest(hashing: configuration, with: .sha256).hex).json"
        members.append((TarMember(config), configuration))
        var paths: [String] = []
        for (number, layer) in image.layers.enumerated() {
            let folder = "\(image.digest.hex.prefix(20))\(number)"
            let path = "\(folder)/layer.tar"
            if let first = written[layer.digest] {
                switch sharing {
                case .listed:
                    paths.append(first)
                    continue
                case .symbolicLink: members.append((TarMember(path, .symbolicLink, linkName: "../\(first)"), []))
                case .hardLink: members.append((TarMember(path, .hardLink, linkName: first), []))
                }
            } else {
                members.append((TarMember(folder + "/", .directory), []))
                members.append((TarMember(folder + "/VERSION"), Array("1.0".utf8)))
                members.append((TarMember(path), layer.bytes))
                written[layer.digest] = path
            }
            paths.append(path)
        }
        items.append(Self.item(config: config, tags: tags, layers: paths))
    }

    static func item(config: String, tags: [String], layers: [String], more: String = "") -> String {
        let tags = tags.isEmpty ? "null" : "[\(tags.map { "\"\($0)\"" }.joined(separator: ","))]"
        let layers = layers.map { "\"\($0)\"" }.joined(separator: ",")
        return "{\"Config\":\"\(config)\",\"RepoTags\":\(tags),\"Layers\":[\(layers)]\(more)}"
    }

    var manifest: (TarMember, [UInt8]) {
        (TarMember("manifest.json"), Array("[\(items.joined(separator: ","))]".utf8))
    }

    var bytes: [UInt8] { Self.archive(members + [manifest]) }

    static func archive(_ members: [(TarMember, [UInt8])]) -> [UInt8] {
        var archive = TarArchive()
        for (member, contents) in members { archive.add(member, contents) }
        return archive.bytes
    }
}
