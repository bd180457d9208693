package import NodeConfiguration

/// What is the case and what the node makes of it, for findings about hosts.toml and certs.d; nil for others.
package func hostsWords(for finding: Finding) -> (message: String, effect: String)? {
    if let words = directoryWords(for: finding) ?? hostWords(for: finding) ?? urlWords(for: finding) { return words }
    // These codes are other files' too, and mean something else to the node there.
    guard finding.file.lowercased().hasSuffix(HostDirectory.fileName) else { return nil }
    return hostsTextWords(for: finding) ?? namedFileWords(for: finding) ?? rewriteWords(for: finding)
}

/// What containerd does about a hosts.toml that it cannot decode.
private let rejected =
    "containerd logs \"failed to decode hosts.toml\" and uses none of it: no mirror, no certificate, only the "
    + "registry itself and the .crt, .cert and .key files beside it"

private func directoryWords(for finding: Finding) -> (message: String, effect: String)? {
    let (name, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .hostdirColonWindows:
        return (
            "the directory name \"\(name)\" has a colon, which Windows does not allow",
            "it cannot be created, and the RKE2 agent that tries stops (rancher/rke2#8138); "
                + "the name to write is \"\(detail)\""
        )
    case .hostdirWildcardName:
        return (
            "the directory for all registries is called \"\(detail)\", not \"\(name)\"",
            "it is never read"
        )
    case .hostdirShadowed:
        return (
            "\"\(name)\" and \"\(detail)\" are for the same registry",
            "\"\(detail)\" is found first, and this one is never read"
        )
    case .hostdirEmptyHidesDefault:
        return (
            "\"\(name)\" holds no hosts.toml, and there is a _default",
            "the first directory that exists is taken, so _default does not apply to this registry"
        )
    case .hostdirUnreachable:
        return unreachableWords(name, detail)
    default:
        return nil
    }
}

private func unreachableWords(_ name: String, _ detail: String) -> (message: String, effect: String) {
    switch detail {
    case "file":
        return ("\(name) stands beside the registries' directories", "it is read in a registry's directory alone")
    case "path":
        return (
            "\"\(name)\" is a directory inside a registry's directory",
            "containerd looks for host[:port] alone, so it is never read"
        )
    case "scheme":
        return ("\"\(name)\" starts with a scheme", "containerd looks for host[:port] alone, so it is never read")
    case "upper-case":
        return (
            "\"\(name)\" has capital letters",
            "only an image whose registry is written the same way selects it"
        )
    case "registry-1.docker.io":
        return (
            "\"\(name)\" is not the name under which images of Docker Hub are known",
            "images of docker.io do not select it; the directory for them is \"docker.io\""
        )
    case "index.docker.io":
        return (
            "\"\(name)\" is another name of docker.io",
            "containerd makes it docker.io before it looks, so it is never read; the directory is \"docker.io\""
        )
    case "no-domain":
        return (
            "\"\(name)\" has neither a dot nor a port",
            "in an image's name that is a repository of Docker Hub, so no image selects it"
        )
    default:
        return ("\"\(name)\" is no registry that an image can name", "it is never read")
    }
}

