import OCI
import Registries

extension CredentialProviderConfiguration {
    /// One provider, as a kubelet reads it.
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
        /// What it is told of a pod's service account; nil for nothing.
        package let tokenAttributes: TokenAttributes?
    }

    /// What a provider is told of a pod's service account (`ServiceAccountTokenAttributes`).
    package struct TokenAttributes: Hashable, Sendable {
        /// Whether it is asked for pods with a service account alone.
        package let isRequired: Bool
        /// The annotations without which it is not asked.
        package let requiredAnnotations: [String]
        /// Other annotations that it is told.
        package let optionalAnnotations: [String]
    }

    /// The providers, in the order of the file, read as strictly as a kubelet does.
    ///
    /// - Throws: `file-invalid` with the field that is missing, unknown, or not as it should be; `program-name-invalid`.
    package var providers: [Provider] {
        get throws(CredentialFailure.Reason) {
            let fields = try CredentialProviderFields(.mapping(pairs), path: "", known: ["apiVersion", "kind"])
            var providers: [Provider] = []
            for (index, entry) in entries.enumerated() {
                let provider = try Provider(entry, path: "providers[\(index)].")
                guard !providers.contains(where: { $0.name == provider.name }) else {
                    throw .init(.fileInvalid, detail: "providers[\(index)].name")
                }
                providers.append(provider)
            }
            guard !providers.isEmpty, providers.count <= CredentialProviderFields.maximumCount else {
                throw fields.invalid("providers")
            }
            return providers
        }
    }
}

extension CredentialProviderConfiguration.Provider {
    fileprivate init(_ entry: YAMLNode, path: String) throws(CredentialFailure.Reason) {
        let fields = try CredentialProviderFields(
            entry,
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
            let variable = try CredentialProviderFields(element, path: path + "env.", known: ["name", "value"])
            let (name, value) = (try variable.text("name") ?? "", try variable.text("value") ?? "")
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")), !(name + value).utf8.contains(0) else {
                throw variable.invalid("name")
            }
            variables.append(.init(name: name, value: value))
        }
        environment = variables
        tokenAttributes = try fields["tokenAttributes"].map { node throws(CredentialFailure.Reason) in
            try CredentialProviderConfiguration.TokenAttributes(node, path: path + "tokenAttributes.")
        }
    }
}

extension CredentialProviderConfiguration.TokenAttributes {
    fileprivate init(_ node: YAMLNode, path: String) throws(CredentialFailure.Reason) {
        let fields = try CredentialProviderFields(
            node,
            path: path,
            known: [
                "serviceAccountTokenAudience", "cacheType", "requireServiceAccount",
                "requiredServiceAccountAnnotationKeys", "optionalServiceAccountAnnotationKeys",
            ]
        )
        guard let isRequired = try fields.truth("requireServiceAccount") else {
            throw fields.invalid("requireServiceAccount")
        }
        self.isRequired = isRequired
        requiredAnnotations = try fields.texts("requiredServiceAccountAnnotationKeys")
        optionalAnnotations = try fields.texts("optionalServiceAccountAnnotationKeys")
    }
}
