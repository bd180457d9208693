import NodeConfiguration
import Registries

extension ImportedConfiguration.Note {
    /// What an operator reads: what the file says, what became of it, what to do about it.
    var words: String {
        let detail = detail ?? ""
        switch code {
        case .conflict:
            return "\(subject) is said differently in \(detail), and that counts"
        case .unknownKey:
            return "\"\(subject)\" is not known here and left out"
        case .wrongType:
            return "\"\(subject)\" is not of the type it should be (\(detail)) and left out"
        case .hostKeyInvalid:
            return "\"\(subject)\" is no host[:port], so it never matched, and is left out"
                + (detail.isEmpty ? "" : "; if it is meant, write \"\(detail)\"")
        case .endpointInvalid:
            return "endpoint \"\(subject)\" is no URL of a host and left out"
        case .endpointUserInfo:
            return "the user name and password in endpoint \(subject) were never used and are left out; "
                + "if they are meant, write them under configs"
        case .authNotBase64:
            return "auth of \(subject) is not base64 of user:password and left out"
        case .passwordWithoutUsername:
            return "the password of \(subject) has no username, so it was never used, and is left out"
        case .clientPairIncomplete:
            return "tls of \(subject) has only one of cert_file and key_file: both are left out"
        case .hubMirrorKey:
            return "mirrors of \(subject) were never used, for images of Docker Hub are docker.io's, and are left out"
        case .defaultEndpointAdded:
            return
                "K3s and RKE2 ask \(subject) itself, by its default address, after the endpoints; this file's program "
                + "did not. --disable-default-registry-endpoint switches that off"
        case .configHidesWildcard:
            return "on K3s and RKE2 the configs of \(subject) hide the \"*\" mirror from its images; "
                + "give \(subject) an entry of its own under mirrors if it is to use it"
        case .tlsOnHTTPEndpoint:
            return "\(subject) is plain http, but its host has TLS settings: on K3s and RKE2 https is tried first"
        case .plainHTTPNotTried:
            return "\(subject) is asked by https alone, without a look at its certificate. If it speaks plain http, "
                + "write the endpoint http://\(subject) under mirrors instead"
        case .headers:
            return "the header \"\(subject)\" is left out: registries.yaml has none"
        default:
            return containerdWords(detail)
        }
    }

    private func containerdWords(_ detail: String) -> String {
        switch code {
        case .definedTwice:
            return "\(subject) is defined twice (first: line \(detail)), and containerd does not start with this file; "
                + "both are read here, and of two values the first"
        case .pluginNotRead:
            return
                "containerd takes nothing from \(subject) in a file of version \(detail); it is imported all the same"
        case .importsNotFollowed:
            return "this file takes in others; name them too"
        case .configPath:
            return "mirrors may also be in hosts.toml files below \(subject), which are not read here"
        case .mirrorsWithConfigPath:
            return
                "containerd's CRI plugin does not load with mirrors beside config_path; they are imported all the same"
        case .authsMoved:
            return "auths of \(subject) is under configs of \(detail) now: K3s and RKE2 do not read auths"
        case .authUnderConfigsAuth:
            return "containerd never used this credential of \(subject), for it stands under configs.auth "
                + "(rancher/rke2#7103); it is in force now"
        case .tlsUnderConfigsTLS:
            return "containerd never used these TLS settings of \(subject), for they stand under configs.tls "
                + "(rancher/rke2#3239); they are in force now"
        case .tlsRemovedIn2:
            return "containerd 2 does not use these TLS settings of \(subject); they are in force now"
        case .wildcardConfig:
            return "configs of \"*\" never applied to any host in containerd and is left out"
        case .hubAuthKey:
            return "containerd used no credential under \(subject), for Docker Hub's is registry-1.docker.io; "
                + "it is in force now"
        case .endpointWithoutV2:
            return "endpoint \(subject) was asked without /v2, which registries.yaml cannot say: it is left out; "
                + "write it without the slash if that is not meant"
        case .endpointDockerIO:
            return "endpoint \(subject) stands for https://registry-1.docker.io on K3s and RKE2"
        case .rewriteInvalidPattern:
            return "rewrite pattern \"\(subject)\" does not compile (\(detail)) and is left out"
        default:
            return hostsWords(detail)
        }
    }

