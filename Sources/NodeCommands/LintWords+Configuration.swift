import NodeConfiguration

/// The words about config.toml and its templates; nil for other codes.
func configurationWords(for finding: Finding) -> LintWords? {
    textWords(finding) ?? schemaWords(finding) ?? hostWords(finding) ?? startWords(finding) ?? acrossWords(finding)
}

private let doesNotStart = "containerd does not start"
private let noPlugin = "containerd's CRI plugin does not load: the kubelet finds no container runtime"

// MARK: - The text

private func textWords(_ finding: Finding) -> LintWords? {
    let subject = finding.subject
    switch finding.code {
    case .tomlSyntax:
        let rule = finding.detail.flatMap { syntaxRules[$0] } ?? "it breaks the rule \"\(finding.detail ?? "")\""
        let found = subject.isEmpty ? "the end of the file" : "\"\(subject)\""
        return ("no TOML: at \(found) \(rule)", "the whole file is rejected: \(doesNotStart)")
    case .tomlDuplicateTable where finding.detail == "range":
        return (
            "the template writes the header of \(subject) once for each entry",
            "with a second entry the table is there twice: \(doesNotStart)"
        )
    case .tomlDuplicateTable:
        let first = finding.detail.map { " (first: line \($0))" } ?? ""
        return ("\(subject) is defined a second time\(first)", "the whole file is rejected: \(doesNotStart)")
    case .tomlBadEscape:
        return (
            "\(subject) escapes nothing in a TOML string; a path or pattern belongs into single quotes",
            "the whole file is rejected: \(doesNotStart)"
        )
    case .tomlBracketInHeader:
        return (bracketMessage(finding), "the whole file is rejected: \(doesNotStart)")
    case .suspiciousControlCharacter:
        return (
            "the backslashes of the path under \(subject) are escapes: it has a tab or a line end in it",
            "no file has that name, so it is never found"
        )
    case .encodingUTF16 where subject == "UTF-8":
        return (
            "the file starts with a byte order mark; save it as UTF-8 without one",
            "the parser of containerd 2 stops at it: \(doesNotStart)"
        )
    case .encodingUTF16:
        return (
            "the file is \(subject), as PowerShell redirects; save it as UTF-8 without a byte order mark",
            doesNotStart
        )
    case .encodingANSI:
        return (
            "the byte \(subject) is not UTF-8: the file was saved in an 8-bit code page; save it as UTF-8",
            "containerd 1 reads another character, in a password for instance; containerd 2 rejects the file"
        )
    default: return nil
    }
}

private let syntaxRules = [
    "no-value": "there is no value; a string needs quotes",
    "no-key": "a key should start",
    "header-end": "the header should end with a bracket; a host with a port needs quotes",
    "text-after-end": "there is more on the line than one key and its value",
    "string-end": "a string starts that does not end",
    "line-end-in-string": "the line ends inside a string",
    "array-end": "a comma or the array's closing bracket is missing",
    "inline-table-end": "a comma or the closing brace is missing",
    "control-character": "there is a control character",
    "bare-cr": "there is a carriage return alone",
    "no-equals": "an equals sign should stand",
    "number": "there is neither a number nor a string; a string needs quotes",
    "leading-zero": "a number starts with a zero",
    "integer-range": "there is a number that is too large",
    "float-range": "there is a number that is too large",
    "date": "there is no date; a string needs quotes",
    "time": "there is no time; a string needs quotes",
    "utc-offset": "there is no time; a string needs quotes",
    "depth-64": "tables and arrays stand too deep in each other",
    "size-4194304": "the file is too large to be read",
]

// MARK: - The schema

private func schemaWords(_ finding: Finding) -> LintWords? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .unknownTopLevelTable:
        return (
            "containerd has no \"\(subject)\" here; \(detail) was meant",
            finding.severity == .fatal
                ? "containerd 1 does not start (\"invalid plugin key URI\")" : "all of it is ignored"
        )
    case .unknownKey:
        return (
            "\(finding.place): containerd has no such key" + (detail.isEmpty ? "" : "; did you mean \"\(detail)\"?"),
            "it is silently ignored"
        )
    case .tomlWrongType:
        return ("\(finding.place) must be \(typeNames[detail] ?? detail)", noPluginOrStart(subject))
    case .configVersionTooNew:
        return (
            "the file is of version \(subject), and this containerd reads none above \(detail)",
            finding.severity == .fatal
                ? "\(doesNotStart) (\"expected containerd config version equal to or less than \(detail)\")"
                : "it starts, and knows nothing of what stands under the plugins' new names"
        )
    case .wrongPluginForVersion where finding.severity == .fatal:
        return (
            "a plugin in a version 2 file has its full name, which \"\(subject)\" is not; here it is \"\(detail)\"",
            "containerd 1 does not start (\"invalid plugin key URI\")"
        )
    case .wrongPluginForVersion:
        let hint = finding.correction == ["version = 2"] ? "; a file without a version is read as version 1" : ""
        return (
            "in this version of file the registry settings belong to \"\(detail)\", not \"\(subject)\"\(hint)",
            "the section is not used: no mirrors, no credentials, no certs.d"
        )
    default: return nil
    }
}

private func noPluginOrStart(_ key: String) -> String {
    ["version", "imports", "plugins"].contains(key) ? doesNotStart : noPlugin
}

