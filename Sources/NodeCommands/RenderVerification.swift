import NodeConfiguration
import OCI
import Registries

/// The plan for some images beside what each node's files lead to.
struct RenderVerification {
    /// A node with its files.
    struct Side {
        var rendering: NodeRendering
        var planner: Planner
        var target: RenderTarget

        var name: String { target.system.rawValue }
    }

    /// What differs at one place of a plan.
    struct Difference {
        var endpoint: Int
        var field: String
        /// By registries.yaml.
        var planned: String
        /// By the files.
        var found: String
    }

    /// One image.
    struct Image {
        var image: ImageReference
        /// The requests that registries.yaml asks for, on each node.
        var planned: [(side: String, requests: [NodeRequest])]
        /// What the files of each node do else.
        var differences: [(side: String, differences: [Difference])]
        /// What the plan of the first node has and that of the others has not.
        var betweenNodes: [Difference]

        var isSame: Bool { differences.allSatisfy(\.differences.isEmpty) && betweenNodes.isEmpty }
    }

    let images: [Image]

    var isSame: Bool { images.allSatisfy(\.isSame) }

    init(sides: [Side], images: [ImageReference]) {
        let nodes = sides.map { NodeFilesPlan($0.rendering, planner: $0.planner, target: $0.target) }
        self.images = images.map { image in
            let planned = sides.map { side in
                (side: side.name, requests: side.planner.plan(for: image).endpoints.map { NodeRequest($0) })
            }
            let differences = zip(nodes, planned).map { node, plan in
                (side: plan.side, differences: Self.compare(plan.requests, node.requests(for: image)))
            }
            let between = planned.count == 2 ? Self.compare(planned[0].requests, planned[1].requests) : []
            return Image(image: image, planned: planned, differences: differences, betweenNodes: between)
        }
    }

    /// In what requests that were found differ from those that a plan wants, each from the one in its place.
    static func compare(_ planned: [NodeRequest], _ found: [NodeRequest]) -> [Difference] {
        (0..<max(planned.count, found.count)).flatMap { index -> [Difference] in
            guard index < planned.count else {
                let difference = Difference(endpoint: index + 1, field: "url", planned: "none", found: found[index].url)
                return [difference]
            }
            guard index < found.count else {
                let url = planned[index].url
                return [Difference(endpoint: index + 1, field: "url", planned: url, found: "none")]
            }
            return planned[index].differences(from: found[index]).map {
                Difference(endpoint: index + 1, field: $0.field, planned: $0.left, found: $0.right)
            }
        }
    }
}

extension RenderVerification {
    /// For a person: the requests once, then what differs.
    var text: String {
        images.map { image in
            var lines = [image.image.description]
            for (index, request) in (image.planned.first?.requests ?? []).enumerated() {
                lines.append("  \(index + 1). \(request.facts)")
            }
            if image.planned.first?.requests.isEmpty == true { lines.append("  no endpoint") }
            for (side, differences) in image.differences {
                lines.append(
                    "  " + side.padded(to: 8) + (differences.isEmpty ? "the files lead to this plan" : "differs")
                )
                for difference in differences {
                    lines.append(
                        "    \(difference.endpoint). \(difference.field): planned \(difference.planned), "
                            + "by the files \(difference.found)"
                    )
                }
            }
            for difference in image.betweenNodes {
                lines.append(
                    "  the plans differ at \(difference.endpoint). \(difference.field): "
                        + "\(image.planned[0].side) \(difference.planned), \(image.planned[1].side) \(difference.found)"
                )
            }
            return lines.map(printable).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Documented in `docs/json.md`.
    var json: JSON {
        .array(
            images.map { image in
                [
                    "image": .string(image.image.description),
                    "same": .bool(image.isSame),
                    "plan": .array((image.planned.first?.requests ?? []).map(\.json)),
                    "nodes": .array(
                        image.differences.map { side, differences in
                            [
                                "os": .string(side),
                                "same": .bool(differences.isEmpty),
                                "differences": .array(differences.map(\.json)),
                            ]
                        }
                    ),
                    "betweenNodes": .array(image.betweenNodes.map(\.json)),
                ]
            }
        )
    }
}

extension RenderVerification.Difference {
    var json: JSON {
        [
            "endpoint": .number(String(endpoint)),
            "field": .string(field),
            "planned": .string(planned),
            "found": .string(found),
        ]
    }
}

extension NodeRequest {
    fileprivate var facts: String {
        var parts = [url + (namespace.map { "?ns=" + $0 } ?? "")]
        if credential != "none" { parts.append(credential) }
        if let authority { parts.append("ca \(authority)") }
        if let client { parts.append("client certificate \(client)") }
        if skipVerify { parts.append("not verified") }
        return parts.joined(separator: ", ")
    }

    fileprivate var json: JSON {
        [
            "url": .string(url),
            "ns": namespace.map(JSON.string) ?? .null,
            "credential": .string(credential),
            "ca": authority.map(JSON.string) ?? .null,
            "client": client.map(JSON.string) ?? .null,
            "verified": .bool(!skipVerify),
        ]
    }
}

extension Output {
    static func data(_ verification: RenderVerification, as format: OutputFormat) {
        if format == .json {
            data(verification.json)
        } else {
            data(verification.text)
        }
    }
}
