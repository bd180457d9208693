package import NodeConfiguration
import Registries

/// What is the case and what the node makes of it, for findings about registries.yaml; nil for others.
package func registriesWords(for finding: Finding) -> (message: String, effect: String)? {
    let name = finding.file.lowercased()
    guard [".yaml", ".yml"].contains(where: name.hasSuffix) || !codesOfOtherFiles.contains(finding.code) else {
        return nil
    }
    return documentWords(for: finding) ?? endpointWords(for: finding) ?? configWords(for: finding)
        ?? namedFileWords(for: finding) ?? rewriteWords(for: finding)
}

/// What is found in config.toml too, and means something else to the node there.
private let codesOfOtherFiles: Set<Finding.Code> = [
    .encodingUTF16, .encodingANSI, .unknownKey, .suspiciousControlCharacter, .hostKeyHasScheme, .dockerIOAuthKey,
    .wildcardAuthIgnored, .authNotBase64, .rewriteNeedsK3sContainerd, .linuxPathOnWindows, .plaintextCredentials,
    .fileMode,
]

private let refused = "K3s and RKE2 refuse the file, and the service does not start"

private func documentWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .yamlSyntax:
        return (yamlWords(subject, detail), refused)
    case .encodingUTF16 where finding.severity == .fatal:
        return ("the file looks like UTF-16 but has no usable byte order mark; save it as UTF-8", refused)
    case .encodingUTF16:
        return ("the file is \(subject)", "K3s and RKE2 read it, other tools may not: save it as UTF-8")
    case .encodingANSI:
        return ("the byte \(subject) is not UTF-8: the file was saved in an 8-bit code page", refused)
    case .unknownKey:
        let hint = detail.isEmpty ? "" : "; did you mean \"\(detail)\"?"
        return ("unknown key \"\(subject)\"\(hint)", "it is dropped, and nothing says so")
    case Finding.Code(rawValue: Complaint.Code.duplicateKey.rawValue):
        return ("\"\(subject)\" stands here a second time (first: line \(detail))", "the last one counts")
    case Finding.Code(rawValue: Complaint.Code.wrongType.rawValue):
        return ("\"\(subject)\" must be \(detail)", refused)
    case Finding.Code(rawValue: Complaint.Code.authsIgnored.rawValue):
        return (
            "\"auths\" is read by no version of K3s or RKE2",
            "the credentials in it are not used; they belong under configs.<host>.auth"
        )
    default:
        return nil
    }
}

private func yamlWords(_ problem: String, _ cause: String) -> String {
    switch cause {
    case "yaml-tab": "a tab indents this line, and YAML takes spaces alone"
    case "yaml-unquoted-asterisk": "an unquoted * is an alias in YAML; write \"*\""
    case "yaml-unknown-escape": "a backslash in double quotes escapes nothing here; write the path in single quotes"
    case "yaml-control-character": "a control character does not belong here"
    case "yaml-unknown-alias": "what starts with * is an alias in YAML; a text wants quotes"
    case "yaml-too-large", "yaml-too-deep": "the file is larger or deeper than any registries.yaml"
    case "smart-quote": "a typographic quote stands where \" or ' belongs (\(problem))"
    case "no-break-space": "a no-break space stands where a space belongs (\(problem))"
    case "zero-width": "a character that cannot be seen stands here (\(problem))"
    default: "this is no YAML" + (problem.isEmpty ? "" : ": " + problem)
    }
}

private func endpointWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .endpointDefaultsHTTPS:
        return ("endpoint \"\(subject)\" has no scheme", "\(detail) is used")
    case .endpointPathNotV2:
        return (
            "endpoint \"\(subject)\" has the path \(detail)",
            "it takes the place of /v2 as the root of the registry's API; a project is put before the name by a rewrite"
        )
    case .tlsOnHTTPEndpoint:
        return (
            "\"\(subject)\" is plain http and has TLS settings",
            detail == "unused"
                ? "they are not used" : "containerd tries https first, and http when TLS fails"
        )
    case .rewriteOnDefaultEndpoint:
        return (
            "\"\(subject)\" is the registry's own endpoint, and there are rewrites beside it",
            "they are not applied there; with :443 it counts as a mirror, and they are"
        )
    case .disableDefaultNoEffect:
        return (
            "the default endpoint of \"\(subject)\" is to be off, but "
                + (detail == "configs" ? "configs has an entry for it" : "the mirror has no endpoints"),
            "the node still asks the registry itself"
        )
    case Finding.Code(rawValue: Complaint.Code.endpointInvalid.rawValue):
        return ("endpoint \"\(subject)\" is not [http[s]://]host[:port][/path]", "it is skipped")
    case Finding.Code(rawValue: Complaint.Code.endpointUserInfo.rawValue):
        return (
            "endpoint \"\(subject)\" has a user name or password in it",
            "nobody reads them there; they belong under configs"
        )
    default:
        return nil
    }
}

private func configWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .hostKeyHasScheme, .hostKeyInvalid:
        let hint = detail.isEmpty ? "" : "; the key is \"\(detail)\""
        return (
            "\"\(subject)\" is not host[:port] alone\(hint)", "no host equals it, and what stands below is not used"
        )
    case .hubAliasKey:
        return (
            "the mirror of Docker Hub stands under \"\(subject)\"; images are of \"\(detail)\"",
            "a node never looks under this name, so the mirror is not used"
        )
    case .configUnused:
        return (
            "nothing in the file asks \"\(subject)\", but \"\(detail)\" is asked",
            "keys are compared with the whole host[:port], so these settings do not apply there"
        )
    case .authNotBase64:
        return (
            "auth of \"\(subject)\" is not base64 of user:password",
            "containerd fails with it, and the bootstrap puller sends it as it is"
        )
    case .passwordWithoutUsername:
        return ("auth of \"\(subject)\" has a password but no username", "pulls are anonymous")
    case .clientCertWithoutKey:
        let written = detail == "key_file" ? "cert_file" : "key_file"
        return ("tls of \"\(subject)\" has a \(written) but no \(detail)", "its TLS settings cannot be used")
    case .wildcardAuthIgnored:
        return (
            "configs.\"*\" has a credential",
            "containerd looks for the request's own host and never for *: on nodes it is not used"
        )
    case .dockerIOAuthKey:
        return (
            "the credential for Docker Hub stands under \"\(subject)\" alone",
            "containerd asks \(detail) and finds none under that name: pulls are anonymous"
        )
    case .plaintextCredentials:
        let others = Int(detail).map { " and \($0 - 1) more" } ?? ""
        return ("there are credentials for \"\(subject)\"\(others) in this file", "whoever reads it has them")
    case .fileMode:
        return ("others may read this file", "the credentials in it are theirs too")
    case Finding.Code(rawValue: Complaint.Code.realmInvalid.rawValue):
        return ("realms entry \"\(subject)\" is not https://host[:port]", "the credential is not sent there")
    case Finding.Code(rawValue: Complaint.Code.authTokenBesideUsername.rawValue):
        return (
            "auth of \"\(subject)\" has a username and an identity_token",
            "containerd ignores the token, and the bootstrap puller the user name"
        )
    case Finding.Code(rawValue: Complaint.Code.hubAliasesDisagree.rawValue):
        return (
            "configs for \(subject) and \(detail) differ, and both are Docker Hub",
            "which of them counts depends on the program"
        )
    default:
        return nil
    }
}
