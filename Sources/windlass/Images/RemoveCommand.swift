import ArgumentParser
import ImageTransfer
import NodeCommands
import OCI

/// `remove IMAGE... --in containerd|oci:DIR`
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove images, and the content that no other image needs.",
        discussion: """
            Content that another image needs stays, as does what interrupted pulls left for the next. While somebody \
            writes to a layout nothing is removed from it. containerd removes content by itself, which is waited for; \
            the names by digest that its CRI service adds go with the last name by tag.
            """
    )

    @Argument(help: "Images by name, as images lists them or a pod writes them; or digests, for all names of one.")
    var images: [String]

    @Option(name: .customLong("in"), help: ArgumentHelp("Where.", valueName: "oci:DIR|containerd"))
    var place: ImagePlace

    @Flag(help: "Remove the names alone, from a layout.")
    var keepContent = false

    @OptionGroup var containerd: ContainerdArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard place.name == nil else { throw ValidationError("--in takes no TAG: name the image itself") }
        if case .containerd = place, keepContent {
            throw ValidationError("containerd keeps no content without a name: --keep-content is for layouts")
        }
    }

    func run() async throws {
        do {
            let (removed, removal) = try await Interruption.handled { try await remove() }
            report(removed, removal)
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func remove() async throws -> ([CatalogImage], CatalogRemoval) {
        try await place.withCatalog(containerd) { catalog in
            let all = try await catalog.images()
            // All names are looked at before anything is removed.
            var removed: [CatalogImage] = []
            for name in images {
                removed += try all.named(name, in: place).filter { !removed.contains($0) }
            }
            return (removed, try await catalog.remove(removed, keepingContent: keepContent))
        }
    }

    private func report(_ removed: [CatalogImage], _ removal: CatalogRemoval) {
        if output.format == .json {
            Output.data(
                [
                    "removed": .array(removed.map { .object($0.nameMembers + [$0.digestMember]) }),
                    "contents": removal.contents.map { .number(String($0)) } ?? .null,
                    "bytes": removal.bytes.map { .number(String($0)) } ?? .null,
                ]
            )
            return
        }
        for image in removed { Output.data(printable("\(image.words) \(image.target.digest)")) }
        if let contents = removal.contents, let bytes = removal.bytes {
            Output.talk("removed with \(contents) blob\(contents == 1 ? "" : "s"), \(byteCount(bytes))")
        }
    }
}
