import ContentStore
import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// Brings the images of archives into a registry, each into its own repository.
struct RegistryLoad: Sendable {
    let session: RegistrySession
    let prefix: RegistryPrefix
    let keepsRegistry: Bool
    let platforms: [PlatformPattern]?
    let jobs: Int
    let progress: TransferProgress
    private let known = KnownBlobs()

    init(
        _ session: RegistrySession,
        to prefix: RegistryPrefix,
        keepsRegistry: Bool,
        platforms: [PlatformPattern]?,
        jobs: Int,
        progress: TransferProgress
    ) {
        self.session = session
        self.prefix = prefix
        self.keepsRegistry = keepsRegistry
        self.platforms = platforms
        self.jobs = jobs
        self.progress = progress
    }

    /// Loads archives in their order; an image that fails does not stop the others.
    ///
    /// - Returns: a failure where no image at all could go on.
    func run(_ files: [String]) async -> Result<[CopyReport], any Error> {
        // What each name at the registry is given to.
        var taken: [String: Digest] = [:]
        var reports: [CopyReport] = []
        do {
            for file in files { reports += try await load(file, &taken) }
            return .success(reports)
        } catch {
            return .failure(error)
        }
    }

    private func load(_ file: String, _ taken: inout [String: Digest]) async throws -> [CopyReport] {
        var images: [(name: String?, root: Descriptor, source: any ImageSource)] = []
        var reports: [CopyReport] = []
        let scratch = scratchPath()
        defer { removeScratch(scratch) }
        do {
            let archive = try await OpenedArchive(file, scratch: scratch)
            for image in archive.images {
                let source = archive.source(of: image)
                for name in image.names.isEmpty ? [nil] : image.names.map(Optional.some) {
                    images.append((name, image.root, source))
                }
            }
        } catch {
            return [report(file, failedWith: error)]
        }
        for image in images {
            try Task.checkCancellation()
            reports.append(try await load(image.name, image.root, from: image.source, &taken))
        }
        return reports
    }

    private var place: String {
        "\(prefix.registry)/\(prefix.components)"
    }

    private func report(_ name: String, failedWith error: any Error) -> CopyReport {
        let outcome = CopyOutcome(failedWith: TransferError(error, stage: "store"))
        return CopyReport(source: name, destination: place, outcome: outcome, isDryRun: false)
    }

    private func load(
        _ name: String?,
        _ root: Descriptor,
        from source: any ImageSource,
        _ taken: inout [String: Digest]
    ) async throws -> CopyReport {
        let shown = name ?? root.digest.description
        let target: String
        do {
            target = try destination(of: name, root)
        } catch {
            return report(shown, failedWith: error)
        }
        guard taken[target] ?? root.digest == root.digest else {
            return report(shown, failedWith: TransferError(nameTaken: target))
        }
        taken[target] = root.digest
        let (reference, endpoint) = try await session.place(target)
        var request = CopyRequest(source: source, image: reference, name: reference.identifier)
        request.platforms = platforms
        let registry = RegistryDestination(endpoint, client: session.client, known: known, jobs: jobs)
        let outcome = await ImageCopy(to: registry, jobs: jobs, progress: progress).run(request)
        return CopyReport(source: shown, destination: target, outcome: outcome, isDryRun: false)
    }

    /// The names of a layout need not be images'; to make one of `1.0` or `app` would be guesswork.
    private func destination(of name: String?, _ root: Descriptor) throws(OCIError) -> String {
        guard let name, name.contains("/") || name.contains(":") else {
            throw OCIError(.invalidReference, subject: name ?? root.digest.description, detail: "no-name")
        }
        return try prefix.name(of: try ImageReference(parsing: name), keepingRegistry: keepsRegistry)
    }
}
