import ImageTransfer
import NodeCommands
import OCI
import RegistryClient

extension PullOutcome {
    /// One object of `pull -o json`; documented in `docs/json.md`.
    var json: JSON {
        var members: [(String, JSON)] = [
            ("image", .string(image.description)),
            ("indexDigest", indexDigest.map { .string($0.description) } ?? .null),
            ("digest", digest.map { .string($0.description) } ?? .null),
            ("platform", .string(platform)),
            ("endpoint", endpoint.map(JSON.string) ?? .null),
            ("layers", .number(String(layers))),
            ("bytesDownloaded", .number(String(bytesDownloaded))),
            ("bytesReused", .number(String(bytesReused))),
            ("seconds", .number(decimal(duration.inSeconds))),
        ]
        if let other = containerdChoice {
            members.append(("containerdDigest", .string(other.digest.description)))
        }
        members.append(("error", error.map { $0.json(at: endpoint) } ?? .null))
        return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
    }

    /// Where containerd on the same host would end up with another child.
    var choiceNote: String? {
        containerdChoice.map { other in
            "note: \(image): the newest child is taken; containerd on that host compares os.version as text and takes "
                + "\(other.digest) (\(other.platform?.description ?? "no platform"))"
        }
    }

    /// `docker.io/library/busybox:latest linux/amd64 sha256:... 3 layers, 2.1 MiB in 0.4 s from https://...`
    var successLine: String {
        let what = "\(image) \(platform) \(digest?.description ?? "") \(layers) layer\(layers == 1 ? "" : "s"), "
        // Of a pull that asked for it, the endpoint is known.
        guard let endpoint else { return what + "\(byteCount(bytesReused)), was there" }
        let amount = "\(byteCount(bytesDownloaded)) fetched, \(byteCount(bytesReused)) reused"
        return what + "\(amount), \(decimal(duration.inSeconds)) s, from \(endpoint)"
    }

    /// What failed, every endpoint tried and what to do.
    func failureLines(_ error: TransferError) -> [String] { error.lines(about: "\(image) (\(platform))") }
}

extension TransferError {
    /// The error of one image in `-o json`; documented in `docs/json.md`.
    func json(at place: String? = nil) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member(key: "code", value: .string(code)),
            JSON.Member(key: "stage", value: .string(stage)),
            JSON.Member(key: "endpoint", value: (endpoint ?? place).map(JSON.string) ?? .null),
        ]
        if let status {
            members.append(JSON.Member(key: "status", value: .number(String(status))))
        }
        if let registryCode {
            members.append(JSON.Member(key: "registryCode", value: .string(registryCode)))
        }
        members += [
            JSON.Member(key: "message", value: .string(message)),
            JSON.Member(key: "hint", value: .string(hint)),
            JSON.Member(key: "attempts", value: .array(attempts.map(\.json))),
        ]
        return .object(members)
    }

    /// What failed, every endpoint tried and what to do.
    func lines(about subject: String) -> [String] {
        var lines = ["error: \(subject): \(message) [\(code)]"]
        for attempt in attempts {
            lines.append("  tried " + attempt.line)
        }
        if !hint.isEmpty {
            lines.append("  " + hint)
        }
        return lines
    }
}

extension Attempt {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member(key: "endpoint", value: .string(endpoint)),
            JSON.Member(key: "url", value: .string(url)),
        ]
        if let status {
            members.append(JSON.Member(key: "status", value: .number(String(status))))
        }
        members.append(JSON.Member(key: "code", value: code.map { .string($0.rawValue) } ?? .null))
        if let detail {
            members.append(JSON.Member(key: "detail", value: .string(detail)))
        }
        members.append(JSON.Member(key: "seconds", value: .number(decimal(seconds))))
        return .object(members)
    }

    /// `https://.../manifests/latest: 404 not-found (0.012 s)`
    var line: String {
        let result = [status.map(String.init), code?.rawValue, detail].compactMap(\.self).joined(separator: " ")
        return "\(url): \(result.isEmpty ? "ok" : result) (\(decimal(seconds)) s)"
    }
}

/// Seconds with three decimals, whatever the locale.
func decimal(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
}

extension ProgramExit {
    /// As ``init(of:)-([TransferError?])``.
    init(of outcomes: [PullOutcome]) {
        self.init(of: outcomes.map(\.error))
    }

    /// 0 when all went well, the error's own code when all failed alike, 11 when only some did.
    init(of results: [TransferError?]) {
        self.init(ofEach: results.map { $0?.exit ?? .success })
    }

    /// As ``init(of:)-([TransferError?])``, of things that ended with these codes each.
    init(ofEach exits: [ProgramExit]) {
        let failures = exits.filter { $0 != .success }
        guard let first = failures.first else {
            self = .success
            return
        }
        if failures.count < exits.count {
            self = .partlyDone
        } else {
            self = failures.allSatisfy { $0 == first } ? first : .findings
        }
    }
}
