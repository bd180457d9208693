import OCI
public import Registries

/// Takes the secret of an endpoint out of texts that its server had a hand in: whoever knows a password can repeat it
/// where nobody expects it, in a title, a link or the name of a platform.
public struct SecretScreen: Sendable {
    private let secrets: [String]

    /// The screen for an endpoint; without a credential that can be read it lets everything through.
    public init(_ endpoint: Endpoint) {
        let secrets = (try? Target(endpoint))?.hidden ?? []
        // A secret of a few letters is in every word, and hiding it would tell where.
        self.secrets = secrets.filter { $0.utf8.count >= 4 }
    }

    /// The text with `<secret>` in the place of each.
    public func callAsFunction(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "<secret>") }
    }
}
