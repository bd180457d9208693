import Containerd
import NodeCommands
import OCI

/// `pull --via-cri`: the node's own runtime pulls, with the files that it has, so that the two can be compared.
struct RuntimePull {
    /// What became of one image.
    struct Outcome {
        var image: ImageReference
        /// The digest of the image's configuration.
        var id: String?
        /// Names with digests.
        var digests: [String] = []
        var seconds = 0.0
        /// Whether the runtime had it already, and was not asked to pull.
        var wasPresent = false
        var error: ContainerdError?
    }

    let service: ImageService
    let missingOnly: Bool

    /// Pulls one after the other, as the kubelet does by default.
    func run(_ images: [ImageReference]) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for image in images {
            outcomes.append(await pull(image))
        }
        return outcomes
    }

    private func pull(_ image: ImageReference) async -> Outcome {
        var outcome = Outcome(image: image)
        let start = ContinuousClock.now
        do {
            if missingOnly, let present = try await service.image(named: image.description) {
                outcome.wasPresent = true
                outcome.id = present.id
                outcome.digests = present.digests
            } else {
                outcome.id = try await service.pull(image.description, within: .seconds(6 * 60 * 60))
                outcome.digests = try await service.image(named: image.description)?.digests ?? []
            }
        } catch let error as ContainerdError {
            outcome.error = error
        } catch {
            outcome.error = ContainerdError(.failed, address: service.address, detail: "\(error)")
        }
        outcome.seconds = (ContinuousClock.now - start).inSeconds
        return outcome
    }
}

extension RuntimePull.Outcome {
    /// One object of `pull --via-cri -o json`; documented in `docs/json.md`.
    var json: JSON {
        [
            "image": .string(image.description),
            "id": id.map(JSON.string) ?? .null,
            "digests": .array(digests.map(JSON.string)),
            "present": .bool(wasPresent),
            "seconds": .number(decimal(seconds)),
            "error": error.map { error in
                ["code": .string(error.code.rawValue), "message": .string(error.words), "hint": .string(error.hint)]
            } ?? .null,
        ]
    }

    var line: String {
        if let error { return "error: \(image): \(error.words) [\(error.code.rawValue)]" }
        let verb = wasPresent ? "was there" : "pulled by the runtime in \(decimal(seconds)) s"
        return "\(image) \(digests.first ?? id ?? "") \(verb)"
    }
}
