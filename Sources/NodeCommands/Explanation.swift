package import OCI
package import Registries

/// A plan to be shown.
struct Explanation {
    let plan: PullPlan
    /// About certificate files on this machine.
    let fileWarnings: [Complaint]

    var warnings: [Complaint] { plan.warnings + fileWarnings }
}

extension Explanation {
    /// One object an image; documented in `docs/json.md`.
    var json: JSON {
        [
            "image": .string(plan.image.description),
            "as": .string(plan.flavour.rawValue),
            "node": .string(plan.node.description),
            "endpoints": .array(plan.endpoints.map(\.json)),
            "warnings": .array(warnings.map(\.json)),
        ]
    }
}

extension Endpoint {
    var json: JSON {
        var members: [(String, JSON)] = [
            ("url", .string(url)),
            ("host", .string(host)),
            ("default", .bool(isDefault)),
            ("ns", namespace.json),
            ("repository", .string(repository)),
            ("reference", .string(reference)),
            ("manifestURL", .string(manifestURL)),
            ("authKind", .string(authKind.rawValue)),
        ]
        if authKind == .basic, let auth {
            members.append(("username", .string(auth.username)))
        }
        members.append(("tls", tls?.json ?? .null))
        if httpsFirst {
            members.append(("httpsFirst", .bool(true)))
        }
        members.append(("why", why.json))
        return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
    }
}

extension Endpoint.Why {
    fileprivate var json: JSON {
        [
            "mirrorKey": mirrorKey.json,
            "rewrite": rewrite?.json ?? .null,
            "authKey": authKey.json,
            "tlsKey": tlsKey.json,
        ]
    }
}

extension AppliedRewrite {
    fileprivate var json: JSON {
        [
            "pattern": .string(pattern),
            "replacement": .string(replacement),
            "from": .string(from),
            "to": .string(to),
        ]
    }
}

extension TLSSettings {
    fileprivate var json: JSON {
        var members = [("caFile", caFile), ("certFile", certFile), ("keyFile", keyFile)].compactMap { key, path in
            path.map { JSON.Member(key: key, value: .string($0)) }
        }
        if insecureSkipVerify {
            members.append(JSON.Member(key: "insecureSkipVerify", value: .bool(true)))
        }
        return .object(members)
    }
}

extension Complaint {
    /// `{"code","message","line"?,"column"?}`
    package var json: JSON {
        var members = [
            JSON.Member(key: "code", value: .string(code.rawValue)),
            JSON.Member(key: "message", value: .string(words)),
        ]
        if let position {
            members.append(JSON.Member(key: "line", value: .number(String(position.line))))
            members.append(JSON.Member(key: "column", value: .number(String(position.column))))
        }
        return .object(members)
    }
}

extension Optional<String> {
    fileprivate var json: JSON { map(JSON.string) ?? .null }
}
