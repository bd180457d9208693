import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// Which image to look at, and where.
struct DocumentArguments: ParsableArguments {
    @Argument(help: "An image as a pod names it, oci:DIR[:TAG], oci-archive:FILE[:TAG] or containerd:REF.")
    var image: CopyPlace

    @OptionGroup var containerd: ContainerdArguments
    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    /// What the name leads to, along the pull plan.
    func document() async throws -> (name: String, document: ImageDocument) {
        guard case .registry(let text) = image else {
            return try await image.withLocalSource(containerd, documentsOnly: true) { place in
                do {
                    return (place.image.description, try await place.source.root())
                } catch {
                    throw CommandFailure(TransferError(error, stage: "store"))
                }
            }
        }
        return try await RegistrySession.run(plan, credentials, jobs: 1) { session in
            let place = try await session.source(of: text)
            return (place.image.description, try await place.source.root())
        }
    }
}

/// `manifest IMAGE`
struct ManifestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Print an image's manifest or index, byte for byte."
    )

    @OptionGroup var arguments: DocumentArguments

    func run() async throws {
        do {
            let (name, document) = try await Interruption.handled { try await arguments.document() }
            guard arguments.output.format == .json else { return Output.data(document.bytes) }
            var json = document.json(name)
            json.append(JSON.Member(key: "document", value: (try? JSON(parsing: document.bytes)) ?? .null))
            Output.data(.object(json))
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: arguments.output.format)
        }
    }
}

/// `digest IMAGE`
struct DigestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Print the digest of an image's manifest or index, computed from its bytes."
    )

    @OptionGroup var arguments: DocumentArguments

    func run() async throws {
        do {
            let (name, document) = try await Interruption.handled { try await arguments.document() }
            if arguments.output.format == .json {
                Output.data(.object(document.json(name)))
            } else {
                Output.data(document.digest.description)
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: arguments.output.format)
        }
    }
}

extension ImageDocument {
    fileprivate func json(_ name: String) -> [JSON.Member] {
        [
            JSON.Member(key: "image", value: .string(name)),
            JSON.Member(key: "digest", value: .string(digest.description)),
            JSON.Member(key: "mediaType", value: .string(content.mediaType)),
            JSON.Member(key: "size", value: .number(String(bytes.count))),
        ]
    }
}
