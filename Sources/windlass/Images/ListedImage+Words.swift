import ImageTransfer
import NodeCommands
import OCI

extension ListedImage {
    /// One object of `images -o json`; documented in `docs/json.md`.
    var json: JSON {
        var members = image.nameMembers
        members += [
            JSON.Member(key: "indexDigest", value: indexDigest.map { .string($0.description) } ?? .null),
            JSON.Member(key: "digest", value: .string(manifest.digest.description)),
            JSON.Member(key: "mediaType", value: .string(manifest.mediaType)),
        ]
        members += Platform.members(of: platform)
        members += [
            JSON.Member(key: "size", value: size.map { .number(String($0)) } ?? .null),
            JSON.Member(key: "missing", value: .number(String(missing))),
            JSON.Member(key: "layers", value: layers.map { .number(String($0)) } ?? .null),
            JSON.Member(key: "state", value: .string(state.rawValue)),
        ]
        return .object(members)
    }

    /// A table for a person.
    static func table(of rows: [ListedImage]) -> String {
        textTable([["IMAGE", "PLATFORM", "OS.VERSION", "SIZE", "DIGEST", "STATE"]] + rows.map(\.cells))
    }

    private var cells: [String] {
        var plain = platform
        plain?.osVersion = nil
        plain?.osFeatures = []
        let facts = [
            image.words, plain?.description ?? "-", platform?.osVersion ?? "-", size.map(byteCount) ?? "-",
            manifest.digest.description, stateWords,
        ]
        return facts.map(printable)
    }

    private var stateWords: String {
        switch state {
        case .complete: ""
        case .incomplete: "incomplete, \(byteCount(missing)) missing"
        case .absent: "not here"
        case .damaged: "damaged"
        }
    }
}
