package import OCI

extension ClusterReport {
    /// As `--merge -o json` prints it; documented in `docs/json.md`.
    package var json: JSON {
        [
            "nodes": .array(nodes.map { json(of: $0) }),
            "registries": .array(registries.map(JSON.string)),
            "differences": .array(differences.map { json(of: $0) }),
            "findings": .array(findings.map { json(of: $0) }),
            "unreadable": .array(unreadable.map { ["file": .string($0.file), "reason": .string($0.reason)] }),
            "superseded": .array(
                superseded.map { ["machine": .string($0.machine), "time": .string($0.time), "by": .string($0.by)] }
            ),
        ]
    }

    private func json(of node: Node) -> JSON {
        let cells = node.cells.sorted { $0.key < $1.key }.map { registry, cell -> JSON in
            [
                "registry": .string(registry), "status": .string(cell.status.rawValue), "stage": text(cell.stage),
                "code": text(cell.code), "failed": number(cell.failed), "endpoints": number(cell.endpoints),
            ]
        }
        return [
            "machine": .string(node.machine), "time": .string(node.time), "version": .string(node.version),
            "images": number(node.images), "available": number(node.available), "errors": number(node.errors),
            "registries": .array(cells),
        ]
    }

    private func json(of difference: Difference) -> JSON {
        let groups = difference.groups.map { group -> JSON in
            [
                "status": text(group.status?.rawValue), "stage": text(group.stage), "code": text(group.code),
                "nodes": .array(group.nodes.map(JSON.string)),
            ]
        }
        return [
            "registry": .string(difference.registry), "total": number(difference.total), "groups": .array(groups),
        ]
    }

    private func json(of finding: Finding) -> JSON {
        [
            "code": .string(finding.code), "severity": .string(finding.severity.rawValue),
            "registry": text(finding.registry), "root": text(finding.root), "cause": .string(finding.cause),
            "fix": .string(finding.fix), "nodes": .array(finding.nodes.map(JSON.string)),
        ]
    }

    private func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

    private func number(_ number: Int) -> JSON { .number(String(number)) }
}
