package import Credentials
import OCI
import Registries

extension CredentialFailure {
    /// What an operator reads: where, what is the case, what to do.
    package var words: String { printable("\(place.words): \(reason.words)") }
}

extension CommandFailure {
    /// A credential that is not to be had, or not to be kept.
    package init(_ failure: CredentialFailure) {
        self.init(.authentication, code: failure.reason.code.rawValue, failure.words)
    }
}

extension CredentialFailure.Reason {
    var words: String {
        let detail = detail ?? ""
        let about = detail.isEmpty ? "" : " (\(detail))"
        switch code {
        case .fileNotFound: return "the file does not exist"
        case .fileUnreadable: return "the file cannot be read"
        case .fileTooLarge: return "the file is larger than any such file"
        case .fileNotJSON: return "the file cannot be read as JSON or YAML\(about)"
        case .fileInvalid: return "the file's \(detail) is missing, unknown, or not as it should be"
        case .entryInvalid: return "the entry cannot be used\(about)"
        case .entryAmbiguous: return "the registry stands there twice with two credentials\(about); leave one"
        case .registryTokenUnsupported:
            return "the entry has a registrytoken, which is not supported; log in with a user name or an identity token"
        case .programNameInvalid:
            return
                "the program's name is not a plain file name of letters, digits, dots, hyphens and underscores\(about)"
        case .programMissing: return "the program is not there, or not executable"
        case .programNotStarted: return "the system does not start the program\(about)"
        case .programTimedOut: return "the program did not end in time and was ended"
        case .programFailed: return "the program failed\(about); run it by hand to see what it says"
        case .programOutputTooLarge: return "the program wrote more than an answer can have"
        case .programAnswerInvalid: return "the program's answer cannot be used\(about)"
        case .answerForAnotherHost: return "the program answered for another registry than the one it was asked for"
        default: return code.rawValue + about
        }
    }
}

extension CredentialPlace {
    /// For a person.
    package var words: String {
        switch self {
        case .registries(let path, let key, let line):
            (path ?? "registries.yaml") + (line.map { ":\($0)" } ?? "") + ", configs.\"\(key)\""
        case .provider(let name, let key):
            "credential provider \(name)" + (key.map { ", key \"\($0)\"" } ?? "")
        case .providerConfiguration(let path): path
        case .file(let path, let key): path + (key.map { ", auths.\"\($0)\"" } ?? "")
        case .helper(let program, let path): "\(program), named in \(path)"
        }
    }

    /// Documented in `docs/json.md`.
    var json: JSON {
        var members: [(String, JSON)]
        switch self {
        case .registries(let path, let key, let line):
            members = [("type", "registries")]
            if let path { members.append(("path", .string(path))) }
            members.append(("key", .string(key)))
            if let line { members.append(("line", .number(String(line)))) }
        case .provider(let name, let key):
            members = [("type", "provider"), ("name", .string(name))]
            if let key { members.append(("key", .string(key))) }
        case .providerConfiguration(let path):
            members = [("type", "providers"), ("path", .string(path))]
        case .file(let path, let key):
            members = [("type", "file"), ("path", .string(path))]
            if let key { members.append(("key", .string(key))) }
        case .helper(let program, let path):
            members = [("type", "helper"), ("name", .string(program)), ("path", .string(path))]
        }
        return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
    }
}

extension CredentialFinding.PassedOver.Reason {
    var words: String {
        switch self {
        case .fileAbsent: "there is no such file"
        case .noEntry: "has none for it"
        case .hasNone: "says that it has none"
        case .otherImages: "is for other images"
        case .noAnswer: "was asked, and has none for it"
        case .needsServiceAccount: "is for pods with a service account"
        case .notRun: "is not run (--no-helpers)"
        }
    }
}

extension AuthConfiguration {
    /// What the secret is of, as the client will take it: its kind in JSON's terms, and the user's name.
    var shownKind: (kind: String, username: String?) {
        switch try? Credential(self) {
        case .anonymous?: ("none", nil)
        case .basic(let username, _)?: ("basic", username)
        case .identityToken(let username, _)?: ("identityToken", username)
        case nil: (kind(in: .windlass).rawValue, username.isEmpty ? nil : username)
        }
    }
}

extension CredentialFinding {
    /// For a person: a block a registry.
    var text: String {
        var facts: [(String, String)] = []
        switch outcome {
        case .found(let auth, let place):
            let (kind, username) = auth.shownKind
            let user = username.map { kind == "basic" ? "user \($0)" : "identity token of \($0)" }
            facts.append(("credential", user ?? (kind == "identityToken" ? "identity token" : kind)))
            facts.append(("from", place.words))
        case .none:
            facts.append(("credential", "none, anonymous"))
        case .failed(let failure):
            facts.append(("error", "\(failure.words) [\(failure.reason.code.rawValue)]"))
        }
        facts += passedOver.enumerated().map { index, passed in
            (index == 0 ? "passed over" : "", "\(passed.place.words): \(passed.reason.words)")
        }
        return ([target.image] + facts.map { "  " + $0.0.padded(to: 13) + printable($0.1) }).joined(separator: "\n")
    }

    /// One object a registry; documented in `docs/json.md`.
    var json: JSON {
        var members: [(String, JSON)] = [
            ("host", .string(target.host)), ("repository", target.repository.map(JSON.string) ?? .null),
        ]
        switch outcome {
        case .found(let auth, let place):
            let (kind, username) = auth.shownKind
            members.append(("kind", .string(kind)))
            if let username { members.append(("username", .string(username))) }
            members.append(("source", place.json))
        case .none:
            members += [("kind", "none"), ("source", .null)]
        case .failed(let failure):
            members += [
                ("kind", .null), ("source", failure.place.json),
                (
                    "error",
                    ["code": .string(failure.reason.code.rawValue), "message": .string(failure.words)]
                ),
            ]
        }
        let passed = passedOver.map { passed -> JSON in
            ["source": passed.place.json, "reason": .string(passed.reason.rawValue)]
        }
        members.append(("passedOver", .array(passed)))
        return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
    }
}
