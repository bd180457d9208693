import OCI
import Registries

/// A kubelet's list of credential providers, `CredentialProviderConfig` of `kubelet.config.k8s.io` in `v1`, `v1beta1`
/// and `v1alpha1`: to be asked by, as ``providers`` has it, or to be changed, every provider in it kept with all that is
/// said of it.
package struct CredentialProviderConfiguration: Hashable, Sendable {
    static let group = "kubelet.config.k8s.io/"
    static let kind = "CredentialProviderConfig"
    static let versions = ["v1", "v1beta1", "v1alpha1"]

    /// All of the file but the providers.
    let pairs: [YAMLPair]
    /// `v1`, `v1beta1` or `v1alpha1`; a kubelet that knows a version of this knows that of the protocol, too.
    let version: String
    /// The providers as they are written.
    var entries: [YAMLNode]

    /// A list without a provider.
    package init() {
        version = "v1"
        pairs = [
            YAMLPair(key: .plain("apiVersion"), value: .plain(Self.group + version)),
            YAMLPair(key: .plain("kind"), value: .plain(Self.kind)),
        ]
        entries = []
    }

    /// Reads a file's bytes, JSON or YAML: what it is, and that it has a list. What is said of each provider is looked at
    /// by ``providers``.
    ///
    /// - Throws: `file-too-large`; `file-not-json` with the line or the place; `file-invalid` with `apiVersion`, `kind` or
    ///   `providers`.
    package init(parsing bytes: [UInt8]) throws(CredentialFailure.Reason) {
        guard bytes.count <= YAMLDocument.maximumSize else { throw .init(.fileTooLarge) }
        let root = try Self.document(bytes)
        guard let pairs = root.pairs else { throw .init(.fileInvalid) }
        var seen: Set<String> = []
        for pair in pairs {
            guard let key = pair.key.asString, seen.insert(key).inserted else {
                throw .init(.fileInvalid, detail: "line \(pair.key.mark.line)")
            }
        }
        guard let text = Self.value("apiVersion", in: pairs)?.asString,
            let version = Self.versions.first(where: { text == Self.group + $0 })
        else { throw .init(.fileInvalid, detail: "apiVersion") }
        guard Self.value("kind", in: pairs)?.asString == Self.kind else { throw .init(.fileInvalid, detail: "kind") }
        let list = Self.value("providers", in: pairs)
        guard let entries = list?.elements ?? (list?.isNull ?? true ? [] : nil),
            entries.allSatisfy({ Self.name(of: $0) != nil })
        else { throw .init(.fileInvalid, detail: "providers") }
        self.version = version
        self.pairs = pairs.filter { $0.key.scalar?.text != "providers" }
        self.entries = entries
    }

    /// The providers' names, in the order of the file.
    package var names: [String] { entries.compactMap(Self.name) }

    private static func name(of entry: YAMLNode) -> String? {
        entry.pairs.flatMap { value("name", in: $0)?.asString }
    }

    private static func value(_ key: String, in pairs: [YAMLPair]) -> YAMLNode? {
        pairs.last { $0.key.scalar?.text == key }?.value
    }

    private static func document(_ bytes: [UInt8]) throws(CredentialFailure.Reason) -> YAMLNode {
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{") {
            // JSON may be indented by tabs, which YAML has no place for; what is no JSON may be YAML in braces.
            if let json = try? JSON(parsing: bytes) { return YAMLNode(json) }
        }
        do throws(YAMLError) {
            guard let root = try YAMLDocument(bytes: bytes).root else {
                throw YAMLError(code: .syntax, mark: YAMLMark())
            }
            return root
        } catch {
            throw .init(.fileNotJSON, detail: "line \(error.mark.line)")
        }
    }
}

extension YAMLNode {
    static func plain(_ text: String) -> YAMLNode {
        YAMLNode(kind: .scalar(YAMLScalar(text: text)), mark: YAMLMark())
    }

    static func quotedText(_ text: String) -> YAMLNode {
        YAMLNode(kind: .scalar(YAMLScalar(text: text, style: .quoted)), mark: YAMLMark())
    }

    static func sequence(_ elements: [YAMLNode]) -> YAMLNode {
        YAMLNode(kind: .sequence(elements), mark: YAMLMark())
    }

    static func mapping(_ pairs: [YAMLPair]) -> YAMLNode {
        YAMLNode(kind: .mapping(pairs), mark: YAMLMark())
    }

    /// A JSON value in the terms of YAML.
    fileprivate init(_ json: JSON) {
        switch json {
        case .null: self = .plain("null")
        case .bool(let truth): self = .plain(truth ? "true" : "false")
        case .number(let text): self = .plain(text)
        case .string(let text): self = .quotedText(text)
        case .array(let elements): self = .sequence(elements.map { YAMLNode($0) })
        case .object(let members):
            self = .mapping(members.map { YAMLPair(key: .quotedText($0.key), value: YAMLNode($0.value)) })
        }
    }
}