private func hostWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .hostsNoHostTable:
        return (
            "there is no [host] table",
            "containerd 1.5 to 1.7.31 refuses the file (\"invalid `host` tree\") and uses none of it; "
                + "an empty [host] behind the other keys cures it"
        )
    case .hostsNestedHost:
        return ("the host \"\(subject)\" stands inside another host's table", "it is not used")
    case .hostsInlineHostTable:
        return (
            "the host \"\(subject)\" has no [host.\"URL\"] header of its own",
            "containerd 2 takes its hosts from the headers alone and does not use this one"
        )
    case .hostsPlainKeyInHost:
        return (
            "\"\(subject)\" stands right below [host], where there are the hosts' own tables alone",
            plainKeyEffect(detail)
        )
    case .hostsNothingResolves:
        return (
            "no host has both capabilities, pull and resolve",
            "pulls by tag fail with \"no resolve hosts\""
        )
    case .hostsUnknownCapability:
        let hint = detail.isEmpty ? "" : "; did you mean \"\(detail)\"?"
        return ("\"\(subject)\" is no capability\(hint)", rejected)
    case .hostsServerInsideHost:
        return (
            "\"server\" stands below a host's table",
            "it belongs to that host and is ignored; it must stand before the first table"
        )
    case .hostsServerOmitted:
        return (
            "there is no \"server\"",
            "that does not switch the registry itself off: containerd asks it when the hosts fail "
                + "(the build of K3s and RKE2 does not)"
        )
    case .hostsAuthUnsupported:
        let what = detail == "url" ? "a user name or password in a URL" : "\"\(detail)\""
        return (
            "\(what) is no part of hosts.toml",
            "no release of containerd reads it, and pulls are anonymous (containerd/containerd#7385); "
                + "credentials belong into config.toml, on K3s and RKE2 into registries.yaml"
        )
    case .hostsPlaintextCredentials:
        return (
            "the header \(subject) holds a credential",
            "it is sent as it stands: enough for Basic, while token servers get it from containerd 2.1 on, "
                + "and it goes to them too"
        )
    default:
        return nil
    }
}

private func plainKeyEffect(_ detail: String) -> String {
    let ends = "the whole process of containerd ends with a panic at the first pull from this registry"
    switch detail {
    case "panic": return ends
    case "may-panic": return "containerd 1: " + ends + "; containerd 2: it refuses the file and uses none of it"
    default: return rejected
    }
}

private func urlWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .hostsBadServer:
        switch detail {
        case "unparsable": return ("\"\(subject)\" is no URL", rejected)
        case "no-scheme":
            return (
                "\"\(subject)\" starts with http and so counts as a URL with a scheme, but has none",
                "its host is empty, so containerd asks the registry itself or nobody; write https:// before it"
            )
        case "scheme": return ("\"\(subject)\" is neither http nor https", "every request to it fails")
        default: return ("\"\(subject)\" names no host", "requests go to a host of that name, and fail")
        }
    case .hostsServerDockerIO:
        return (
            "docker.io is no registry; Docker Hub's is registry-1.docker.io",
            "requests go to a web site that does not answer as a registry does"
        )
    case .hostsEquivalentEndpoint:
        return (
            "\"\(subject)\" leads to the same place as line \(detail)",
            "it is asked a second time when the first fails"
        )
    case .hostsPathGetsV2:
        return (
            "\"\(subject)\" has a path that does not end in /v2, and no override_path",
            "containerd appends /v2: requests go to \(detail)"
        )
    case .hostsOverridePathEmpty:
        return (
            "override_path is set, but \"\(subject)\" has no path",
            "requests go out without any /v2, and registries do not know them"
        )
    case .skipVerifyOnHTTP:
        return (
            "\"\(subject)\" is plain http and has TLS settings",
            detail == "unused"
                ? "they are not used"
                : "containerd tries https first, and http when TLS fails"
        )
    case .hostsRelativePath:
        return ("\(detail) \"\(subject)\" is a relative path", "it starts at the directory of this hosts.toml")
    case .hostsClientPair where detail == "two-files":
        return (
            "client lists a certificate and its key as two files of their own",
            "containerd looks for both in each of them, and pulls fail; a pair wants brackets of its own"
        )
    case .hostsClientPair:
        return ("client is neither one file nor a list of files or of pairs of two", rejected)
    case .windowsCAReplacesSystemRoots:
        return (
            "ca on Windows",
            "before containerd 2.3 these certificates are the only ones trusted for \(subject) and for all it "
                + "redirects to; put the public roots into the file too, or the CA into the machine's store"
        )
    default:
        return nil
    }
}

