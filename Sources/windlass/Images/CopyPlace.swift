import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI

/// Where an image is or is to be: a registry's reference, or `oci:DIR[:TAG]`.
enum CopyPlace: ExpressibleByArgument {
    case registry(String)
    case layout(LayoutLocation)

    init?(argument: String) {
        if argument.hasPrefix("oci:") {
            guard let location = LayoutLocation(argument: argument) else { return nil }
            self = .layout(location)
        } else {
            self = .registry(argument)
        }
    }
}

extension LayoutLocation {
    /// What the name leads to.
    func entry(in store: OCILayout) throws(CommandFailure) -> Descriptor {
        do throws(ContentStoreError) {
            return try store.resolve(name)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The layout, which has to be there.
    func open() throws(CommandFailure) -> OCILayout {
        do throws(ContentStoreError) {
            return try OCILayout(opening: directory)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The image that an entry is, as far as the layout tells; else one of no registry, called as the directory is.
    func image(of entry: Descriptor) -> ImageReference {
        let names = ["io.containerd.image.name", OCILayout.referenceNameKey].compactMap { entry.annotations[$0] }
        for name in names where name.contains("/") {
            if let image = try? ImageReference(parsing: name) { return image }
        }
        let last = directory.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let tag = names.last { (try? Tag(parsing: $0)) != nil } ?? "latest"
        let image = try? ImageReference(parsing: "localhost/\(last):\(tag)")
        return image ?? ImageReference(registry: .dockerHub, repository: Self.unnamed, tag: nil, digest: nil)
    }

    private static let unnamed: Repository = {
        do {
            return try Repository(parsing: "library/image")
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}