    private func hostsWords(_ detail: String) -> String {
        switch code {
        case .capabilities:
            return "\(subject) is left out: it is for \(detail) alone, and registries.yaml knows only endpoints "
                + "for everything"
        case .dialTimeout:
            return "dial_timeout \(subject) is left out: registries.yaml has none"
        case .rewritesDiffer:
            return "the rewrites of \(subject) are left out, for those of the other hosts differ: "
                + "a registry has one list of rewrites"
        case .wildcardTLS:
            return "TLS settings for every registry itself are left out: under configs a host is named"
        case .certificateFiles:
            return "the certificate files of \(subject) are left out: give one ca_file, one cert_file and one "
                + "key_file by their whole paths"
        default:
            return dockerWords(detail)
        }
    }

    private func dockerWords(_ detail: String) -> String {
        switch code {
        case .addressRange:
            return "the addresses \(subject) are left out: registries.yaml names hosts one by one"
        case .hubAlwaysVerified:
            return "Docker verifies \(subject) whatever insecure-registries says: left out"
        case .mirrorPath:
            return "mirror \(subject) became \(detail), which is where Docker asks"
        case .proxies:
            return "\"\(subject)\" is left out: on a node proxies are environment variables of the service"
        default:
            return podmanWords(detail)
        }
    }

    private func podmanWords(_ detail: String) -> String {
        switch code {
        case .shortNames:
            return "\(subject)\(detail.isEmpty ? "" : " (\(detail))") is left out: "
                + "in Kubernetes a name without a registry is docker.io's"
        case .credentialHelpers:
            return "the credential helper \(subject) is left out; see kubelet's image credential providers"
        case .blocked:
            return "\(subject) is blocked, which registries.yaml cannot say: left out, and its images can be pulled"
        case .wildcardPrefix:
            return "\(subject) is left out: registries.yaml names registries one by one, or all by \"*\""
        case .locationInvalid:
            return subject.isEmpty
                ? "a registry or mirror without location is left out"
                : "\"\(subject)\" is no host[:port][/path] and left out"
        case .prefixForWholeRegistry:
            return "\(subject): images of \(detail) outside of it are looked for at its endpoints too, "
                + "by their own names, for endpoints hold for a whole registry"
        case .prefixNotExpressible:
            return "\(subject) is left out, and its images are looked for where those of \(detail) are: "
                + "a registry has one list of endpoints"
        case .locationNotExpressible:
            return "\(subject) is left out: no rewrite leads there from \(detail) beside the other endpoints"
        case .locationInEndpoint:
            return "\(subject) became \(detail), for the other endpoints have other paths; "
                + "a token server may be asked for the name without that path"
        case .pullFromMirror:
            return
                "mirror \(subject) is left out: it is \(detail), and registries.yaml knows only mirrors for everything"
        case .insecureForWholeHost:
            return "\(subject) is insecure for all of its images, not only those of \(detail)"
        default:
            return [subject, detail].filter { !$0.isEmpty }.joined(separator: ": ")
        }
    }

    /// `config.toml:12:5: note: words [code]`
    var line: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return printable("\(file)\(place)\(file.isEmpty ? "" : ": ")note: \(words) [\(code.rawValue)]")
    }
}

extension ImportError {
    private var words: String {
        switch code {
        case "toml-duplicate-key", "toml-duplicate-table":
            return "\(subject) is defined twice" + (first.map { " (first: line \($0.line))" } ?? "")
        case "toml-bad-escape":
            return "\(subject) is no escape of TOML; write paths in single quotes"
        case "json-duplicate-key":
            return "\"\(subject)\" stands twice in one object"
        case "encoding-utf16":
            return "the file looks like UTF-16 but has no byte order mark; save it as UTF-8"
        case "encoding-ansi":
            return "the byte \(detail) is not UTF-8: the file was saved in an 8-bit code page; save it as UTF-8"
        default:
            let kind = code.hasPrefix("json") ? "JSON" : "TOML"
            return "this is no \(kind) (\(detail))" + (subject.isEmpty ? "" : ", at \"\(subject)\"")
        }
    }

    /// The failure of the command.
    var failure: CommandFailure {
        CommandFailure(
            .invalidConfiguration,
            code: code,
            "\(file):\(position.line):\(position.column): \(words)",
            line: position.line,
            column: position.column
        )
    }
}
