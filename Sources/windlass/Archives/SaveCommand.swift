import ArgumentParser
import Containerd
import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// `save IMAGE... --to FILE [--from oci:DIR|containerd]`
struct SaveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Write images into one archive that containerd, Docker, RKE2 and K3s load.",
        discussion: """
            The archive is an OCI layout, with Docker's manifest.json beside it for images of one platform; layers that \
            images share are in it once, byte for byte. Without --from the images are pulled through registries.yaml \
            first. FILE is replaced when the new archive is complete; FILE.sha256 is what sha256sum checks.
            """
    )

    // With --from, entries of that layout may be named as they are, and none stands for all.
    @OptionGroup var named: NamedImages

    @Option(help: ArgumentHelp("The archive to write.", valueName: "file"))
    var to: String

    @Option(
        help: ArgumentHelp(
            "Take the images from there, with all that there is of them.",
            valueName: "oci:DIR|containerd"
        )
    )
    var from: PullTarget?

    @Option(
        help: ArgumentHelp(
            "Leave out the blobs that this older archive, or layout, has.",
            valueName: "file|oci:DIR"
        )
    )
    var deltaFrom: String?

    @OptionGroup var containerd: ContainerdArguments
    @OptionGroup var archive: ArchiveArguments
    @OptionGroup var pull: PullArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard !named.isEmpty || from != nil else { throw ValidationError("name the images, or a place with --from") }
        guard from?.name == nil else { throw ValidationError("--from takes oci:DIR; name the images beside it") }
    }

    func run() async throws {
        do {
            let saved = try await Interruption.handled { try await save() }
            if output.format == .json { Output.data(saved.json) } else { Output.data(saved.text) }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
    }

    private func save() async throws -> SavedArchive {
        let older = try older()
        switch from {
        case .layout(let location):
            do {
                let store = try OCILayout(opening: location.directory)
                let selection = try pull.saveSelection()
                let entries =
                    named.isEmpty ? try store.entryNames() : try named.texts().map { try store.entryName($0) }
                let requests = entries.map { SaveRequest(entry: $0, selection: selection) }
                return try await write(requests, from: store, leavingOut: older)
            } catch let error as ContentStoreError {
                throw CommandFailure(error)
            }
        case .containerd: return try await saveFromContainerd(leavingOut: older)
        case nil: return try await savePulled(leavingOut: older)
        }
    }

    /// Beside the archive, where there must be room for it anyway; it stays if the transfer breaks off, and the next run
    /// continues there.
    private var directory: String { to + ".pulled" }

    private func saveFromContainerd(leavingOut older: (@Sendable (Descriptor) -> Bool)?) async throws -> SavedArchive {
        let selection = try pull.saveSelection()
        let texts = try named.texts()
        let (entries, store) = try await containerd.withClient { client in
            do {
                let catalog = try await ContainerdCatalog(client)
                let images = try await catalog.images()
                let meant = try texts.flatMap { try images.named($0, in: .containerd).prefix(1) }
                let chosen = texts.isEmpty ? images.filter { !$0.isAlias } : meant
                let store = try OCILayout(commandFor: LayoutLocation(directory: directory))
                return (try await bring(chosen, of: catalog, from: client, into: store), store)
            } catch {
                throw asFailure(error)
            }
        }
        let requests = entries.map { SaveRequest(entry: $0, selection: selection) }
        return try await finish(requests, from: store, leavingOut: older)
    }

    /// What containerd has of images, as entries of a layout.
    private func bring(
        _ images: [CatalogImage],
        of catalog: ContainerdCatalog,
        from client: ContainerdClient,
        into store: OCILayout
    ) async throws -> [String] {
        let progress = TransferProgress()
        let copy = ImageCopy(to: LayoutDestination(store), jobs: pull.transfer.jobs, progress: progress)
        var entries: [String] = []
        for image in images {
            let name = image.words
            let source = ContainerdSource(image.target, in: catalog, of: client)
            var request = CopyRequest(
                source: source,
                image: ImageReference(named: [name], at: "containerd"),
                name: name
            )
            request.takesWhatIsThere = true
            let asked = request
            let outcome = await ProgressDisplay(progress, style: pull.transfer.progressStyle).shown {
                await copy.run(asked)
            }
            if let error = outcome.error { throw CommandFailure(error) }
            entries.append(name)
        }
        return entries
    }

    private func savePulled(leavingOut older: (@Sendable (Descriptor) -> Bool)?) async throws -> SavedArchive {
        let store = try OCILayout(commandFor: LayoutLocation(directory: directory))
        let node = try pull.plan.node(pull.node)
        let loaded = try pull.plan.load(for: .windlass, on: node)
        let asked = try await pull.requests(for: try named.references(loaded), loaded, on: node)
        let outcomes = try await pull.run(asked, loaded, to: LayoutDestination(store))
        let exit = ProgramExit(of: outcomes)
        guard exit == .success else {
            pull.report(outcomes.filter { $0.error != nil }, format: .json)
            let failed = outcomes.filter { $0.error != nil }.count
            throw CommandFailure(
                exit == .partlyDone ? .findings : exit,
                code: "images-missing",
                "\(failed) of \(outcomes.count) could not be pulled, so there is no archive; what came is kept in \(directory)"
            )
        }
        let requests = asked.map { SaveRequest(entry: $0.name, selection: .everything) }
        return try await finish(requests, from: store, leavingOut: older)
    }

    private func finish(
        _ requests: [SaveRequest],
        from store: OCILayout,
        leavingOut older: (@Sendable (Descriptor) -> Bool)?
    ) async throws -> SavedArchive {
        let saved = try await write(requests, from: store, leavingOut: older)
        store.close()
        removeScratch(directory)
        return saved
    }

    private func older() throws(CommandFailure) -> (@Sendable (Descriptor) -> Bool)? {
        guard let deltaFrom else { return nil }
        do {
            guard let layout = LayoutLocation(argument: deltaFrom) else {
                return try ArchiveSave.contents(ofArchive: deltaFrom)
            }
            let store = try OCILayout(opening: layout.directory)
            return { store.contains($0) }
        } catch let error as ContentStoreError {
            throw CommandFailure(error)
        } catch let error as TransferError {
            throw CommandFailure(error)
        } catch {
            throw CommandFailure(.findings, code: "internal", "\(error)")
        }
    }

    private func write(
        _ requests: [SaveRequest],
        from store: OCILayout,
        leavingOut older: (@Sendable (Descriptor) -> Bool)?
    ) async throws -> SavedArchive {
        let progress = TransferProgress()
        let save = ArchiveSave(from: store, leavingOut: older, progress: progress)
        let result = await ProgressDisplay(progress, style: pull.transfer.progressStyle).shown {
            () -> Result<SavedArchive, TransferError> in
            do throws(TransferError) {
                return .success(
                    try await save.run(
                        requests,
                        to: to,
                        compression: archive.compression(of: to),
                        partSize: archive.partSize?.bytes
                    )
                )
            } catch {
                return .failure(error)
            }
        }
        do {
            return try result.get()
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension OCILayout {
    /// The entries by name; nil stands for the only one where that has none.
    fileprivate func entryNames() throws(ContentStoreError) -> [String?] {
        let entries = try references()
        let names = entries.map { $0.annotations[OCILayout.referenceNameKey] ?? $0.digest.description }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// An entry as the layout names it, or as a pod names the image.
    fileprivate func entryName(_ text: String) throws(ContentStoreError) -> String {
        let names = try references().compactMap { $0.annotations[OCILayout.referenceNameKey] }
        if names.contains(text) { return text }
        guard let image = try? ImageReference(parsing: text), names.contains(image.description) else { return text }
        return image.description
    }
}
