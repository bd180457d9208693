import OCI

/// An image's children and what nodes make of them.
struct PlatformOffer: Sendable {
    let image: String
    let children: [Descriptor]
    let choices: [(node: Node, choice: PlatformChoice)]

    init(image: String, children: [Descriptor], nodes: [Node]) {
        self.image = image
        self.children = children
        let platforms = children.map(\.platform)
        choices = nodes.map { ($0, $0.choose(among: platforms)) }
    }

    /// Documented in `docs/json.md`.
    var json: JSON {
        [
            "image": .string(image),
            "manifests": .array(children.map(\.childJSON)),
            "nodes": .array(
                choices.map { node, choice in
                    [
                        "node": .string(node.description),
                        "windlass": digest(choice.windlass),
                        "containerd": digest(choice.containerd),
                        "reason": .string(choice.words),
                    ]
                }
            ),
        ]
    }

    private func digest(_ index: Int?) -> JSON {
        index.map { .string(children[$0].digest.description) } ?? .null
    }

    /// A table of children, then a line or two a node.
    var text: String {
        var lines = [image]
        for child in children {
            let platform = child.platform?.description ?? "no platform"
            let features = child.platform?.osFeatures ?? []
            let extra = features.isEmpty ? "" : "  (\(features.joined(separator: ",")))"
            lines.append("  \(child.digest)  \(platform)\(extra)  \(child.size) bytes")
        }
        for (node, choice) in choices {
            lines.append("node \(node)")
            lines.append("  windlass    " + pick(choice.windlass))
            lines.append("  containerd  " + pick(choice.containerd))
            lines.append("  " + choice.words)
        }
        return lines.joined(separator: "\n")
    }

    private func pick(_ index: Int?) -> String {
        guard let index else { return "none" }
        return "\(children[index].digest)  \(children[index].platform?.description ?? "")"
    }
}

extension Descriptor {
    fileprivate var childJSON: JSON {
        .object(
            [JSON.Member(key: "digest", value: .string(digest.description))] + Platform.members(of: platform)
                + [JSON.Member(key: "size", value: .number(String(size)))]
        )
    }
}

extension Platform {
    /// A platform in an object of its manifest; documented in `docs/json.md`.
    static func members(of platform: Platform?) -> [JSON.Member] {
        var members: [JSON.Member] = [
            JSON.Member(key: "os", value: platform.map { .string($0.os) } ?? .null),
            JSON.Member(key: "architecture", value: platform.map { .string($0.architecture) } ?? .null),
        ]
        if let variant = platform?.variant {
            members.append(JSON.Member(key: "variant", value: .string(variant)))
        }
        if let version = platform?.osVersion {
            members.append(JSON.Member(key: "osVersion", value: .string(version)))
        }
        if let features = platform?.osFeatures, !features.isEmpty {
            members.append(JSON.Member(key: "osFeatures", value: .array(features.map(JSON.string))))
        }
        return members
    }
}

extension PlatformChoice {
    /// Why this child, or why none.
    var words: String {
        switch reason {
        case .matched(let count):
            return count == 1 ? "one child matches" : "\(count) children match; the best is taken"
        case .textOrderDiffers(let order):
            return "\(order.count) children match; the newest is \(order.newest ?? "the one without os.version"), but "
                + "containerd compares os.version as text and takes \(order.lastAsText ?? "the one without")"
        case .undeclared:
            return "no child names a platform that matches; one without a platform is taken"
        case .noMatch(let mismatch):
            let hint = mismatch.hint
            return mismatch.words + (hint.isEmpty ? "" : "; " + hint)
        }
    }
}
