import ContentStore
import OCI

/// The content of a tag's file: the digest it names, and the tag itself, which the file's name may not tell.
struct TagEntry: Hashable {
    var digest: Digest
    var tag: Tag

    init(digest: Digest, tag: Tag) {
        self.digest = digest
        self.tag = tag
    }

    init?(_ bytes: [UInt8]) {
        let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let digest = try? Digest(parsing: String(words[0])),
            let tag = try? Tag(parsing: String(words[1]))
        else { return nil }
        self.init(digest: digest, tag: tag)
    }

    var bytes: [UInt8] { Array("\(digest) \(tag)\n".utf8) }
}

extension DiskStore {
    func tagEntry(_ path: String) throws -> TagEntry? {
        guard let bytes = try contents(of: path) else { return nil }
        guard let entry = TagEntry(bytes) else {
            throw RegistryServerError(.contentDamaged, subject: directory.fullPath(path))
        }
        return entry
    }

    func removeTag(_ tag: Tag, in repository: Repository) throws -> Bool {
        try withLock(on: repository) {
            try remove(StoragePath.tag(tag, in: StoragePath.repository(repository)))
        }
    }

    func tags(in repository: Repository, after last: String?, limit: Int) throws -> NamePage? {
        let folder = StoragePath.repository(repository)
        guard try exists(StoragePath.manifests(in: folder)) else { return nil }
        let tags = try names(in: StoragePath.tags(in: folder)).compactMap { name -> String? in
            guard StorageName.isShortened(name) else { return StorageName.tag(ofFile: name)?.description }
            return try tagEntry("\(StoragePath.tags(in: folder))/\(name)")?.tag.description
        }
        return NamePage(of: tags.sorted(), after: last, limit: limit)
    }

    func repositories(after last: String?, limit: Int) throws -> NamePage {
        let names = try repositoryFolders().compactMap { folder, repository in
            try exists(StoragePath.manifests(in: folder)) ? repository?.description : nil
        }
        return NamePage(of: names.sorted(), after: last, limit: limit)
    }

    /// Every repository's directory with its name; nil for one that no name can be told of.
    func repositoryFolders() throws -> [(folder: String, repository: Repository?)] {
        try names(in: StoragePath.repositories).filter { $0.hasPrefix("_") }.map { name in
            let folder = "\(StoragePath.repositories)/\(name)"
            guard StorageName.isShortened(name) else { return (folder, StorageName.repository(ofFile: name)) }
            let bytes = try contents(of: "\(folder)/\(Self.nameFile)")
            return (folder, bytes.flatMap { try? Repository(parsing: String(decoding: $0, as: UTF8.self)) })
        }
    }

    /// In the directory of a repository whose name is too long for a directory's.
    private static let nameFile = "name"

    /// Writes down what a cut name stands for, before anything is in the directory.
    func prepareFolder(of repository: Repository) throws {
        let folder = StoragePath.repository(repository)
        guard StorageName.isShortened(folder), try !exists("\(folder)/\(Self.nameFile)") else { return }
        try write(Array(repository.description.utf8), to: "\(folder)/\(Self.nameFile)")
    }
}
