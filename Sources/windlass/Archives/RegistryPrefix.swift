import OCI

/// `REGISTRY[/PREFIX]`: below which images go that keep their own repositories.
struct RegistryPrefix: Sendable {
    let registry: RegistryHost
    let components: String

    /// Nil unless the first component is a registry's name, which has a dot or a port, or is `localhost`.
    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, first == "localhost" || first.contains(".") || first.contains(":"),
            let registry = try? RegistryHost(parsing: String(first))
        else { return nil }
        let rest = parts.dropFirst().first.map(String.init)
        guard rest.map({ (try? Repository(parsing: $0)) != nil }) ?? true else { return nil }
        self.registry = registry
        components = rest.map { $0 + "/" } ?? ""
    }

    /// The name of an image below it: its own registry is left out, or kept as a component of the path.
    ///
    /// - Throws: `reference-invalid` for what becomes too long, or has a registry that is no such component.
    func name(of image: ImageReference, keepingRegistry: Bool) throws(OCIError) -> String {
        // A colon is none of a path.
        let own = image.registry.description.lowercased().map { $0 == ":" ? "_" : $0 }
        let repository = components + (keepingRegistry ? String(own) + "/" : "") + image.repository.description
        let reference = ImageReference(
            registry: registry,
            repository: try Repository(parsing: repository),
            tag: image.tag,
            digest: image.digest
        )
        return reference.description
    }
}
