import ArgumentParser
import ContentStore
import NodeCommands

/// `oci:DIR[:TAG]`, as skopeo and others write it: the first colon after `oci:DIR` begins the name.
struct LayoutLocation: ExpressibleByArgument {
    let directory: String
    let name: String?

    init(directory: String) {
        self.directory = directory
        name = nil
    }

    init?(argument: String) {
        guard argument.hasPrefix("oci:") else { return nil }
        let rest = argument.dropFirst("oci:".count)
        let directory = rest.prefix { $0 != ":" }
        guard !directory.isEmpty else { return nil }
        let name = rest.dropFirst(directory.count + 1)
        guard !(directory.count < rest.count && name.isEmpty) else { return nil }
        self.directory = String(directory)
        self.name = name.isEmpty ? nil : String(name)
    }
}

extension OCILayout {
    /// The layout that a command writes to.
    convenience init(commandFor location: LayoutLocation) throws(CommandFailure) {
        do {
            try self.init(openingOrCreating: location.directory)
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension CommandFailure {
    init(_ error: ContentStoreError) {
        self.init(error.exit, code: error.code.rawValue, error.words, details: error.hint.isEmpty ? [] : [error.hint])
    }
}
