package import Registries

extension Complaint {
    /// What an operator reads: what is the case, what it does, what to write instead.
    package var words: String {
        // What is written where a host belongs may have a password in it; a pattern may have an @ of its own.
        guard !code.rawValue.hasPrefix("rewrite-") else { return ownWords }
        var shown = self
        shown.subject = withoutUserInfo(subject)
        shown.detail = detail.map(withoutUserInfo)
        return shown.ownWords
    }

    private var ownWords: String {
        let detail = detail ?? ""
        switch code {
        case .unknownKey:
            return "unknown key \"\(subject)\"" + (detail.isEmpty ? "" : "; did you mean \"\(detail)\"?")
        case .duplicateKey:
            return
                "\"\(subject)\" stands here a second time (first: line \(detail)); K3s and RKE2 silently take the last"
        case .wrongType:
            return "\"\(subject)\" must be \(detail)"
        case .authNotBase64:
            return
                "auth of \"\(subject)\" is not base64 of user:password; containerd fails with it, wharfie sends it as it is"
        case .passwordWithoutUsername:
            return "auth of \"\(subject)\" has a password but no username: pulls would be anonymous"
        case .clientCertificateWithoutKey:
            return "tls of \"\(subject)\" has a cert_file but no key_file"
        case .clientKeyWithoutCertificate:
            return "tls of \"\(subject)\" has a key_file but no cert_file"
        case .hostKeyInvalid:
            return "\"\(subject)\" matches nothing: a key here is host[:port] alone"
                + (detail.isEmpty ? "" : "; write \"\(detail)\"")
        case .endpointInvalid:
            return "endpoint \"\(subject)\" is not [http[s]://]host[:port][/path] and is skipped"
        case .endpointUserInfo:
            return "the user name and password in endpoint \"\(subject)\" are not used; write them under configs"
        case .rewriteInvalidPattern:
            return "rewrite pattern \"\(subject)\" does not compile (\(detail)); K3s and RKE2 skip such a rule"
        case .rewriteTemplateName:
            return "replacement \"\(subject)\" names the group \"\(detail)\", which the pattern does not have: "
                + "it becomes empty; write ${1} for the first group"
        case .realmInvalid:
            return "realms entry \"\(subject)\" is not https://host[:port]"
        case .authsIgnored:
            return "\"auths\" is read by no version of K3s or RKE2; write the credential under configs.<host>.auth"
        case .encodingUTF16 where severity == .fatal:
            return "the file looks like UTF-16 but has no byte order mark; save it as UTF-8"
        case .encodingUTF16:
            return "the file is \(subject); it is read, but other tools may not: save it as UTF-8"
        case .authTokenBesideUsername:
            return "auth of \"\(subject)\" has a username and an identity_token: the token is used, "
                + "while containerd would ignore it"
        case .endpointPathNotV2:
            return "endpoint \"\(subject)\": its path replaces /v2 as the API root; "
                + "for a project of a registry use a rewrite instead, such as \"(.*)\": \"project/$1\""
        default:
            return planWords(detail)
        }
    }

    private func planWords(_ detail: String) -> String {
        switch code {
        case .wildcardAuthWithheld:
            return
                "the credential under configs.\"*\" is withheld from \(subject), a host that this file does not name; "
                + "name it under configs or mirrors to send it there"
        case .wildcardAuthIgnored:
            return "the credential under configs.\"*\" is never used by containerd on a node"
        case .hubAliasesDisagree:
            return "configs for \(subject) and \(detail) differ, and both are Docker Hub: \(subject) is used"
        case .endpointDuplicate:
            return "endpoint \(subject) is listed twice and tried once"
        case .rewriteOverlap:
            return "the rule \"\(detail)\" matches \(subject) as well; the first in the file is applied, "
                + "while K3s and RKE2 pick one at random"
        case .rewriteInvalidResult:
            return "the rule \"\(detail)\" gives \"\(subject)\", which is no repository name: the rule is passed over"
        case .rewriteUnescaped:
            return
                "K3s writes the rule \"\(subject)\" into hosts.toml without escaping it: the file may not parse, and "
                + "containerd then uses none of its mirrors"
        case .rewriteOnDefaultEndpoint:
            return "\(subject) is the registry's own endpoint, where rewrites are not applied; "
                + "write it with :443 to have them applied"
        case .tlsOnHTTPEndpoint:
            return "\(subject) has TLS settings but is plain http; containerd on a node tries https first"
        case .configUnused:
            return "configs.\"\(subject)\" is used by no endpoint; for \(detail) the key is \"\(detail)\""
        case .disableDefaultNoEffect:
            return detail == "bootstrap"
                ? "the bootstrap puller always falls back to \(subject)"
                : "the default endpoint of \(subject) stays: a configs entry, or a mirror without endpoints, keeps it on"
        case .noEndpoints:
            return "no endpoint is left for \(subject): the default one is switched off and no mirror is usable"
        case .embeddedRegistryLeftOut:
            return detail == "windows"
                ? "the embedded registry \(subject) is left out: nothing serves it on a Windows node"
                : "the embedded registry \(subject) takes no part: the bootstrap puller runs before it"
        case .embeddedRegistryOnWindows:
            return "nothing serves the embedded registry \(subject) on a Windows node, and old RKE2 agents fail to "
                + "create its directory (rancher/rke2#8138)"
        case .linuxPathOnWindows:
            return "\(detail) \(subject) has no drive: on a Windows node it is looked for on the service's own drive"
        case .pathOfOtherSystem:
            return "\(detail) \(subject) is a Windows path: a Linux node does not find it"
        case .caFileMissing:
            return "ca_file \(subject) \(detail): pulls from there will fail"
        case .tlsFileMissing:
            return "\(subject) \(detail): pulls from there will fail"
        default:
            return documentWords(detail)
        }
    }

    /// About a file that is no YAML.
    private func documentWords(_ detail: String) -> String {
        if let words = renderingWords(detail) { return words }
        switch code.rawValue {
        case "encoding-ansi":
            return "the byte \(detail) is not UTF-8: the file was saved in an 8-bit code page; save it as UTF-8"
        case "yaml-tab":
            return "a tab indents this line, and YAML takes spaces alone"
        case "yaml-unquoted-asterisk":
            return "an unquoted * is an alias in YAML; write \"*\""
        case "yaml-unknown-escape":
            return "a backslash in double quotes escapes nothing here; write the path in single quotes"
        case "yaml-control-character":
            return "a control character" + (detail.isEmpty ? "" : " (\(detail))") + " does not belong here"
        case "yaml-too-large", "yaml-too-deep":
            return "the file is larger or deeper than any registries.yaml"
        default:
            return [subject, detail].filter { !$0.isEmpty }.joined(separator: ": ")
        }
    }
}

extension Complaint {
    /// `12:5: words [code]`
    package var line: String {
        let place = position.map { "\($0.line):\($0.column): " } ?? ""
        return printable("\(place)\(words) [\(code.rawValue)]")
    }
}