private func hostsTextWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .tomlSyntax:
        return ("this is no TOML\(subject.isEmpty ? "" : " at \"\(subject)\"") (\(detail))", rejected)
    case .tomlDuplicateTable:
        let first = detail.isEmpty ? "" : " (first: line \(detail))"
        return ("\"\(subject)\" is here a second time\(first)", rejected)
    case .tomlBadEscape:
        return ("TOML has no escape \(subject); in single quotes a backslash is a backslash", rejected)
    case .tomlBracketInHeader:
        return (bracketMessage(finding), rejected)
    case .tomlWrongType:
        return ("\"\(subject)\" must be \(typeWords(detail))", rejected)
    case .encodingUTF16 where subject == "utf-8-bom":
        return ("the file starts with a byte order mark", "containerd 2 does not read past it: " + rejected)
    case .encodingUTF16:
        return ("the file is UTF-16; save it as UTF-8", rejected)
    case .encodingANSI:
        return (
            "the byte \(subject) is not UTF-8: the file was saved in an 8-bit code page",
            "containerd 2 refuses the file, and containerd 1 reads another text"
        )
    case .unknownKey:
        let hint = detail.isEmpty ? "" : "; did you mean \"\(detail)\"?"
        return ("unknown key \"\(subject)\"\(hint)", "containerd ignores it and says nothing")
    case .unquotedHostKey:
        return (
            "\"\(subject)\" is written without quotes, so every dot starts a table of its own",
            "the host is the first part alone, and nothing is where it belongs"
        )
    case .fileMode:
        return ("others may read this file", "the credential in it is theirs too")
    default:
        return nil
    }
}

/// About a header that containerd 1 cannot read, wherever it stands.
func bracketMessage(_ finding: Finding) -> String {
    let parent = finding.detail ?? ""
    return "containerd 1 takes no bracket in a header, quoted or not: \"\(finding.subject)\" must stand in dotted keys"
        + (parent == "[]" ? "" : " below \(parent)")
}

private func typeWords(_ expected: String) -> String {
    switch expected {
    case "strings": "a string or a list of strings"
    case "boolean": "true or false, without quotes"
    case "duration": "a duration such as \"5s\""
    default: "a \(expected)"
    }
}

/// About files that a file names, wherever it does.
func namedFileWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .caFileMissing:
        let parts = detail.split(separator: " ")
        let problem =
            switch parts.last {
            case "no-pem": "holds no PEM certificate"
            case "unreadable": "cannot be read"
            default: "does not exist"
            }
        return ("\(parts.first ?? "file") \(subject) \(problem)", "pulls from this host fail")
    case .linuxPathOnWindows where subject.hasPrefix("/"):
        return (
            "\(detail) \(subject) has no drive, and the node runs Windows",
            finding.file.hasSuffix(HostDirectory.fileName)
                ? "it is taken for a path below the directory of this hosts.toml, and not found"
                : "it is looked for on the drive of the service, which is often, and not always, the right one"
        )
    case .linuxPathOnWindows:
        return ("\(detail) \(subject) is a Windows path, and the node runs Linux", "the file is not found")
    case .suspiciousControlCharacter:
        return (
            "\(detail) holds a control character: a backslash in double quotes was read as an escape",
            "there is no file of that name; in single quotes a backslash is a backslash"
        )
    default:
        return nil
    }
}

/// About rewrites, wherever they stand.
func rewriteWords(for finding: Finding) -> (message: String, effect: String)? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .rewriteNeedsK3sContainerd:
        return (
            "rewrites are read by the containerd of K3s and RKE2 alone",
            "the mirror is asked for the name as the image has it"
        )
    case .rewriteInvalidPattern:
        return ("rewrite pattern \"\(subject)\" does not compile (\(detail))", "the rule is skipped")
    case .rewriteTemplateName:
        return (
            "replacement \"\(subject)\" names the group \"\(detail)\", which the pattern does not have",
            "nothing stands in its place; ${1} is the first group, whatever follows"
        )
    case .rewriteOverlap:
        return (
            "the rules \"\(subject)\" and \"\(detail)\" change the same names in different ways",
            "the node takes one of them at random, at each request anew"
        )
    default:
        return nil
    }
}
