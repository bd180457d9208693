import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// `delete IMAGE`
struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a tag, or by digest a manifest with all its tags, from a registry; or an entry of a layout.",
        discussion: """
            The registry that IMAGE names is asked itself. Its blobs stay until it, or `registry gc`, collects them; \
            of a layout goes what no other entry needs.
            """
    )

    @Argument(help: "REGISTRY/NAME:TAG, REGISTRY/NAME@DIGEST, or oci:DIR:TAG.")
    var image: CopyPlace

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    func run() async throws {
        do {
            let name = try await Interruption.handled { try await deleted() }
            if output.format == .json {
                Output.data(["deleted": .string(name)])
            } else {
                Output.talk("deleted " + printable(name))
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func deleted() async throws -> String {
        switch image {
        case .layout(let location):
            guard let name = location.name else {
                throw CommandFailure(.usage, code: "usage", "name the entry: oci:\(location.directory):TAG")
            }
            let store = try location.open()
            let entry = try location.entry(in: store)
            do throws(ContentStoreError) {
                _ = try store.remove([entry], keepingContent: false)
            } catch {
                throw CommandFailure(error)
            }
            return "oci:\(location.directory):\(name)"
        case .archive: throw image.unsupported("delete")
        case .containerd(let name):
            throw image.unsupported("delete", instead: "`windlass remove \(name) --in containerd` removes it there")
        case .registry(let text):
            guard text.contains("@") || text.split(separator: "/").last?.contains(":") == true else {
                throw CommandFailure(.usage, code: "usage", "say which: \(text):TAG or \(text)@DIGEST")
            }
            return try await RegistrySession.run(plan, credentials, jobs: 1) { session in
                let (image, endpoint) = try await session.place(text)
                do throws(RegistryClientError) {
                    guard try await session.client.deleteManifest(image.identifier, at: endpoint) else {
                        throw RegistryClientError(
                            .notFound,
                            stage: .manifest,
                            endpoint: endpoint.url,
                            url: endpoint.manifestURL(image.identifier),
                            status: 404
                        )
                    }
                    return image.description
                } catch {
                    guard image.digest == nil, error.deletesNoTags else { throw error }
                    let digest = try await session.client.manifest(of: image, at: endpoint).digest
                    throw CommandFailure(
                        .findings,
                        code: "delete-unsupported",
                        "\(endpoint.host) removes no tags by themselves",
                        details: ["`windlass delete \(image.name)@\(digest)` removes the manifest with all its tags"]
                    )
                }
            }
        }
    }
}

extension RegistryClientError {
    /// Docker's registry before 3.0 takes a tag for a bad digest, or says that it does not support that.
    fileprivate var deletesNoTags: Bool {
        code == .deleteUnsupported || registryCode == "UNSUPPORTED" || registryCode == "DIGEST_INVALID"
    }
}
