import Registries

extension CredentialProviderConfiguration {
    /// What is written of one provider.
    package struct Entry: Hashable, Sendable {
        /// The program's file name.
        package var name: String
        /// `host[:port]` of the registries for whose images it is asked.
        package var matchImages: [String]
        /// What follows its name on the command line.
        package var arguments: [String]

        /// A provider from its parts.
        package init(name: String, matchImages: [String], arguments: [String]) {
            self.name = name
            self.matchImages = matchImages
            self.arguments = arguments
        }
    }

    /// Puts a provider at the end of the list, or in the place of the one of that name: then what this does not write,
    /// `env` and `tokenAttributes`, stays.
    package mutating func set(_ entry: Entry) {
        let written: [(String, YAMLNode)] = [
            ("name", .quotedText(entry.name)),
            ("matchImages", .sequence(entry.matchImages.map(YAMLNode.quotedText))),
            ("defaultCacheDuration", .quotedText(RegistriesCredentialProvider.cacheDuration.goText)),
            ("apiVersion", .plain("credentialprovider.kubelet.k8s.io/" + version)),
            ("args", .sequence(entry.arguments.map(YAMLNode.quotedText))),
        ]
        let index = names.firstIndex(of: entry.name)
        let keys = Set(written.map(\.0))
        let kept = index.flatMap { entries[$0].pairs }?.filter { !keys.contains($0.key.scalar?.text ?? "") } ?? []
        let node = YAMLNode.mapping(written.map { YAMLPair(key: .plain($0.0), value: $0.1) } + kept)
        if let index {
            entries[index] = node
        } else {
            entries.append(node)
        }
    }

    /// The file; nil for what cannot be written so that a reader finds the same, such as a tag.
    package var text: String? {
        let list = YAMLPair(key: .plain("providers"), value: .sequence(entries))
        guard let text = YAMLNode.mapping(pairs + [list]).documentText(),
            (try? YAMLDocument(bytes: Array(text.utf8)))?.root?.documentText() == text
        else { return nil }
        return text
    }
}
