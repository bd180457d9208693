import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import RegistryClient

/// Where an image is copied to, and how it is called there.
struct PlaceTarget {
    var destination: any CopyDestination
    /// On whose behalf, and under which name.
    var image: ImageReference
    var name: String
    /// For a person.
    var words: String
    /// Whether there is room for one platform alone.
    var takesOnePlatform = false
}

extension CopyPlace {
    /// Opens the place for as long as `body` runs; an archive is written when `body` has copied without an error.
    ///
    /// - Parameters:
    ///   - image: what is copied, and its name at its own place.
    ///   - isDryRun: whether the place stays as it is.
    func withDestination(
        of image: ImageReference,
        named name: String,
        _ session: RegistrySession,
        _ containerd: ContainerdPullArguments,
        jobs: Int,
        isDryRun: Bool,
        _ body: (PlaceTarget) async throws -> CopyReport
    ) async throws -> CopyReport {
        switch self {
        case .registry(let text):
            let (image, endpoint) = try await session.place(text)
            let destination = RegistryDestination(endpoint, client: session.client, jobs: jobs)
            return try await body(
                PlaceTarget(
                    destination: destination,
                    image: image,
                    name: image.identifier,
                    words: image.description
                )
            )
        case .layout(let location):
            let name = location.name ?? name
            // A full name that somebody gives is the image's from then on.
            let image = ImageArchive.imageName(name).flatMap { try? ImageReference(parsing: $0) } ?? image
            let store = try OCILayout(commandFor: location)
            defer { store.close() }
            let words = "oci:\(location.directory):\(name)"
            return try await body(
                PlaceTarget(destination: LayoutDestination(store), image: image, name: name, words: words)
            )
        case .archive(let location):
            return try await location.write(image, named: name, isDryRun: isDryRun, body)
        case .containerd(let text):
            let image = try ImageReference(argument: text)
            return try await containerd.withDestination { destination in
                try await body(
                    PlaceTarget(
                        destination: destination,
                        image: image,
                        name: image.description,
                        words: "containerd:\(image)"
                    )
                )
            }
        }
    }
}

extension ArchiveLocation {
    /// By way of a layout beside the file, as `save` does it, so that an interrupted copy goes on.
    fileprivate func write(
        _ image: ImageReference,
        named sourceName: String,
        isDryRun: Bool,
        _ body: (PlaceTarget) async throws -> CopyReport
    ) async throws -> CopyReport {
        let entry: String
        switch (form, name) {
        // Docker knows full names alone.
        case (.docker, let name?): entry = try ImageReference(argument: name).description
        case (.docker, nil): entry = image.description
        case (.oci, let name): entry = name ?? sourceName
        }
        let directory = isDryRun ? scratchPath() : file + ".pulled"
        let isNew = !isThere(directory)
        let store = try OCILayout(commandFor: LayoutLocation(directory: directory))
        defer { store.close() }
        var report = try await body(
            PlaceTarget(
                destination: LayoutDestination(store),
                image: image,
                name: entry,
                words: "\(form.rawValue):\(file):\(entry)",
                takesOnePlatform: form == .docker
            )
        )
        if !isDryRun, report.outcome.error == nil {
            do throws(TransferError) {
                try await save(entry, from: store)
            } catch {
                report.outcome.error = error
            }
        }
        // What came is kept for the next run, if anything did.
        let isEmpty = isNew && report.outcome.digest == nil
        if isDryRun || isEmpty || report.outcome.error == nil { removeScratch(directory) }
        return report
    }

    private func save(_ entry: String, from store: OCILayout) async throws(TransferError) {
        let request = SaveRequest(entry: entry, name: entry, selection: .everything)
        _ = try await ArchiveSave(from: store).run([request], to: file, compression: Compression(named: file))
    }
}

extension ImageReference {
    /// An argument that has to be a reference.
    init(argument text: String) throws(CommandFailure) {
        do {
            try self.init(parsing: text)
        } catch {
            throw CommandFailure(
                .usage,
                code: error.code.rawValue,
                "\"\(text)\" is not an image reference" + (error.detail.map { " (\($0))" } ?? "")
            )
        }
    }
}