private let typeNames = [
    "strings": "an array of strings", "string": "a string", "boolean": "true or false, without quotes",
    "table": "a table", "integer": "a number, without quotes",
]

// MARK: - Hosts

private func hostWords(_ finding: Finding) -> LintWords? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .authUnderConfigsAuth:
        return (
            subject.isEmpty
                ? "credentials under configs.auth are those of no registry"
                : "the credentials for \(subject) stand under configs.auth, not under configs.\"\(subject)\".auth",
            "containerd sees a registry called \"auth\": pulls from \(subject.isEmpty ? "the real one" : subject) "
                + "are anonymous (rancher/rke2#7103)"
        )
    case .tlsUnderConfigsTLS:
        return (
            subject.isEmpty
                ? "TLS settings under configs.tls are those of no registry"
                : "the TLS settings for \(subject) stand under configs.tls, "
                    + (detail.isEmpty
                        ? "not under configs.\"\(subject)\".tls"
                        : "and containerd 2 reads none here; write them into its \(detail)"),
            "containerd sees a registry called \"tls\": the certificates and insecure_skip_verify have no effect "
                + "(rancher/rke2#3239)"
        )
    case .unquotedHostKey:
        return (
            "the dots part \(subject) into tables inside each other; quote it",
            "containerd sees a registry called \"\(subject.prefix { $0 != "." })\", and these settings are not used"
        )
    case .hostKeyHasScheme:
        return (
            "\"\(subject)\" is more than a host" + (detail.isEmpty ? "" : "; write \"\(detail)\""),
            "it is compared with hosts and never matches"
        )
    case .dockerIOAuthKey:
        return (
            "the credentials under \"\(subject)\" are not those of the host that is asked, \(detail)",
            "pulls from Docker Hub are anonymous"
        )
    case .wildcardAuthIgnored:
        return ("credentials under \"*\" match no host; name each", "pulls are anonymous")
    case .authsDeprecated:
        return ("registry.auths is deprecated", "it is still read as configs.\"\(subject)\".auth, until it is removed")
    case .authNotBase64:
        return (
            "auth of \(subject) is not base64 of user:password, padding included",
            "pulls from there fail, or are anonymous"
        )
    case .rewriteNeedsK3sContainerd:
        return (
            "the rewrite of \(subject) is read by the containerd of K3s and RKE2 alone",
            "the mirror is asked for the original name"
        )
    case .linuxPathOnWindows:
        let isWindowsPath = subject.contains("\\") || subject.dropFirst().first == ":"
        return (
            "\(detail) \(subject) has the form of a \(isWindowsPath ? "Windows" : "Linux") path",
            isWindowsPath ? "a Linux node does not find it" : "a Windows node looks for it on the drive of the service"
        )
    case .plaintextCredentials:
        return ("the file holds credentials in plain text (\(subject))", "whoever reads the file has them")
    case .fileMode:
        return ("the file holds credentials, and others than its owner can read it", "the credentials are exposed")
    default: return nil
    }
}

// MARK: - When the plugin starts

private func startWords(_ finding: Finding) -> LintWords? {
    let subject = finding.subject
    switch finding.code {
    case .mirrorsWithConfigPath:
        return ("mirrors and config_path (\(subject)) exclude each other; keep config_path", noPlugin)
    case .tlsWithConfigPath:
        return (
            "the TLS settings of \(subject) and config_path exclude each other; write them into its hosts.toml",
            noPlugin
        )
    case .tlsRemovedIn2:
        return (
            "the TLS settings of \(subject) are not read by containerd 2; write them into its hosts.toml",
            "certificates and insecure_skip_verify have no effect"
        )
    case .emptyConfigPathMigrates:
        return (
            "mirrors without config_path in a file that containerd 2 migrates: its first 2.2 releases fill in the "
                + "default path",
            "mirrors and config_path exclude each other: \(noPlugin) (containerd/containerd#12612)"
        )
    case .configPathMissingWindows:
        return (
            "config_path does not name \(subject), and on Windows there is no default",
            "no hosts.toml is read: no mirrors, no certificates"
        )
    case .configPathListSeparator:
        return (
            "config_path \"\(subject)\" is a list parted by colons; Windows parts lists by semicolons",
            "it is one directory that does not exist: no hosts.toml is read"
        )
    case .configPathListTransfer:
        return (
            "config_path \"\(subject)\" is a list; name one directory",
            "the transfer service takes it for one directory: no hosts.toml is read (containerd/containerd#12808)"
        )
    case .localPullFallback:
        return (
            "\(subject) switches the transfer service off",
            "images are pulled as containerd 2.0 did, which does no harm and logs a warning"
        )
    default: return nil
    }
}

// MARK: - Across files

private func acrossWords(_ finding: Finding) -> LintWords? {
    let (subject, detail) = (finding.subject, finding.detail ?? "")
    switch finding.code {
    case .authMissingFromConfig:
        return (
            "\(detail) has credentials for \(subject), and this file has none",
            "containerd reads credentials here alone: pulls from \(subject) are anonymous"
        )
    case .dropInReplacesPlugin:
        return (
            "this file has only part of the settings of \"\(subject)\"; \(detail), for one, is in the file that "
                + "imports it",
            "containerd 1 takes the plugin's whole section from here: all its other settings go back to their defaults"
        )
    case .dropInVersionHigher:
        return (
            "this file is of version \(subject), the one that imports it of version \(detail)",
            "the newest releases of containerd do not start"
        )
    default: return nil
    }
}
