import ArgumentParser
import NodeCommands
import OCI

/// Images by name: arguments, and lists as RKE2 and K3s have them.
struct NamedImages: ParsableArguments {
    @Argument(help: "Images, as a pod names them.")
    var images: [String] = []

    @Option(
        name: .customLong("file"),
        help: ArgumentHelp(
            "A list with one image a line, as RKE2 and K3s read it; repeatable, - for standard input.",
            discussion: "Blank lines say nothing, and neither does what follows a #.",
            valueName: "images.txt"
        )
    )
    var files: [String] = []

    func validate() throws {
        guard files.filter({ $0 == "-" }).count <= 1 else { throw ValidationError("standard input holds one list") }
    }

    var isEmpty: Bool { images.isEmpty && files.isEmpty }

    /// The names as they are written, the arguments first.
    func texts() throws(CommandFailure) -> [String] {
        var texts = images
        for file in files { texts += try Self.list(file).entries.map(\.text) }
        return texts
    }

    /// All images, each once, in the order of the arguments and then of the lists.
    ///
    /// - Throws: exit code 12 with `image-list-invalid` for a list with a line that names no image, and with
    ///   `image-list-not-found` or `image-list-unreadable`; 64 for an argument that is none.
    func references(_ loaded: PlanArguments.Loaded) throws(CommandFailure) -> [ImageReference] {
        var references: [ImageReference] = []
        var seen: Set<ImageReference> = []
        func add(_ text: String) throws(CommandFailure) {
            let image = try loaded.image(text)
            if seen.insert(image).inserted { references.append(image) }
        }
        for text in images { try add(text) }
        for file in files {
            for entry in try Self.list(file).entries { try add(entry.text) }
        }
        return references
    }

    /// What a list says.
    static func list(_ file: String) throws(CommandFailure) -> ImageList {
        let name = file == "-" ? "standard input" : file
        let bytes =
            try file == "-"
            ? StandardInput.bytes(limit: ImageList.maximumSize + 1) : RegistriesFile.read(file, as: "image-list")
        let list: ImageList
        do {
            list = try ImageList(parsing: bytes)
        } catch {
            throw CommandFailure(list: name, error)
        }
        guard list.faults.isEmpty else { throw CommandFailure(list: name, list.faults) }
        return list
    }
}

extension CommandFailure {
    fileprivate static let listCode = OCIError.Code.invalidImageList.rawValue

    /// A list that cannot be read to its end.
    fileprivate init(list name: String, _ error: OCIError) {
        let words =
            switch error.detail {
            case "utf-16": "the file is UTF-16: save it as UTF-8"
            case "line-too-long": "the line has more than 64 KiB"
            case "too-many-images": "more than \(ImageList.maximumCount) images"
            default: "the file has more than \(ImageList.maximumSize >> 20) MiB"
            }
        self.init(.invalidConfiguration, code: Self.listCode, "\(name):\(error.subject): \(words)")
    }

    /// Lines that name no image.
    fileprivate init(list name: String, _ faults: [ImageList.Fault]) {
        let shown = 100
        let lines = faults.prefix(shown).map { fault in
            let rule = fault.error.detail.map { " (\($0))" } ?? ""
            return "\(name):\(fault.line): \"\(fault.error.subject)\" is not an image reference\(rule)"
        }
        let rest = faults.count > shown ? ["and \(faults.count - shown) lines more"] : []
        self.init(
            .invalidConfiguration,
            code: Self.listCode,
            lines[0],
            details: Array(lines.dropFirst()) + rest,
            line: faults[0].line,
            column: 1
        )
    }
}
