import ImageTransfer
import NodeCommands
import OCI

/// What `verify-copy` says: what is there and right, and what nodes will choose of it.
struct VerificationReport: Sendable {
    var images: [VerifiedImage]
    /// Repositories whose tags could not be found out, and why.
    var failures: [(repository: String, error: TransferError)]
    var nodes: [ClusterNode]
    var isFull: Bool
    var duration: Duration

    /// Nodes that choose alike.
    private var platforms: [(node: Node, names: [String])] {
        var platforms: [(node: Node, names: [String])] = []
        for node in nodes {
            if let index = platforms.firstIndex(where: { $0.node == node.node }) {
                platforms[index].names.append(node.name)
            } else {
                platforms.append((node.node, [node.name]))
            }
        }
        return platforms
    }

    /// 0 where all is well; else as a pull of several images: an image that some node finds nothing in counts as one
    /// without a matching platform.
    var exit: ProgramExit {
        let nodes = platforms.map(\.node)
        let exits = images.map { image -> ProgramExit in
            if let fault = image.fault { return fault.exit }
            return choices(of: image, nodes).contains { $0.containerd == nil } ? .noMatchingPlatform : .success
        }
        return ProgramExit(ofEach: exits + failures.map(\.error.exit))
    }

    private func choices(of image: VerifiedImage, _ nodes: [Node]) -> [PlatformChoice] {
        guard image.digest != nil else { return [] }
        return PlatformOffer(image: "", children: image.children, nodes: nodes).choices.map(\.choice)
    }

    func print(_ format: OutputFormat) {
        for image in images {
            for defect in [image.error].compactMap(\.self) + image.defects.map(\.error) {
                defect.lines(about: name(of: image)).forEach { Output.talk(printable($0)) }
            }
        }
        for (repository, error) in failures { error.lines(about: repository).forEach { Output.talk(printable($0)) } }
        switch format {
        case .json: Output.data(json)
        case .text: Output.data(text)
        }
    }

    private func name(of image: VerifiedImage) -> String { image.target?.description ?? image.image.description }

    private var text: String {
        let platforms = platforms
        var lines: [String] = []
        for image in images {
            let state = image.fault == nil ? "ok" : image.error?.code ?? "\(image.defects.count) missing or wrong"
            lines.append(
                "\(name(of: image)) \(image.digest?.description ?? "-"): \(state), \(image.manifests) manifests, "
                    + "\(image.blobs) blobs, \(byteCount(image.bytes))"
            )
            for (platform, choice) in zip(platforms, choices(of: image, platforms.map(\.node))) {
                let chosen = choice.containerd.map { image.children[$0].digest.description } ?? "none: \(choice.words)"
                lines.append("  \(platform.node) \(chosen)")
            }
        }
        for (node, names) in platforms {
            let none = images.filter { image in choices(of: image, [node]).contains { $0.containerd == nil } }
            let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
            lines.append(
                "node \(node)" + (names == [node.description] ? "" : " (\(shown))") + ": "
                    + (none.isEmpty ? "finds its platform in every image" : "finds none in \(none.count) images")
            )
        }
        let table = textTable([
            ["IMAGES", "OK", "FAILED", "MANIFESTS", "BLOBS", "BYTES", "SECONDS"],
            [
                String(images.count + failures.count), String(images.count { $0.fault == nil }),
                String(images.count { $0.fault != nil } + failures.count),
                String(images.reduce(0) { $0 + $1.manifests }), String(images.reduce(0) { $0 + $1.blobs }),
                byteCount(images.reduce(0) { $0 + $1.bytes }), decimal(duration.inSeconds),
            ],
        ])
        return (lines.map(printable) + [table]).joined(separator: "\n")
    }

    /// The object of `verify-copy -o json`; documented in `docs/json.md`.
    var json: JSON {
        let platforms = platforms
        func number(_ value: some BinaryInteger) -> JSON { .number(String(value)) }
        var rows = images.map { image -> JSON in
            let choices = choices(of: image, platforms.map(\.node))
            return [
                "image": .string(image.image.description),
                "target": image.target.map { .string($0.description) } ?? .null,
                "digest": image.digest.map { .string($0.description) } ?? .null,
                "ok": .bool(image.fault == nil),
                "manifests": number(image.manifests),
                "blobs": number(image.blobs),
                "bytes": number(image.bytes),
                "defects": .array(
                    image.defects.map { ["digest": .string($0.digest.description), "error": $0.error.json()] }
                ),
                "nodes": .array(zip(platforms, choices).map { Self.json($0, $1, image) }),
                "error": image.error.map { $0.json() } ?? .null,
            ]
        }
        rows += failures.map { repository, error in
            ["image": .string(repository), "target": .null, "ok": false, "error": error.json()]
        }
        return [
            "full": .bool(isFull),
            "images": .array(rows),
            "seconds": .number(decimal(duration.inSeconds)),
        ]
    }

    private static func json(
        _ platform: (node: Node, names: [String]),
        _ choice: PlatformChoice,
        _ image: VerifiedImage
    ) -> JSON {
        func digest(_ index: Int?) -> JSON {
            index.map { .string(image.children[$0].digest.description) } ?? .null
        }
        return [
            "platform": .string(platform.node.description),
            "names": .array(platform.names.map(JSON.string)),
            "containerd": digest(choice.containerd),
            "windlass": digest(choice.windlass),
            "reason": .string(choice.words),
        ]
    }
}
