extension RegistriesConfiguration {
    /// Whether a password, token or the like stands in it.
    package var holdsSecrets: Bool {
        configs.keys.contains { key in
            guard let auth = configs[key]?.auth else { return false }
            return [auth.password, auth.auth, auth.identityToken].contains { $0?.isEmpty == false }
        }
    }

    /// The text of a registries.yaml that says this, secrets included, in the order of the entries.
    ///
    /// Read back, it gives the same configuration, byte for byte, but for positions and empty texts: those count as
    /// not set.
    package func yaml() -> String {
        var writer = YAMLWriter()
        if !mirrors.keys.isEmpty {
            writer.mapping("mirrors") { writer in
                for key in mirrors.keys {
                    guard let mirror = mirrors[key] else { continue }
                    writer.mapping(quoted: key) { $0.write(mirror) }
                }
            }
        }
        if !configs.keys.isEmpty {
            writer.mapping("configs") { writer in
                for key in configs.keys {
                    guard let host = configs[key] else { continue }
                    writer.mapping(quoted: key) { writer in
                        if let auth = host.auth { writer.mapping("auth") { $0.write(auth) } }
                        if let tls = host.tls { writer.mapping("tls") { $0.write(tls) } }
                    }
                }
            }
        }
        return writer.text.isEmpty ? "{}\n" : writer.text
    }
}

/// Block mappings and lists, two spaces a level; every text in double quotes.
private struct YAMLWriter {
    private(set) var text = ""
    private var level = 0

    /// libyaml takes no key of more than 1024 bytes unless it is marked by `?`.
    private static let longestSimpleKey = 1_000

    mutating func mapping(_ key: String, content: (inout YAMLWriter) -> Void) {
        begin(key)
        nest(empty: "{}", content)
    }

    mutating func mapping(quoted key: String, content: (inout YAMLWriter) -> Void) {
        begin(quotedYAML(key))
        nest(empty: "{}", content)
    }

    mutating func list(_ key: String, of texts: [String]) {
        begin(key)
        nest(empty: "[]") { writer in
            for text in texts { writer.line("- " + quotedYAML(text)) }
        }
    }

    mutating func pair(_ key: String, _ value: String) {
        begin(key)
        text += " " + value + "\n"
    }

    mutating func write(_ mirror: RegistriesConfiguration.Mirror) {
        if !mirror.endpoints.isEmpty {
            list("endpoint", of: mirror.endpoints.map(\.value))
        }
        if !mirror.rewrites.isEmpty {
            mapping("rewrite") { writer in
                for rule in mirror.rewrites { writer.pair(quotedYAML(rule.pattern), quotedYAML(rule.replacement)) }
            }
        }
    }

    mutating func write(_ auth: AuthConfiguration) {
        if !auth.username.isEmpty { pair("username", quotedYAML(auth.username)) }
        let secrets = [
            ("password", auth.password), ("auth", auth.auth), ("identity_token", auth.identityToken),
        ]
        for (key, secret) in secrets {
            if let secret, !secret.isEmpty { pair(key, quotedYAML(secret.reveal())) }
        }
        if !auth.realms.isEmpty { list("realms", of: auth.realms) }
    }

    mutating func write(_ tls: TLSSettings) {
        for file in tls.files where !file.path.isEmpty { pair(file.key, quotedYAML(file.path)) }
        if tls.insecureSkipVerify { pair("insecure_skip_verify", "true") }
    }

    private mutating func begin(_ key: String) {
        if key.utf8.count <= Self.longestSimpleKey {
            text += indentation + key + ":"
        } else {
            line("? " + key)
            text += indentation + ":"
        }
    }

    private mutating func nest(empty: String, _ content: (inout YAMLWriter) -> Void) {
        let start = text.utf8.count
        text += "\n"
        level += 1
        content(&self)
        level -= 1
        if text.utf8.count == start + 1 {
            text.removeLast()
            text += " " + empty + "\n"
        }
    }

    private mutating func line(_ content: String) {
        text += indentation + content + "\n"
    }

    private var indentation: String { String(repeating: "  ", count: level) }
}

/// A text in double quotes, whatever is in it. Everything that cannot be seen is escaped, and so nothing in it can be
/// taken for the end of a line or refused as not printable.
func quotedYAML(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\t": result += "\\t"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case " ": result += " "
        default:
            if isVisible(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let width = scalar.value > 0xFFFF ? 8 : 4
                result += width == 8 ? "\\U" : "\\u"
                result += String(repeating: "0", count: width - digits.count) + digits
            }
        }
    }
    return result + "\""
}

private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
        .unassigned:
        false
    default:
        true
    }
}
