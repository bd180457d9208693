import Registries

/// A kubelet's list of credential providers as a file to be changed: `CredentialProviderConfig` of
/// `kubelet.config.k8s.io`, every provider in it kept with all that is said of it.
package struct CredentialProviderConfiguration: Hashable, Sendable {
    /// What is written of one provider.
    package struct Provider: Hashable, Sendable {
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

    /// Why a file cannot be added to.
    package enum Refusal: Error, Hashable, Sendable {
        /// No YAML and no JSON; where.
        case syntax(line: Int)
        /// No `CredentialProviderConfig`, or one of a version that is not known here.
        case otherKind
        /// A list of providers that is none, or one without a name.
        case providers
        /// Something that cannot be written again as it is, such as a tag.
        case inexpressible
    }

    private static let group = "kubelet.config.k8s.io/"
    private var pairs: [YAMLPair]
    /// `v1`, `v1beta1` or `v1alpha1`; a kubelet that knows a version of this knows that of the protocol, too.
    private let version: String
    private var providers: [YAMLNode]

    /// A list without a provider.
    package init() {
        version = "v1"
        pairs = [
            YAMLPair(key: .plain("apiVersion"), value: .plain(Self.group + version)),
            YAMLPair(key: .plain("kind"), value: .plain("CredentialProviderConfig")),
        ]
        providers = []
    }

    /// Reads a file, YAML or JSON.
    package init(parsing bytes: [UInt8]) throws(Refusal) {
        let root: YAMLNode?
        do {
            root = try YAMLDocument(bytes: bytes).root
        } catch {
            throw .syntax(line: error.mark.line)
        }
        guard let pairs = root?.pairs, Self.value("kind", in: pairs)?.asString == "CredentialProviderConfig",
            let text = Self.value("apiVersion", in: pairs)?.asString,
            let version = ["v1", "v1beta1", "v1alpha1"].first(where: { text == Self.group + $0 })
        else { throw .otherKind }
        let list = Self.value("providers", in: pairs)
        guard let providers = list?.elements ?? (list?.isNull ?? true ? [] : nil),
            providers.allSatisfy({ Self.name(of: $0) != nil })
        else { throw .providers }
        self.version = version
        self.pairs = pairs.filter { $0.key.scalar?.text != "providers" }
        self.providers = providers
        // What is written is to be what a reader finds.
        guard let text = self.text, let again = try? YAMLDocument(bytes: Array(text.utf8)).root?.documentText(),
            again == text
        else { throw .inexpressible }
    }

    /// The providers' names, in the order of the file.
    package var names: [String] { providers.compactMap(Self.name) }

    /// Puts a provider at the end of the list, or in the place of the one of that name: then what this does not write,
    /// `env` and `tokenAttributes`, stays.
    package mutating func set(_ provider: Provider) {
        let written: [(String, YAMLNode)] = [
            ("name", .quotedText(provider.name)),
            ("matchImages", .list(provider.matchImages)),
            ("defaultCacheDuration", .quotedText(RegistriesCredentialProvider.cacheDuration.goText)),
            ("apiVersion", .plain("credentialprovider.kubelet.k8s.io/" + version)),
            ("args", .list(provider.arguments)),
        ]
        let index = providers.firstIndex { Self.name(of: $0) == provider.name }
        let keys = Set(written.map(\.0))
        let kept = index.flatMap { providers[$0].pairs }?.filter { !keys.contains($0.key.scalar?.text ?? "") } ?? []
        let node = YAMLNode.mapping(written.map { YAMLPair(key: .plain($0.0), value: $0.1) } + kept)
        if let index {
            providers[index] = node
        } else {
            providers.append(node)
        }
    }

    /// The file; nil for what cannot be written as it was.
    package var text: String? {
        let list = YAMLNode(kind: .sequence(providers), mark: YAMLMark())
        return YAMLNode.mapping(pairs + [YAMLPair(key: .plain("providers"), value: list)]).documentText()
    }

    private static func value(_ key: String, in pairs: [YAMLPair]) -> YAMLNode? {
        pairs.last { $0.key.scalar?.text == key }?.value
    }

    private static func name(of provider: YAMLNode) -> String? {
        provider.pairs.flatMap { value("name", in: $0)?.asString }
    }
}

extension YAMLNode {
    fileprivate static func plain(_ text: String) -> YAMLNode {
        YAMLNode(kind: .scalar(YAMLScalar(text: text)), mark: YAMLMark())
    }

    fileprivate static func quotedText(_ text: String) -> YAMLNode {
        YAMLNode(kind: .scalar(YAMLScalar(text: text, style: .quoted)), mark: YAMLMark())
    }

    fileprivate static func list(_ texts: [String]) -> YAMLNode {
        YAMLNode(kind: .sequence(texts.map(quotedText)), mark: YAMLMark())
    }

    fileprivate static func mapping(_ pairs: [YAMLPair]) -> YAMLNode {
        YAMLNode(kind: .mapping(pairs), mark: YAMLMark())
    }
}
