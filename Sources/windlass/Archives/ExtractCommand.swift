import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `extract IMAGE [SOURCE:]DESTINATION...`
struct ExtractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Put files of an image into directories, as RKE2's bootstrap puller does.",
        discussion: """
            SOURCE is a path of the image and begins with a slash; without one everything goes to DESTINATION. Files \
            of a Windows image are below /Files. Nothing is written outside of the destinations, whatever the image \
            says: links that lead out are left out.
            """
    )

    @Argument(help: "An image as a pod names it, or oci:DIR[:TAG].")
    var image: String

    @Argument(help: ArgumentHelp("Where to.", valueName: "[SOURCE:]DESTINATION"))
    var mappings: [String]

    @Option(
        help: ArgumentHelp(
            "Look for the image in the archives below this directory first, as RKE2 does in agent/images.",
            valueName: "dir"
        )
    )
    var imagesDir: String?

    @OptionGroup var pull: PullArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        for mapping in mappings where ExtractionMapping(argument: mapping) == nil {
            throw ValidationError("\"\(mapping)\" is not [SOURCE:]DESTINATION")
        }
        guard pull.platform.isEmpty else { throw ValidationError("extract takes one image: choose it with --node") }
    }

    func run() async throws {
        do {
            let extracted = try await Interruption.handled { try await extract() }
            if output.format == .json { Output.data(extracted.json) } else { Output.data(extracted.line(image)) }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func extract() async throws -> ExtractedImage {
        let node = try pull.plan.node(pull.node)
        if let location = LayoutLocation(argument: image) {
            do {
                return try await extract(location.name, from: OCILayout(opening: location.directory), for: node)
            } catch let error as ContentStoreError {
                throw CommandFailure(error)
            }
        }
        let loaded = try pull.plan.load(for: .windlass, on: node)
        let reference = try loaded.image(image)
        let directory = FileManager.default.temporaryDirectory.path + "/windlass-extract-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try OCILayout(commandFor: LayoutLocation(directory: directory))
        if let name = try await loadFromArchives(reference, into: store) {
            return try await extract(name, from: store, for: node)
        }
        let asked = try await pull.requests(for: [reference], loaded, on: node)
        let outcomes = try await pull.run(asked, loaded, to: LayoutDestination(store))
        if let error = outcomes.compactMap(\.error).first { throw CommandFailure(error) }
        return try await extract(reference.description, from: store, for: node)
    }

    /// The image's name in the store, if an archive has it.
    private func loadFromArchives(_ image: ImageReference, into store: OCILayout) async throws -> String? {
        // RKE2 takes a name by digest from no archive.
        guard let imagesDir, image.digest == nil else { return nil }
        let wanted = image.description
        for file in try Self.archives(below: imagesDir) {
            let outcomes = await ArchiveLoad(into: store).run([file]) { $0.contains(wanted) }
            for outcome in outcomes {
                if let error = outcome.error { throw CommandFailure(error) }
                return wanted
            }
        }
        return nil
    }

    /// Archives below a directory by the endings that RKE2 knows, in the order of their names; no hidden ones.
    private static func archives(below directory: String) throws(CommandFailure) -> [String] {
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: directory) else {
            throw CommandFailure(.notFound, code: "not-found", "--images-dir \(directory) cannot be read")
        }
        let endings = [".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst"]
        return names.sorted().filter { name in
            !name.split(separator: "/").contains { $0.hasPrefix(".") }
                && endings.contains { name.lowercased().hasSuffix($0) }
        }.map { "\(directory)/\($0)" }
    }

    private func extract(_ entry: String?, from store: OCILayout, for node: Node) async throws -> ExtractedImage {
        do throws(TransferError) {
            let targets = mappings.compactMap(ExtractionMapping.init(argument:))
            return try await ImageExtraction(from: store).run(entry, for: node, to: targets)
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension ExtractedImage {
    /// `extract -o json`; documented in `docs/json.md`.
    fileprivate var json: JSON {
        [
            "digest": .string(digest.description),
            "platform": platform.map(JSON.string) ?? .null,
            "layers": .number(String(layers)),
            "files": .number(String(files)),
            "links": .number(String(links)),
            "bytes": .number(String(bytes)),
            "leftOut": .number(String(leftOut)),
        ]
    }

    fileprivate func line(_ image: String) -> String {
        let out = leftOut == 0 ? "" : "; \(leftOut) devices, and links that lead out, were left out"
        return printable(
            "\(image) \(platform ?? "") \(digest) \(files) files, \(links) links, \(byteCount(bytes))\(out)"
        )
    }
}
