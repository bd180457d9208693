import NodeConfiguration
import OCI
import Registries

/// In what several nodes' ways to images differ: each beside the first.
struct NodeDifferences {
    private struct Row: Hashable {
        var endpoint: Int?
        var field: String
        var values: [CheckReport.Difference.Value]
        var reason: String
    }

    private let sides: [NodeSide]
    private var rows: [(image: ImageReference, row: Row)] = []
    private let imageCount: Int

    /// Compares the nodes' ways to each image.
    init(_ sides: [NodeSide], images: [ImageReference]) {
        self.sides = sides
        imageCount = images.count
        guard sides.count > 1 else { return }
        for image in images { compare(image) }
    }

    /// What differs for all images alike once, and the rest image by image.
    var report: [CheckReport.Difference] {
        let counts = Dictionary(rows.map { ($0.row, 1) }, uniquingKeysWith: +)
        var told: Set<Row> = []
        return rows.compactMap { image, row in
            let isCommon = imageCount > 1 && counts[row] == imageCount
            if isCommon, !told.insert(row).inserted { return nil }
            return CheckReport.Difference(
                image: isCommon ? nil : image.description,
                endpoint: row.endpoint,
                field: row.field,
                values: row.values,
                reason: row.reason
            )
        }
    }

    private mutating func compare(_ image: ImageReference) {
        let ways = sides.map { $0.way(to: image) }
        let requests = ways.map { way -> [NodeRequest]? in
            if case .requests(let requests) = way { return requests }
            return nil
        }
        guard let first = requests.firstIndex(where: { $0 != nil }), let reference = requests[first] else { return }
        if requests.contains(where: { $0 == nil }) {
            let values = ways.map { way in
                if case .stopped(let reason) = way { return "does not start: \(reason)" }
                return "starts"
            }
            add(
                image,
                nil,
                "containerd",
                values,
                reason: "no image at all is pulled on a node whose containerd does not start"
            )
        }
        var cells: [Cell: [Int: String]] = [:]
        var order: [Cell] = []
        for (index, other) in requests.enumerated() where index != first {
            guard let other else { continue }
            for (cell, value, original) in differences(reference, sides[first], other, sides[index]) {
                if cells[cell] == nil {
                    order.append(cell)
                    cells[cell] = [first: original]
                }
                cells[cell]?[index] = value
            }
        }
        for cell in order {
            let values = sides.indices.map { index in
                requests[index] == nil ? "nothing" : cells[cell]?[index] ?? cells[cell]?[first] ?? "none"
            }
            add(image, cell.endpoint, cell.field, values, reason: reason(for: cell, values))
        }
    }

    private struct Cell: Hashable {
        var endpoint: Int
        var field: String
        /// The URL of an endpoint that the first node does not have; nil for one that it has.
        var extra: String?
    }

    /// What the second node has else, and what the first has there.
    private func differences(
        _ left: [NodeRequest],
        _ leftSide: NodeSide,
        _ right: [NodeRequest],
        _ rightSide: NodeSide
    ) -> [(cell: Cell, value: String, original: String)] {
        var found: [(cell: Cell, value: String, original: String)] = []
        var numbers = (left: 0, right: 0)
        let steps = right.map(\.url).difference(from: left.map(\.url)).steps(left.count, right.count)
        for step in steps {
            switch step {
            case .left:
                numbers.left += 1
                found.append((Cell(endpoint: numbers.left, field: "endpoint"), "none", left[numbers.left - 1].url))
            case .right:
                numbers.right += 1
                let url = right[numbers.right - 1].url
                found.append((Cell(endpoint: numbers.right, field: "endpoint", extra: url), url, "none"))
            case .both:
                numbers.left += 1
                numbers.right += 1
                let (one, two) = (left[numbers.left - 1], right[numbers.right - 1])
                var fields = one.differences(from: two)
                let trust = (leftSide.trust(one), rightSide.trust(two))
                if let mine = trust.0, let theirs = trust.1, mine != theirs, one.authority == two.authority {
                    fields.append(("trusted roots", mine, theirs))
                }
                for field in fields {
                    found.append((Cell(endpoint: numbers.left, field: field.field), field.right, field.left))
                }
            }
        }
        return found
    }

    private mutating func add(
        _ image: ImageReference,
        _ endpoint: Int?,
        _ field: String,
        _ values: [String],
        reason: String
    ) {
        let named = zip(sides, values).map { side, value in
            CheckReport.Difference.Value(node: side.node.description, value: printable(value))
        }
        rows.append((image, Row(endpoint: endpoint, field: field, values: named, reason: reason)))
    }

    private func reason(for cell: Cell, _ values: [String]) -> String {
        if cell.field == "trusted roots" {
            return "on Windows before containerd 2.3 a CA takes the place of the system's roots"
        }
        if cell.field == "endpoint", values.contains(where: { $0.contains("://127.0.0.1:") }) {
            return "the embedded registry runs on Linux nodes alone"
        }
        let isAffected = sides.contains { $0.basis == .service && $0.target.needsReducedRegistries }
        guard isAffected else { return "" }
        return switch cell.field {
        case "credential", "ca", "client certificate", "verification", "trusted roots":
            "the service's template for Windows puts configs into the wrong tables (rancher/rke2#7103)"
        default: "the service's template for Windows still writes containerd's old mirrors"
        }
    }
}
