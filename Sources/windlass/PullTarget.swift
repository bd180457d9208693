import ArgumentParser
import Containerd
import ContentStore
import ImageTransfer
import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where pulled images go: `oci:DIR[:TAG]` or `containerd`.
enum PullTarget: ExpressibleByArgument {
    case layout(LayoutLocation)
    case containerd

    init?(argument: String) {
        if argument == "containerd" {
            self = .containerd
        } else if let location = LayoutLocation(argument: argument) {
            self = .layout(location)
        } else {
            return nil
        }
    }

    /// The name that the target itself gives to an image.
    var name: String? {
        if case .layout(let location) = self { location.name } else { nil }
    }
}

/// What is said besides where the containerd is.
struct ContainerdPullArguments: ParsableArguments {
    @OptionGroup var containerd: ContainerdArguments

    @Flag(
        inversion: .prefixedNo,
        help: """
            Unpack what this host runs, too, so that its first container starts at once. Default with --to \
            containerd, where the snapshotter is there.
            """
    )
    var unpack: Bool?

    @Option(help: "Where containerd unpacks. Kubernetes' nodes have overlayfs.")
    var snapshotter = "overlayfs"

    /// Runs `body` with a destination, and ends its lease.
    func withDestination<Result>(_ body: (any ImageDestination) async throws -> Result) async throws -> Result {
        try await containerd.withClient { client in
            let day = 24 * 60 * 60.0
            let destination = try await ContainerdDestination(
                client,
                leaseExpiry: Date(timeIntervalSinceNow: day).formatted(.iso8601),
                snapshotter: try await usableSnapshotter(of: client),
                uniqueName: { UUID().uuidString.lowercased() }
            )
            let result: Result
            do {
                result = try await body(destination)
            } catch {
                await destination.close()
                throw error
            }
            await destination.close()
            return result
        }
    }

    private func usableSnapshotter(of client: ContainerdClient) async throws -> String? {
        guard unpack != false else { return nil }
        if try await client.hasSnapshotter(snapshotter) { return snapshotter }
        guard unpack == true else { return nil }
        throw CommandFailure(
            .notFound,
            code: "snapshotter-not-found",
            "containerd at \(client.address) has no snapshotter \"\(snapshotter)\" that works",
            details: ["leave --unpack out to bring the content alone, or name another with --snapshotter"]
        )
    }
}
