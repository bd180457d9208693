import ImageTransfer
import NodeCommands
import OCI
import Registries
import RegistryClient

/// The images of a run: found in the sources of a plan, with their places at its destinations.
struct SyncWork: Sendable {
    var assignment = SyncAssignment()
    /// Repositories whose tags could not be found out, and why.
    var failures: [(repository: String, error: TransferError)] = []
    /// For the person at the terminal.
    var remarks: [String] = []

    /// - Throws: exit code 12 for a list or a registries.yaml that is broken.
    init(_ plan: SyncPlan, of shard: Shard?, _ arguments: PlanArguments, in session: RegistrySession) async throws {
        let namings = try plan.destinations.map { try Self.naming($0, arguments) }
        for source in plan.sources {
            let images = try await images(of: source, in: session)
            for naming in namings {
                for image in images {
                    assignment.add(
                        image,
                        platforms: source.platforms ?? plan.platforms,
                        prefix: source.prefix,
                        by: naming
                    )
                }
            }
        }
        assignment = assignment.withoutCollisions().part(shard)
        // A failed source is of the first part: it has no images that could say whose it is.
        if let shard, shard.number > 1 { failures = [] }
        remark()
    }

    /// What there is to do, an image and a place each.
    func tasks(_ plan: SyncPlan, in session: RegistrySession) -> [SyncTask] {
        assignment.items.flatMap { item -> [SyncTask] in
            let targets: [ImageReference?] = item.names.targets.isEmpty ? [nil] : item.names.targets
            return targets.map { target in
                var task = SyncTask(item.image, to: target) {
                    guard let target else { throw item.fault ?? SyncFault.invalidName("") }
                    do {
                        let destination = try await session.place(target.description).endpoint
                        return SyncTask.Route(from: try await session.plan(for: item.image), to: destination)
                    } catch let failure as CommandFailure {
                        throw TransferError(refused: failure.code, failure)
                    }
                }
                task.platforms = item.platforms
                task.withReferrers = plan.withReferrers
                task.rewritesForeign = plan.rewritesForeign
                return task
            }
        }
    }

    // MARK: - sources

    private mutating func images(
        of source: SyncPlan.Source,
        in session: RegistrySession
    ) async throws -> [ImageReference] {
        switch source.content {
        case .image(let text): return [try session.image(text)]
        case .list(let path): return try NamedImages.list(path).entries.map { try session.image($0.text) }
        case .repository(let text, let selection):
            let name = try session.image(text).name
            do {
                let all = try await session.tags(of: text).tags
                // One that is asked for by name and not there fails as an image does.
                let tags = selection.selected(from: all) + selection.missing(from: all)
                if tags.isEmpty { remarks.append("warning: \(name): none of its \(all.count) tags is wanted") }
                return try tags.map { try session.image("\(text):\($0)") }
            } catch let failure as CommandFailure {
                failures.append((name, TransferError(refused: failure.code, failure)))
            } catch let error as RegistryClientError {
                failures.append((name, TransferError(error, stage: "manifest")))
            }
            return []
        }
    }

    // MARK: - destinations

    /// The nodes whose plans say where an image has to be. Neither architecture nor build makes a difference to them.
    private static let nodes = ["linux/amd64", "windows/amd64"]

    private static func naming(
        _ destination: SyncPlan.Destination,
        _ arguments: PlanArguments
    ) throws(CommandFailure) -> SyncNaming {
        guard let path = destination.nodeRegistries else {
            return .prefixed(destination.registry, prefix: destination.prefix)
        }
        let bytes = try RegistriesFile.read(path)
        var planners: [Planner] = []
        for text in nodes {
            let node = try Node(argument: text)
            planners.append(try arguments.load(bytes, as: path, on: node).planner(flavour: .node, node: node))
        }
        return .nodes(destination.registry, planners)
    }

    private mutating func remark() {
        var unreached: [String: [ImageReference]] = [:]
        var warnings: [Complaint] = []
        for item in assignment.items {
            for node in item.names.unreached where item.fault == nil {
                unreached[node.description, default: []].append(item.image)
            }
            for warning in item.names.warnings where !warnings.contains(warning) { warnings.append(warning) }
        }
        for (node, images) in unreached.sorted(by: { $0.key < $1.key }) {
            remarks.append(
                "warning: a \(node) node does not look at the destination for \(images.count) of the images, such as "
                    + images[0].description
            )
        }
        remarks += warnings.map { "warning: \($0.line)" }
    }
}
