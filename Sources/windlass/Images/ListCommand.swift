import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// `ls REPOSITORY`
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the tags of a repository, or the entries of an OCI layout.",
        discussion: "The endpoints of the pull plan are asked in order, until one answers."
    )

    @Argument(help: "A repository as a pod names it, without a tag, oci:DIR or oci-archive:FILE.")
    var repository: CopyPlace

    @Flag(help: "Say what each tag leads to.")
    var digests = false

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    private struct Entry: Sendable {
        var name: String
        var digest: Digest?
    }

    func run() async throws {
        do {
            let entries = try await Interruption.handled { try await list() }
            if output.format == .json {
                Output.data(
                    .array(
                        entries.map {
                            ["tag": .string($0.name), "digest": $0.digest.map { .string($0.description) } ?? .null]
                        }
                    )
                )
            } else {
                for entry in entries {
                    let digest = digests ? entry.digest.map { " \($0)" } ?? " -" : ""
                    Output.data(printable(entry.name + digest))
                }
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func list() async throws -> [Entry] {
        switch repository {
        case .layout(let location):
            let store = try location.open()
            do throws(ContentStoreError) {
                return try store.references().map {
                    Entry(
                        name: $0.annotations[OCILayout.referenceNameKey] ?? $0.digest.description,
                        digest: $0.digest
                    )
                }
            } catch {
                throw CommandFailure(error)
            }
        case .archive(let location):
            do {
                let archive = try ImageArchive(try ArchiveFile.parts(of: location.file)) {
                    try Task.checkCancellation()
                }
                return archive.images.flatMap { image in
                    let names = image.names.isEmpty ? [image.root.digest.description] : image.names
                    return names.map { Entry(name: $0, digest: image.root.digest) }
                }
            } catch {
                throw asFailure(error)
            }
        case .containerd:
            throw repository.unsupported("ls", instead: "`windlass images` lists what containerd has")
        case .registry(let text):
            return try await RegistrySession.run(plan, credentials, jobs: 4) { session in
                let (tags, endpoint) = try await session.tags(of: text)
                return try await entries(tags, endpoint, session.client)
            }
        }
    }

    private func entries(
        _ tags: [String],
        _ endpoint: Endpoint,
        _ client: RegistryClient
    ) async throws(RegistryClientError) -> [Entry] {
        var entries: [Entry] = []
        for tag in tags {
            let descriptor = digests ? try await client.manifestDescriptor(tag, at: endpoint) : nil
            entries.append(Entry(name: tag, digest: descriptor?.digest))
        }
        return entries
    }
}
