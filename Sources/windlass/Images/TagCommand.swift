import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import RegistryClient

/// `tag SRC TAG`
struct TagCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Give an image another tag in its own repository, or another name in its layout.",
        discussion: "The registry that SRC names is asked itself: no mirror, no rewrite."
    )

    @Argument(help: "REGISTRY/NAME[:TAG|@DIGEST], or oci:DIR[:TAG].")
    var source: CopyPlace

    @Argument(help: "The new tag.")
    var tag: String

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func run() async throws {
        do {
            let (name, digest) = try await Interruption.handled { try await tagged() }
            if output.format == .json {
                Output.data(["image": .string(name), "digest": .string(digest.description)])
            } else {
                Output.data(printable("\(name) \(digest)"))
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func tagged() async throws -> (name: String, digest: Digest) {
        switch source {
        case .layout(let location):
            let store = try OCILayout(commandFor: location)
            defer { store.close() }
            let entry = try location.entry(in: store)
            do throws(ContentStoreError) {
                try store.setReference(tag, to: entry)
            } catch {
                throw CommandFailure(error)
            }
            return ("oci:\(location.directory):\(tag)", entry.digest)
        case .archive, .containerd: throw source.unsupported("tag")
        case .registry(let text):
            guard (try? Tag(parsing: tag)) != nil else {
                throw CommandFailure(.usage, code: "reference-invalid", "\"\(tag)\" is not a tag")
            }
            return try await RegistrySession.run(plan, credentials, jobs: 1) { session in
                let (image, endpoint) = try await session.place(text)
                let document = try await session.client.manifest(of: image, at: endpoint)
                try await session.client.putManifest(
                    document.bytes,
                    mediaType: document.mediaType,
                    as: tag,
                    at: endpoint
                )
                return ("\(image.name):\(tag)", document.digest)
            }
        }
    }
}
