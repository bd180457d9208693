import OCI
import Registries

/// In what the plans of two nodes for one image differ.
struct PlanDifference {
    /// An endpoint that only one of the plans has.
    struct OnlyEndpoint {
        var node: Node
        /// Its number in that plan, from 1.
        var number: Int
        var url: String
    }

    /// A value in which one endpoint of both plans differs.
    struct Field {
        /// The endpoint's number in each plan, from 1.
        var numbers: (left: Int, right: Int)
        var url: String
        /// Its name in `explain -o json`, parts joined by dots.
        var name: String
        var left: JSON
        var right: JSON
    }

    let image: ImageReference
    let nodes: (left: Node, right: Node)
    private(set) var fields: [Field] = []
    private(set) var only: [OnlyEndpoint] = []
    private(set) var warnings: [(node: Node, warning: Complaint)] = []

    var isEmpty: Bool { fields.isEmpty && only.isEmpty && warnings.isEmpty }

    /// Compares two plans of one image.
    init(_ left: PullPlan, _ right: PullPlan) {
        image = left.image
        nodes = (left.node, right.node)
        var numbers = (left: 0, right: 0)
        for step in right.endpoints.map(\.url).difference(from: left.endpoints.map(\.url)).steps(
            left.endpoints.count,
            right.endpoints.count
        ) {
            switch step {
            case .left:
                numbers.left += 1
                let url = left.endpoints[numbers.left - 1].url
                only.append(OnlyEndpoint(node: left.node, number: numbers.left, url: url))
            case .right:
                numbers.right += 1
                let url = right.endpoints[numbers.right - 1].url
                only.append(OnlyEndpoint(node: right.node, number: numbers.right, url: url))
            case .both:
                numbers.left += 1
                numbers.right += 1
                compare(left.endpoints[numbers.left - 1], right.endpoints[numbers.right - 1], numbers: numbers)
            }
        }
        warnings =
            left.warnings.filter { !right.warnings.contains($0) }.map { (left.node, $0) }
            + right.warnings.filter { !left.warnings.contains($0) }.map { (right.node, $0) }
    }

    private mutating func compare(_ left: Endpoint, _ right: Endpoint, numbers: (left: Int, right: Int)) {
        let (leftValues, rightValues) = (left.json.leaves, right.json.leaves)
        var names = leftValues.map(\.name)
        names += rightValues.map(\.name).filter { !names.contains($0) }
        for name in names {
            let value = leftValues.first { $0.name == name }?.value ?? .null
            let other = rightValues.first { $0.name == name }?.value ?? .null
            guard value != other else { continue }
            fields.append(Field(numbers: numbers, url: left.url, name: name, left: value, right: other))
        }
    }
}

extension PlanDifference {
    /// One object an image; documented in `docs/json.md`.
    var json: JSON {
        [
            "image": .string(image.description),
            "nodes": [.string(nodes.left.description), .string(nodes.right.description)],
            "same": .bool(isEmpty),
            "differences": .array(
                fields.map { field in
                    [
                        "endpoint": .string(field.url),
                        "numbers": [.number(String(field.numbers.left)), .number(String(field.numbers.right))],
                        "field": .string(field.name),
                        "left": field.left,
                        "right": field.right,
                    ]
                }
            ),
            "only": .array(
                only.map { endpoint in
                    [
                        "node": .string(endpoint.node.description),
                        "number": .number(String(endpoint.number)),
                        "endpoint": .string(endpoint.url),
                    ]
                }
            ),
            "warnings": .array(
                warnings.map { node, warning in
                    ["node": .string(node.description), "warning": warning.json]
                }
            ),
        ]
    }

    /// For a person: `-` before what the first node has, `+` before what the second has.
    var text: String {
        var lines = ["\(image)   \(nodes.left) | \(nodes.right)"]
        if isEmpty { lines.append("  the same for both") }
        func line(_ node: Node, _ text: String) {
            lines.append("  \(node == nodes.left ? "-" : "+") \(node): \(printable(text))")
        }
        for endpoint in only { line(endpoint.node, "endpoint \(endpoint.number), \(endpoint.url)") }
        for field in fields {
            line(nodes.left, "\(field.url) \(field.name): \(field.left.shown)")
            line(nodes.right, "\(field.url) \(field.name): \(field.right.shown)")
        }
        for (node, warning) in warnings { line(node, "warning: \(warning.line)") }
        return lines.joined(separator: "\n")
    }
}

extension JSON {
    /// The values that are no objects, under the names that lead to them.
    fileprivate var leaves: [(name: String, value: JSON)] {
        guard let members = object else { return [("", self)] }
        return members.flatMap { member in
            member.value.leaves.map { ($0.name.isEmpty ? member.key : "\(member.key).\($0.name)", $0.value) }
        }
    }

    fileprivate var shown: String {
        if let string { return string }
        return self == .null ? "none" : serialized()
    }
}

/// Which of two lists has the next element.
enum Step {
    case left, right, both
}

extension CollectionDifference {
    /// The way through both lists, of which these are the lengths.
    func steps(_ leftCount: Int, _ rightCount: Int) -> [Step] {
        let removed = Set(removals.map(\.offset))
        let inserted = Set(insertions.map(\.offset))
        var steps: [Step] = []
        var (left, right) = (0, 0)
        while left < leftCount || right < rightCount {
            if left < leftCount, removed.contains(left) {
                steps.append(.left)
                left += 1
            } else if right < rightCount, inserted.contains(right) {
                steps.append(.right)
                right += 1
            } else {
                steps.append(.both)
                left += 1
                right += 1
            }
        }
        return steps
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
