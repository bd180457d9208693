import OCI
import Registries

/// A kubelet's list of credential providers, `CredentialProviderConfig` of `kubelet.config.k8s.io` in `v1`, `v1beta1`
/// and `v1alpha1`.
package struct ProviderConfiguration: Hashable, Sendable {
    /// One provider.
    package struct Provider: Hashable, Sendable {
        /// The program's file name.
        package let name: String
        /// For which images it is asked.
        package let matchImages: [ImagePattern]
        /// What follows its name on the command line.
        package let arguments: [String]
        /// What its environment has besides.
        package let environment: [CredentialProgram.Variable]
        /// The version of the protocol that it speaks.
        package let version: CredentialProviderVersion
        /// How long an answer holds that does not say it.
        package let defaultCacheDuration: Duration
        /// Whether it is asked for pods with a service account alone.
        package let requiresServiceAccount: Bool
    }

    /// The providers, in the order of the file.
    package let providers: [Provider]

    /// Reads a file's bytes, JSON or YAML, as strictly as a kubelet does.
    ///
    /// - Throws: `file-too-large`, `file-not-json`; `file-invalid` with the field that is missing, unknown, or not as it
    ///   should be; `program-name-invalid`.
    package init(parsing bytes: [UInt8]) throws(CredentialFailure.Reason) {
        let root = try ConfigurationFields(Self.document(bytes), path: "", known: ["apiVersion", "kind", "providers"])
        let version = try root.text("apiVersion") ?? ""
        guard ["v1", "v1beta1", "v1alpha1"].contains(where: { version == "kubelet.config.k8s.io/" + $0 }) else {
            throw root.invalid("apiVersion")
        }
        guard try root.text("kind") == "CredentialProviderConfig" else { throw root.invalid("kind") }
        var providers: [Provider] = []
        for (index, value) in try root.elements("providers").enumerated() {
            let provider = try Provider(value, path: "providers[\(index)].")
            guard !providers.contains(where: { $0.name == provider.name }) else {
                throw .init(.fileInvalid, detail: "providers[\(index)].name")
            }
            providers.append(provider)
        }
        guard !providers.isEmpty else { throw root.invalid("providers") }
        self.providers = providers
    }

    private static func document(_ bytes: [UInt8]) throws(CredentialFailure.Reason) -> JSON {
        guard bytes.count <= YAMLDocument.maximumSize else { throw .init(.fileTooLarge) }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{") {
            do {
                return try JSON(parsing: bytes)
            } catch {
                throw .init(.fileNotJSON, detail: error.detail)
            }
        }
        do {
            guard let root = try YAMLDocument(bytes: bytes).root else {
                throw YAMLError(code: .syntax, mark: YAMLMark())
            }
            return try JSON(root)
        } catch let error as YAMLError {
            throw .init(.fileNotJSON, detail: "line \(error.mark.line)")
        } catch let reason as CredentialFailure.Reason {
            throw reason
        } catch {
            throw .init(.fileNotJSON)
        }
    }
}

