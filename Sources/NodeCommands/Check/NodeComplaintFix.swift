import Registries

extension Complaint {
    /// What to write instead, in one line.
    func fix(in path: String?) -> String {
        let place = (path ?? "registries.yaml") + (position.map { ":\($0.line)" } ?? "")
        let detail = detail ?? ""
        switch code {
        case .unknownKey:
            return detail.isEmpty ? fixOfKey(place) : "write: \(detail):"
        case .duplicateKey:
            return "keep one of the two, at \(place) or on line \(detail)"
        case .wrongType:
            return fixOfType(place, detail)
        case .authNotBase64:
            return "write username and password instead of auth, or base64 of user:password without a line break"
        case .passwordWithoutUsername:
            return "write username: beside the password"
        case .clientCertificateWithoutKey:
            return "write key_file: beside cert_file"
        case .clientKeyWithoutCertificate:
            return "write cert_file: beside key_file"
        case .hostKeyInvalid:
            return detail.isEmpty ? "write host[:port] alone at \(place)" : "write: \"\(detail)\":"
        case .endpointInvalid:
            return "write [http[s]://]host[:port][/path] at \(place)"
        case .endpointUserInfo:
            return "write the credential under configs, and the endpoint without it"
        case .endpointPathNotV2:
            return "write the endpoint without its path, and rewrite: {\"^(.*)$\": \"project/$1\"}"
        case .endpointDuplicate:
            return "keep one of the two"
        case .rewriteInvalidPattern:
            return "write the pattern as RE2 takes it, without look-ahead and back-references"
        case .rewriteTemplateName:
            return "write ${1} for the first group"
        case .rewriteOverlap, .rewriteOrderUnknown:
            return "write patterns of which one alone matches a name: begin them with ^"
        case .rewriteInvalidResult:
            return "write a replacement that gives a repository name: lower-case parts with / between"
        case .rewriteOnDefaultEndpoint:
            return "write the endpoint with :443 to have rewrites applied there, or remove it"
        case .realmInvalid:
            return "write https://host[:port] at \(place)"
        case .authsIgnored:
            return "write the credential under configs.<host>.auth"
        case .encodingUTF16:
            return "save the file as UTF-8; in PowerShell: Set-Content -Encoding utf8"
        default:
            return planFix(place, detail)
        }
    }

    private func planFix(_ place: String, _ detail: String) -> String {
        switch code {
        case .authTokenBesideUsername: return "keep the username with its password, or the identity_token"
        case .wildcardAuthWithheld: return "write the credential under configs.\"\(subject)\".auth"
        case .wildcardAuthIgnored, .wildcardAuthNeedsGateway:
            return "write the credential under configs for each host by its name"
        case .hubAliasesDisagree: return "keep one of the two entries: \(subject) or \(detail)"
        case .tlsOnHTTPEndpoint: return "write https:// before the endpoint, or remove the TLS settings"
        case .configUnused: return "write the key as \"\(detail)\""
        case .noEndpoints: return "name a mirror for \(subject), or leave its own endpoint on"
        case .disableDefaultNoEffect: return "write a mirror with an endpoint for \(subject)"
        case .embeddedRegistryLeftOut, .embeddedRegistryOnWindows:
            return "nothing to do on this node: it asks the other endpoints"
        case .linuxPathOnWindows: return "write the path with its drive: C:\\..."
        case .pathOfOtherSystem: return "write the path as Linux has it: /..."
        case .caFileMissing: return "put the PEM file there, or mend ca_file"
        case .tlsFileMissing: return "put the PEM file there, or mend cert_file and key_file"
        case .authUnusable: return "write username and password for \(subject) instead of auth"
        case .rewriteNeedsGateway:
            return "write a rewrite that is a prefix alone (\"^(.*)$\": \"project/$1\"), or pull through a gateway"
        case .hostDirectoryShared: return "name one of the two registries with another port"
        case .hostKeyCapitals: return "write the registry in lower case, here and in images"
        case .wildcardDirectoryUnknown: return "go to containerd 1.6.17 or later, or name each registry under mirrors"
        case .registryClosed: return "name a mirror for \(subject), or leave its own endpoint on"
        case .rewriteUnescaped: return "write the rule without a backslash and quotes: [.] for \\., [0-9] for \\d"
        default: return documentFix(place)
        }
    }

    private func documentFix(_ place: String) -> String {
        switch code.rawValue {
        case "encoding-ansi": "save the file as UTF-8; in PowerShell: Set-Content -Encoding utf8"
        case "yaml-tab": "write spaces instead of the tab at \(place)"
        case "yaml-unquoted-asterisk": "write \"*\" with its quotes at \(place)"
        case "yaml-unknown-escape": "write the path in single quotes at \(place)"
        case "yaml-control-character": "remove the control character at \(place)"
        case "yaml-syntax": fixOfSyntax(place)
        default: "mend \(place)"
        }
    }

    /// A key that is none where it stands, and is one elsewhere or by another name.
    private func fixOfKey(_ place: String) -> String {
        switch subject.lowercased() {
        case "user", "login": "write: username:"
        case "pass", "passwd", "pwd", "secret": "write: password:"
        case "token": "write: identity_token:"
        case "username", "password", "identity_token", "realms": "write it one step deeper, below configs.<host>.auth"
        case "ca_file", "cert_file", "key_file", "insecure_skip_verify":
            "write it one step deeper, below configs.<host>.tls"
        case "auth", "tls": "write it below configs.<host>"
        case "endpoint", "rewrite": "write it below mirrors.<registry>"
        case "mirrors", "configs": "write it at the beginning of its line, below no other key"
        default:
            subject.contains { $0 == "." || $0 == ":" }
                ? "write it below mirrors: or configs:"
                : "remove the key at \(place); keys are mirrors, configs and those below them"
        }
    }

    private func fixOfType(_ place: String, _ detail: String) -> String {
        switch subject {
        case "endpoint": "write a list at \(place): endpoint: [\"https://host[:port]\"]"
        case "a mirror": "write endpoint: at \(place), and the list behind it"
        case "the file": "write mirrors: or configs: at the beginning of a line, and the rest below them"
        default: "write \(detail) at \(place)"
        }
    }

    /// By what the parser says, which is often about the line behind the slip.
    private func fixOfSyntax(_ place: String) -> String {
        if subject.contains("mapping values are not allowed") {
            return "write the colon that is missing behind a key, there or in the line before; "
                + "a value with \": \" in it needs quotes: \(place)"
        }
        if subject.contains("quoted scalar") { return "close the quote that is open at \(place) or in a line before" }
        if subject.contains("did not find expected") {
            return "look for other blanks at the beginning than the lines around have, and for a bracket that is not "
                + "closed: \(place)"
        }
        return "mend \(place)"
    }
}
