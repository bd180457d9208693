import ArgumentParser
import ContentStore
import ImageTransfer
import NodeCommands
import OCI

/// Where an image is or is to be: a registry's reference, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
/// `docker-archive:FILE[:REF]` or `containerd:REF`.
enum CopyPlace: ExpressibleByArgument {
    case registry(String)
    case layout(LayoutLocation)
    case archive(ArchiveLocation)
    case containerd(String)

    init?(argument: String) {
        let scheme = argument.prefix { $0 != ":" }
        let rest = argument.dropFirst(scheme.count + 1)
        switch scheme {
        case "oci":
            guard let location = LayoutLocation(argument: argument) else { return nil }
            self = .layout(location)
        case ArchiveLocation.Form.oci.rawValue, ArchiveLocation.Form.docker.rawValue:
            guard let location = ArchiveLocation(argument: argument) else { return nil }
            self = .archive(location)
        case "containerd" where !rest.isEmpty: self = .containerd(String(rest))
        default: self = .registry(argument)
        }
    }

    /// Why a command that changes what is at a place cannot change this one.
    func unsupported(_ command: String, instead: String = "") -> CommandFailure {
        CommandFailure(
            .usage,
            code: "usage",
            "\(command) takes a reference or oci:DIR:TAG",
            details: instead.isEmpty ? [] : [instead]
        )
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
        let names = [ImageArchive.imageNameKey, OCILayout.referenceNameKey].compactMap { entry.annotations[$0] }
        return ImageReference(named: names, at: directory)
    }
}

extension ImageReference {
    /// What names of a place on this machine mean: the first that has a repository; else an image of no registry,
    /// called as the file or directory is.
    init(named names: [String], at path: String) {
        for name in names where name.contains("/") {
            if let image = try? ImageReference(parsing: name) {
                self = image
                return
            }
        }
        let last = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let tag = names.last { (try? Tag(parsing: $0)) != nil } ?? "latest"
        let image = try? ImageReference(parsing: "localhost/\(last):\(tag)")
        self = image ?? ImageReference(registry: .dockerHub, repository: Self.unnamed, tag: nil, digest: nil)
    }

    private static let unnamed: Repository = {
        do {
            return try Repository(parsing: "library/image")
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}
