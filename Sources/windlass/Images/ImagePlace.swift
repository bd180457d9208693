import ArgumentParser
import Containerd
import ContentStore
import ImageTransfer
import NodeCommands
import OCI

/// A place that holds images by name: `oci:DIR[:TAG]` or `containerd`.
typealias ImagePlace = PullTarget

extension ImagePlace {
    /// For a person.
    var words: String {
        switch self {
        case .layout(let location): location.directory
        case .containerd: "containerd"
        }
    }

    /// Opens it for as long as `body` runs; what is not there is not made.
    ///
    /// - Throws: a ``CommandFailure`` for what the place throws, and whatever else `body` throws.
    func withCatalog<Result>(
        _ containerd: ContainerdArguments,
        _ body: (any ImageCatalog) async throws -> Result
    ) async throws -> Result {
        do {
            switch self {
            case .layout(let location): return try await body(try OCILayout(opening: location.directory))
            case .containerd:
                return try await containerd.withClient { try await body(try await ContainerdCatalog($0)) }
            }
        } catch {
            throw asFailure(error)
        }
    }
}

/// What a place, or a transfer to or from it, throws, in the terms of its user; anything else as it is.
func asFailure(_ error: any Error) -> any Error {
    switch error {
    case let error as TransferError: CommandFailure(error)
    case let error as ContentStoreError: CommandFailure(error)
    case let error as ContainerdError: CommandFailure(error)
    case is CatalogError, is OCIError, is BlobIntegrityError: CommandFailure(TransferError(error, stage: "store"))
    default: error
    }
}
