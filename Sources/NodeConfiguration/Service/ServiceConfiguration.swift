package import Registries

/// What the config.yaml of K3s or RKE2, and the files of its config.yaml.d, say about registries.
///
/// The services make command-line arguments of the keys: a later file replaces the value of an earlier one unless its
/// key ends in `+`, and of an option that is given more than once the last counts.
package struct ServiceConfiguration: Hashable, Sendable {
    /// A value and which file says it where.
    package struct Setting<Value: Hashable & Sendable>: Hashable, Sendable {
        /// What is written.
        package var value: Value
        /// The file, by the path under which it was given.
        package var file: String
        /// Where in the file.
        package var position: Position
    }

    /// `private-registry`: the path of registries.yaml.
    package private(set) var privateRegistry: Setting<String>?
    /// `disable-default-registry-endpoint`.
    package private(set) var disableDefaultEndpoint: Setting<Bool>?
    /// `embedded-registry`.
    package private(set) var embeddedRegistry: Setting<Bool>?
    /// `system-default-registry`.
    package private(set) var systemDefaultRegistry: Setting<String>?

    /// The paths of the files that were read, in their order.
    package let files: [String]

    /// Reads files in the order in which the service merges them.
    ///
    /// - Throws: the first fault for which the service would not start.
    package init(files: [(path: String, bytes: [UInt8])]) throws(ServiceConfigurationError) {
        self.files = files.map(\.path)
        var values: [String: [Written]] = [:]
        for file in files {
            for (key, written) in try Self.pairs(of: file.bytes, in: file.path) {
                let name = key.hasSuffix("+") ? String(key.dropLast()) : key
                let earlier = key.hasSuffix("+") ? values[name, default: []] : []
                values[name] = earlier + written
            }
        }
        privateRegistry = try values["private-registry"]?.last?.text(of: "private-registry")
        disableDefaultEndpoint = try values["disable-default-registry-endpoint"]?.last?
            .truth(of: "disable-default-registry-endpoint")
        embeddedRegistry = try values["embedded-registry"]?.last?.truth(of: "embedded-registry")
        systemDefaultRegistry = try values["system-default-registry"]?.last?.text(of: "system-default-registry")
    }

    /// Reads the files of a service where its layout has them; those that are not there say nothing.
    package init(of layout: NodeLayout, in node: some NodeFiles) throws(ServiceConfigurationError) {
        let main = layout.serviceConfigurationFile
        let directory = main + ".d"
        let names = (node.names(inDirectory: directory) ?? []).filter { name in
            [".yaml", ".yml"].contains { name.lowercased().hasSuffix($0) }
        }
        let paths = [main] + names.map { layout.system.path(directory, $0) }
        try self.init(files: paths.compactMap { path in node.file(at: path).map { (path, $0.bytes) } })
    }
}

/// A config.yaml for which the service does not start.
package struct ServiceConfigurationError: Error, Hashable, Sendable {
    /// The file.
    package let file: String
    /// What is wrong.
    package let complaint: Complaint
}

extension ServiceConfiguration {
    /// One value of an option as a file has it.
    private struct Written {
        var node: YAMLNode
        var file: String

        func text(of key: String) throws(ServiceConfigurationError) -> Setting<String> {
            guard let scalar = node.scalar else { throw wrongType(key, "text") }
            return Setting(value: node.isNull ? "" : scalar.text, file: file, position: Position(node.mark))
        }

        /// YAML's own truth values become `true` and `false`; any other text is read as Go's `ParseBool` does.
        func truth(of key: String) throws(ServiceConfigurationError) -> Setting<Bool> {
            var truth = node.asBool
            switch node.scalar?.text {
            case "1", "t", "T", "TRUE", "true", "True": truth = true
            case "0", "f", "F", "FALSE", "false", "False": truth = false
            default: break
            }
            guard let truth else { throw wrongType(key, "true or false") }
            return Setting(value: truth, file: file, position: Position(node.mark))
        }

        private func wrongType(_ key: String, _ expected: String) -> ServiceConfigurationError {
            let position = Position(node.mark)
            let complaint = Complaint(.wrongType, .fatal, subject: key, detail: expected, at: position)
            return ServiceConfigurationError(file: file, complaint: complaint)
        }
    }

    private static let names = [
        "private-registry", "disable-default-registry-endpoint", "embedded-registry", "system-default-registry",
    ]

    /// The keys of a file that are known here, each with the values it gives its option.
    private static func pairs(
        of bytes: [UInt8],
        in file: String
    ) throws(ServiceConfigurationError) -> [(String, [Written])] {
        let document: YAMLDocument
        do {
            document = try YAMLDocument(bytes: bytes)
        } catch {
            throw ServiceConfigurationError(file: file, complaint: Complaint(error))
        }
        guard let root = document.root, !root.isNull else { return [] }
        guard let pairs = root.pairs else {
            let complaint = Complaint(
                .wrongType,
                .fatal,
                subject: "the file",
                detail: "a mapping",
                at: Position(root.mark)
            )
            throw ServiceConfigurationError(file: file, complaint: complaint)
        }
        var result: [(String, [Written])] = []
        for pair in pairs {
            guard let key = pair.key.scalar?.text else { continue }
            let name = key.hasSuffix("+") ? String(key.dropLast()) : key
            if names.contains(name) {
                result.append((key, (pair.value.elements ?? [pair.value]).map { Written(node: $0, file: file) }))
            } else if name.hasPrefix("-"), let known = names.first(where: { $0 == name.drop { $0 == "-" } }) {
                // The service puts two dashes before every key, and takes no option with four.
                let position = Position(pair.key.mark)
                let complaint = Complaint(.unknownKey, .fatal, subject: key, detail: known, at: position)
                throw ServiceConfigurationError(file: file, complaint: complaint)
            }
        }
        return result
    }
}