extension ProviderConfiguration.Provider {
    fileprivate init(_ value: JSON, path: String) throws(CredentialFailure.Reason) {
        let fields = try ConfigurationFields(
            value,
            path: path,
            known: ["name", "matchImages", "defaultCacheDuration", "apiVersion", "args", "env", "tokenAttributes"]
        )
        name = try fields.text("name") ?? ""
        guard isProgramName(name) else { throw .init(.programNameInvalid, detail: path + "name") }
        guard let version = try fields.text("apiVersion").flatMap(CredentialProviderVersion.init(rawValue:)) else {
            throw fields.invalid("apiVersion")
        }
        self.version = version
        guard let duration = try fields.text("defaultCacheDuration").flatMap(Duration.init(go:)), duration >= .zero
        else { throw fields.invalid("defaultCacheDuration") }
        defaultCacheDuration = duration
        var patterns: [ImagePattern] = []
        for text in try fields.texts("matchImages") {
            guard let pattern = ImagePattern(parsing: text) else { throw fields.invalid("matchImages") }
            patterns.append(pattern)
        }
        guard !patterns.isEmpty else { throw fields.invalid("matchImages") }
        matchImages = patterns
        arguments = try fields.texts("args")
        guard arguments.allSatisfy({ !$0.utf8.contains(0) }) else { throw fields.invalid("args") }
        var variables: [CredentialProgram.Variable] = []
        for element in try fields.elements("env") {
            let variable = try ConfigurationFields(element, path: path + "env.", known: ["name", "value"])
            let (name, value) = (try variable.text("name") ?? "", try variable.text("value") ?? "")
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")), !(name + value).utf8.contains(0) else {
                throw variable.invalid("name")
            }
            variables.append(.init(name: name, value: value))
        }
        environment = variables
        requiresServiceAccount = try Self.requiresServiceAccount(fields["tokenAttributes"], path: path)
    }

    private static func requiresServiceAccount(
        _ attributes: JSON?,
        path: String
    ) throws(CredentialFailure.Reason) -> Bool {
        guard let attributes else { return false }
        let path = path + "tokenAttributes."
        let fields = try ConfigurationFields(
            attributes,
            path: path,
            known: [
                "serviceAccountTokenAudience", "cacheType", "requireServiceAccount",
                "requiredServiceAccountAnnotationKeys", "optionalServiceAccountAnnotationKeys",
            ]
        )
        switch fields["requireServiceAccount"] {
        case .bool(let truth)?: return truth
        default: throw fields.invalid("requireServiceAccount")
        }
    }
}

/// The fields of one object, all of them known.
private struct ConfigurationFields {
    private let json: JSON
    private let path: String
    /// The most elements of a list.
    private static let maximumCount = 1000

    init(_ json: JSON, path: String, known: [String]) throws(CredentialFailure.Reason) {
        self.json = json
        self.path = path
        guard let members = json.object else {
            throw .init(.fileInvalid, detail: path.isEmpty ? nil : String(path.dropLast()))
        }
        guard members.allSatisfy({ known.contains($0.key) }) else {
            // A key that is not known may be anything, a secret too.
            throw .init(.fileInvalid, detail: path + "(unknown key)")
        }
    }

    subscript(key: String) -> JSON? { json[key].flatMap { $0.isNull ? nil : $0 } }

    func text(_ key: String) throws(CredentialFailure.Reason) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.string else { throw invalid(key) }
        return text
    }

    func elements(_ key: String) throws(CredentialFailure.Reason) -> [JSON] {
        guard let value = self[key] else { return [] }
        guard let elements = value.array, elements.count <= Self.maximumCount else { throw invalid(key) }
        return elements
    }

    func texts(_ key: String) throws(CredentialFailure.Reason) -> [String] {
        var texts: [String] = []
        for element in try elements(key) {
            guard let text = element.string else { throw invalid(key) }
            texts.append(text)
        }
        return texts
    }

    func invalid(_ key: String) -> CredentialFailure.Reason {
        .init(.fileInvalid, detail: path + key)
    }
}

extension JSON {
    /// A YAML value in the terms of JSON; a number is text, for no field here is one.
    ///
    /// - Throws: `file-invalid` for a key that stands twice, or is no text.
    fileprivate init(_ node: YAMLNode) throws(CredentialFailure.Reason) {
        if node.isNull {
            self = .null
        } else if let truth = node.asBool, let text = node.asString, ["true", "false"].contains(text) {
            // The other words for truth are text to some versions and none to others.
            self = .bool(truth)
        } else if let elements = node.elements {
            var values: [JSON] = []
            for element in elements { values.append(try JSON(element)) }
            self = .array(values)
        } else if let pairs = node.pairs {
            var members: [Member] = []
            var seen: Set<String> = []
            for pair in pairs {
                guard let key = pair.key.asString, seen.insert(key).inserted else {
                    throw .init(.fileInvalid, detail: "line \(pair.key.mark.line)")
                }
                members.append(Member(key: key, value: try JSON(pair.value)))
            }
            self = .object(members)
        } else {
            self = .string(node.asString ?? "")
        }
    }
}
