import ArgumentParser
import Containerd
import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which containerd, and which of its namespaces.
struct ContainerdArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            containerd's socket. Default: $CONTAINERD_ADDRESS, else the one of K3s and RKE2, else \
            /run/containerd/containerd.sock.
            """,
            valueName: "socket"
        )
    )
    var address: String?

    @Option(help: "containerd's namespace. Default: $CONTAINERD_NAMESPACE, else k8s.io, which is the kubelet's.")
    var namespace: String?

    /// Runs `body` with a connection.
    func withClient<Result>(_ body: (ContainerdClient) async throws -> Result) async throws -> Result {
        let environment = ProcessInfo.processInfo.environment
        let path = ContainerdAddress.path(address ?? environment["CONTAINERD_ADDRESS"])
        let client: ContainerdClient
        do {
            client = try await ContainerdClient(
                address: path,
                namespace: namespace ?? environment["CONTAINERD_NAMESPACE"] ?? "k8s.io"
            )
        } catch {
            throw CommandFailure(error)
        }
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            guard let failure = error as? ContainerdError else { throw error }
            throw CommandFailure(failure)
        }
    }
}

extension CommandFailure {
    init(_ error: ContainerdError) {
        self.init(error.exit, code: error.code.rawValue, error.words, details: error.hint.isEmpty ? [] : [error.hint])
    }
}

extension ContainerdError {
    /// What happened, in one line.
    var words: String {
        switch code {
        case .unreachable: "no containerd answers at \(address): \(detail)"
        case .notPermitted: "\(address) may not be used: \(detail)"
        case .diskFull: "containerd's disk is full: \(detail)"
        case .diffMismatch: "a layer is not what its image says: \(detail)"
        default: "containerd: \(detail)\(method.map { " (\($0))" } ?? "")"
        }
    }

    /// What to do about it; empty where there is nothing to say.
    var hint: String {
        switch code {
        case .unreachable:
            "is it running? --address names another socket; K3s and RKE2 have \(ContainerdAddress.known[0])"
        case .notPermitted: "the socket is root's: run this as root"
        case .diskFull: "complete blobs were kept; free some space and run the same command again"
        case .unsupported: "this containerd, or its configuration, has that service switched off"
        default: ""
        }
    }

    var exit: ProgramExit {
        switch code {
        case .unreachable, .timeout: .network
        case .diskFull: .disk
        case .notFound: .notFound
        case .diffMismatch: .integrity
        default: .findings
        }
    }
}
