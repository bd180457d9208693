import NodeCommands
import RegistryServer

extension RegistryServerError {
    var exit: ProgramExit {
        switch code {
        case .storageForeign, .storageVersion, .storageInUse: .disk
        case .contentDamaged: .integrity
        case .passwordFileInvalid: .invalidConfiguration
        case .tlsInvalid: .tls
        case .addressUnavailable: .network
        case .addressUnguarded: .usage
        default: .findings
        }
    }

    /// One line for a person.
    var words: String {
        let detail = detail.map { " (\($0))" } ?? ""
        return switch code {
        case .storageForeign: "\(subject) is not empty and holds no registry of Windlass"
        case .storageVersion: "\(subject) was written by another version of Windlass\(detail)"
        case .storageInUse: "another server writes to \(subject)"
        case .contentDamaged: "\(subject) is not what its name says"
        case .passwordFileInvalid: "the password file \(subject) cannot be used\(detail)"
        case .tlsInvalid: "certificate and key cannot be used: \(subject)\(detail)"
        case .addressUnavailable: "cannot listen on \(subject)\(detail)"
        case .addressUnguarded: "\(subject) can be reached from other machines, and nobody has to log in"
        default: "\(code.rawValue): \(subject)\(detail)"
        }
    }

    /// What to do about it.
    var hint: String? {
        switch code {
        case .storageForeign: "name an empty directory, or one that does not exist"
        case .storageInUse: "stop it, or add --read-only to serve the same content beside it"
        case .passwordFileInvalid where detail?.hasSuffix("not-bcrypt") == true:
            "only bcrypt is taken: htpasswd -B FILE USER"
        case .addressUnguarded: "add --htpasswd FILE, or --anonymous if everybody may push and pull"
        default: nil
        }
    }
}
