package import OCI

extension CheckReport {
    /// The report as `-o json` prints it; documented in `docs/json.md`.
    package var json: JSON {
        [
            "machine": .string(machine),
            "time": .string(time),
            "version": .string(version),
            "registries": JSON(registries),
            "nodes": .array(nodes.map(JSON.string)),
            "stages": .array(stages.map(\.json)),
            "findings": .array(findings.map(\.json)),
            "differences": .array(differences.map(\.json)),
            "unknowns": .array(unknowns.map(\.json)),
            "images": .array(images.map(\.json)),
            "hosts": .array(hosts.map(\.json)),
        ]
    }

    /// The hosts alone, as `--hosts-only -o json` prints them.
    package var hostsJSON: JSON { ["hosts": .array(hosts.map(\.json))] }
}

extension CheckReport.Stage {
    fileprivate var json: JSON {
        [
            "stage": .string(name), "status": .string(status.rawValue), "seconds": JSON(seconds: seconds),
            "summary": .string(summary), "detail": detail,
        ]
    }
}

extension CheckReport.Finding {
    fileprivate var json: JSON {
        [
            "code": .string(code), "severity": .string(severity.rawValue), "stage": .string(stage),
            "endpoint": JSON(endpoint), "image": JSON(image), "node": JSON(node),
            "cause": .string(cause), "evidence": evidence, "fix": .string(fix), "root": JSON(root),
        ]
    }
}

extension CheckReport.Difference {
    fileprivate var json: JSON {
        [
            "image": JSON(image), "endpoint": JSON(endpoint), "field": .string(field),
            "values": .array(values.map { ["node": .string($0.node), "value": .string($0.value)] }),
            "reason": .string(reason),
        ]
    }
}

extension CheckReport.Unknown {
    fileprivate var json: JSON {
        ["node": .string(node), "subject": .string(subject), "command": .string(command)]
    }
}

extension CheckReport.Image {
    fileprivate var json: JSON {
        [
            "image": .string(name), "digest": JSON(digest), "availableAt": JSON(availableAt),
            "endpoints": .array(endpoints.map(\.json)), "choices": .array(choices.map(\.json)),
        ]
    }
}

extension CheckReport.Endpoint {
    fileprivate var json: JSON {
        [
            "number": JSON(number), "url": .string(url), "default": .bool(isDefault),
            "stages": .array(stages.map(\.json)),
        ]
    }
}

extension CheckReport.Choice {
    fileprivate var json: JSON {
        [
            "node": .string(node), "digest": JSON(digest), "containerd": JSON(containerd),
            "platform": JSON(platform), "reason": .string(reason),
        ]
    }
}

extension CheckReport.Host {
    fileprivate var json: JSON {
        [
            "address": .string(address), "uses": .array(uses.map(JSON.string)), "scheme": .string(scheme),
            "status": .string(status.rawValue), "summary": .string(summary),
        ]
    }
}

extension JSON {
    fileprivate init(_ text: String?) { self = text.map(JSON.string) ?? .null }

    fileprivate init(_ number: Int?) { self = number.map { .number(String($0)) } ?? .null }

    /// To the millionth: what is finer is the clock's noise.
    fileprivate init(seconds: Double) {
        let rounded = (seconds * 1e6).rounded() / 1e6
        self = .number(rounded.isFinite ? String(max(0, rounded)) : "0")
    }
}
