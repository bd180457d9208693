import ImageTransfer
import NodeCommands
import OCI

extension SavedArchive {
    /// `save -o json`; documented in `docs/json.md`.
    var json: JSON {
        [
            "files": .array(files.map(JSON.string)),
            "bytes": .number(String(size)),
            "blobs": .number(String(blobs)),
            "blobsInOlder": .number(String(blobsInOlder)),
            "bytesInOlder": .number(String(bytesInOlder)),
            "images": .array(images.map(\.json)),
        ]
    }

    /// A line an image, then one for the archive.
    var text: String {
        var lines = images.map { image in
            let omitted = image.omitted.isEmpty ? "" : ", \(image.omitted.count) other children left out"
            let platforms = image.platforms.isEmpty ? "" : " " + image.platforms.joined(separator: ",")
            return "\(image.name ?? "(no name)")\(platforms) \(image.digest)\(omitted)"
        }
        let left =
            blobsInOlder == 0 ? "" : "; \(blobsInOlder) left out, \(byteCount(bytesInOlder)), that the older one has"
        let shown = files.count == 1 ? files[0] : "\(files[0]) to \(files[files.count - 1])"
        lines.append("\(shown): \(byteCount(size)), \(blobs) blobs\(left)")
        return lines.map(printable).joined(separator: "\n")
    }
}

extension SavedImage {
    fileprivate var json: JSON {
        [
            "name": name.map(JSON.string) ?? .null,
            "digest": .string(digest.description),
            "platforms": .array(platforms.map(JSON.string)),
            "omitted": .array(omitted.map { .string($0.description) }),
            "docker": isInDockerManifest ? true : false,
        ]
    }
}

extension LoadOutcome {
    /// One object of `load -o json`; documented in `docs/json.md`.
    var json: JSON {
        [
            "archive": .string(archive),
            "names": .array(names.map(JSON.string)),
            "digest": digest.map { .string($0.description) } ?? .null,
            "platforms": .array(platforms.map(JSON.string)),
            "omitted": .array(omitted.map { .string($0.description) }),
            "foreign": .array(foreign.map { .string($0.description) }),
            "bytesWritten": .number(String(bytesWritten)),
            "bytesReused": .number(String(bytesReused)),
            "error": error.map { $0.briefJSON } ?? .null,
        ]
    }

    private var shownName: String {
        names.isEmpty ? digest?.description ?? archive : names.joined(separator: ", ")
    }

    var successLine: String {
        let shown = platforms.isEmpty ? "" : " " + platforms.joined(separator: ",")
        return "\(shownName)\(shown) \(digest?.description ?? "") \(byteCount(bytesWritten)) written, "
            + "\(byteCount(bytesReused)) reused"
    }

    func failureLines(_ error: TransferError) -> [String] {
        ["error: \(shownName): \(error.message) [\(error.code)]"] + (error.hint.isEmpty ? [] : ["  " + error.hint])
    }

    /// What the archive does not have, though its documents speak of it.
    var note: String? {
        guard error == nil else { return nil }
        var parts: [String] = []
        if !omitted.isEmpty { parts.append("\(omitted.count) children of its index are not in the archive") }
        if !foreign.isEmpty {
            parts.append("\(foreign.count) foreign layers are not in the archive; a node fetches them from their URLs")
        }
        return parts.isEmpty ? nil : "note: \(shownName): " + parts.joined(separator: "; ")
    }
}

extension TransferError {
    /// The parts of an error that was made on this machine.
    fileprivate var briefJSON: JSON {
        ["code": .string(code), "stage": .string(stage), "message": .string(message), "hint": .string(hint)]
    }
}
