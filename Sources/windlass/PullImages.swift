import ArgumentParser
import ImageTransfer
import NodeCommands
import OCI
import Registries

/// Which images `pull` is to pull: arguments, lists, and of these what is not there yet.
struct PullImages: ParsableArguments {
    @OptionGroup var named: NamedImages

    @Flag(help: "Do not ask for what is there completely under its name.")
    var missingOnly = false

    func validate() throws {
        guard !named.isEmpty else { throw ValidationError("name an IMAGE, or a list with --file") }
    }

    /// Whether there is one image and no list, so that it can get a name of its own.
    var isOne: Bool { named.images.count == 1 && named.files.isEmpty }

    /// The images that have to be asked for, and the outcomes of those that are there.
    ///
    /// - Parameter request: Makes an image's request, whose endpoints nobody asks.
    func split(
        _ loaded: PlanArguments.Loaded,
        in target: PullTarget,
        _ containerd: ContainerdArguments,
        request: (ImageReference) -> PullRequest
    ) async throws -> (asked: [ImageReference], held: [PullOutcome]) {
        let all = try references(loaded)
        guard missingOnly else { return (all, []) }
        var asked: [ImageReference] = []
        var held: [PullOutcome] = []
        do {
            try await target.withCatalog(containerd) { catalog in
                let present = try await catalog.images()
                for image in all {
                    if let outcomes = try await catalog.held(request(image), among: present) {
                        held += outcomes
                    } else {
                        asked.append(image)
                    }
                }
            }
        } catch let failure as CommandFailure where target.isLayout {
            // There is no layout yet, or none that the pull itself would take, which says so.
            guard ["not-found", "layout-invalid"].contains(failure.code) else { throw failure }
            return (all, [])
        }
        return (asked, held)
    }

    /// All images, each once.
    func references(_ loaded: PlanArguments.Loaded) throws(CommandFailure) -> [ImageReference] {
        try named.references(loaded)
    }
}

extension PullTarget {
    fileprivate var isLayout: Bool {
        if case .layout = self { true } else { false }
    }
}
