import NodeCommands
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The registries.yaml that logins are stored in.
struct LoginFile {
    /// Where it is.
    let path: String
    private var text: RegistriesText

    /// The file that the arguments name, or the one that is in force; a file that is not there yet is made.
    init(_ plan: PlanArguments) throws(CommandFailure) {
        guard let path = try plan.editedRegistries() else {
            throw CommandFailure(
                .usage,
                code: "registries-unknown",
                "there is no registries.yaml of RKE2 or K3s here: say where it is to be with --registries FILE"
            )
        }
        self.path = path
        let isThere = FileManager.default.fileExists(atPath: path)
        guard let bytes = isThere ? FileManager.default.contents(atPath: path).map(Array.init) : [] else {
            throw CommandFailure(.invalidConfiguration, code: "registries-unreadable", "\(path) cannot be read")
        }
        do {
            text = try RegistriesText(bytes)
        } catch {
            throw CommandFailure(error, path: path)
        }
    }

    /// What would be written.
    var bytes: [UInt8] { text.bytes }

    /// - Returns: the key under `configs`.
    mutating func set(_ login: AuthConfiguration, for host: String) throws(CommandFailure) -> String {
        do {
            return try text.setLogin(login, for: host)
        } catch {
            throw CommandFailure(error, path: path)
        }
    }

    /// - Returns: whether there was a login.
    mutating func remove(_ host: String) throws(CommandFailure) -> Bool {
        do {
            return try text.removeLogin(for: host)
        } catch {
            throw CommandFailure(error, path: path)
        }
    }

    /// In one step, and readable by its owner alone.
    func write() throws(CommandFailure) {
        try writeAtomically(text.bytes, to: path, isSecret: true)
    }
}

extension CommandFailure {
    fileprivate init(_ refusal: RegistriesText.Refusal, path: String) {
        switch refusal {
        case .encoding(let encoding):
            self.init(
                .invalidConfiguration,
                code: "encoding-not-edited",
                "\(path) is \(encoding.rawValue): save it as UTF-8, and it can be edited"
            )
        case .unreadable(let complaints):
            self.init(refusing: path, complaints: complaints)
        case .shape(let key, let line):
            self.init(
                .invalidConfiguration,
                code: "shape-not-edited",
                "\(path):\(line): \"\(key)\" is written in braces, behind an alias or twice, which is not edited: write "
                    + "configs, the host and auth as keys on lines of their own",
                line: line,
                column: 1
            )
        }
    }
}
