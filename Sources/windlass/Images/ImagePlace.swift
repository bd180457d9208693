import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI

/// `--in`: where images are listed and removed.
enum ImagePlace: ExpressibleByArgument {
    /// `oci:DIR[:TAG]`
    case layout(LayoutLocation)

    init?(argument: String) {
        guard let location = LayoutLocation(argument: argument) else { return nil }
        self = .layout(location)
    }

    /// The one image that is meant; nil for all.
    var name: String? {
        switch self {
        case .layout(let location): location.name
        }
    }

    /// For a person.
    var words: String {
        switch self {
        case .layout(let location): location.directory
        }
    }

    /// Opens it for as long as `body` runs; what is not there is not made.
    ///
    /// - Throws: a ``CommandFailure`` for what the place throws, and whatever else `body` throws.
    func withCatalog<Result>(_ body: (any ImageCatalog) async throws -> Result) async throws -> Result {
        do {
            switch self {
            case .layout(let location): return try await body(try OCILayout(opening: location.directory))
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
    default: error
    }
}
