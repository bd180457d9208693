import ArgumentParser
import ImageTransfer
import NodeCommands
import OCI

/// `images [--in containerd|oci:DIR[:TAG]]`
struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "List images with platform, os.version, size and digest.",
        discussion: """
            One line a manifest: of an index each child, of which some may never have been asked for. What is not \
            complete is marked. Content is looked for by name and size; its bytes are not read.
            """
    )

    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("Where. Default: this host's containerd.", valueName: "oci:DIR[:TAG]|containerd")
    )
    var place = ImagePlace.containerd

    @OptionGroup var containerd: ContainerdArguments
    @OptionGroup var output: OutputArguments

    func run() async throws {
        do {
            let rows = try await Interruption.handled { try await list() }
            if output.format == .json {
                Output.data(.array(rows.map(\.json)))
            } else if rows.isEmpty {
                Output.talk(printable("no images in \(place.words)"))
            } else {
                Output.data(ListedImage.table(of: rows))
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func list() async throws -> [ListedImage] {
        try await place.withCatalog(containerd) { catalog in
            let images = try await catalog.images()
            let meant = try place.name.map { try images.named($0, in: place) } ?? images.filter { !$0.isAlias }
            var rows: [ListedImage] = []
            for image in meant { rows += try await catalog.list(image) }
            return rows
        }
    }
}
