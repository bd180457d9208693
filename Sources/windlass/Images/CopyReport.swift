import ImageTransfer
import NodeCommands
import OCI

/// What `copy` says in the end.
struct CopyReport: Sendable {
    var source: String
    var destination: String
    var outcome: CopyOutcome
    var isDryRun: Bool

    /// The result on stdout, what has to be known besides on stderr.
    func print(_ format: OutputFormat) {
        say(format)
        if format == .json { Output.data(json) }
    }

    /// What a person reads.
    func say(_ format: OutputFormat) {
        if let error = outcome.error {
            for line in error.lines(about: "\(source) to \(destination)") { Output.talk(printable(line)) }
        } else {
            notes.forEach { Output.talk(printable($0)) }
            if format == .text { Output.data(printable(line)) }
        }
    }

    var line: String {
        let bytes = byteCount(outcome.bytesCopied)
        let name = "\(source) -> \(destination)"
        if outcome.isUnchanged { return "\(name) \(outcome.digest?.description ?? ""): unchanged" }
        if isDryRun {
            return "\(name): would copy \(outcome.blobsCopied) blobs, \(bytes); \(outcome.blobsSkipped) are there"
        }
        let blobs =
            "blobs \(outcome.blobsCopied) copied, \(outcome.blobsMounted) mounted, \(outcome.blobsSkipped) skipped"
        return "\(name) \(outcome.digest?.description ?? ""): manifests \(outcome.manifests), \(blobs), \(bytes), "
            + "\(decimal(outcome.duration.inSeconds)) s"
    }

    var notes: [String] {
        var notes: [String] = []
        if let old = outcome.sourceDigest, let new = outcome.digest, old != new {
            notes.append("note: the digest changes, from \(old) to \(new): signatures of the old one do not hold")
        }
        if let original = outcome.original {
            notes.append("note: the original index is kept in \(original), which refers to the copy")
        }
        for pattern in outcome.unmatched { notes.append("warning: nothing of the image fits --platform \(pattern)") }
        if !outcome.foreignLayers.isEmpty {
            let hosts = Set(outcome.foreignLayers.flatMap(\.urls).map(host)).sorted().joined(separator: ", ")
            notes.append(
                "warning: \(outcome.foreignLayers.count) foreign layers: the copy has their bytes, but containerd "
                    + "dials \(hosts.isEmpty ? "their urls" : hosts) first, and fails where it cannot; "
                    + "--rewrite-foreign makes ordinary layers of them"
            )
        }
        if !outcome.foreignLeftOut.isEmpty {
            notes.append(
                "warning: the source has not the bytes of \(outcome.foreignLeftOut.count) of them, so the copy has not either"
            )
        }
        return notes
    }

    private func host(_ url: String) -> String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return String(rest.prefix { $0 != "/" })
    }

    /// The object of `copy -o json`; documented in `docs/json.md`.
    var json: JSON {
        func text(_ digest: Digest?) -> JSON { digest.map { .string($0.description) } ?? .null }
        func number(_ value: some BinaryInteger) -> JSON { .number(String(value)) }
        return [
            "source": .string(source),
            "destination": .string(destination),
            "dryRun": .bool(isDryRun),
            "sourceDigest": text(outcome.sourceDigest),
            "digest": text(outcome.digest),
            "unchanged": .bool(outcome.isUnchanged),
            "original": text(outcome.original),
            "platforms": .array(outcome.platforms.map { .string($0.description) }),
            "unmatched": .array(outcome.unmatched.map(JSON.string)),
            "manifests": number(outcome.manifests),
            "referrers": number(outcome.referrers),
            "blobsCopied": number(outcome.blobsCopied),
            "blobsMounted": number(outcome.blobsMounted),
            "blobsSkipped": number(outcome.blobsSkipped),
            "bytesCopied": number(outcome.bytesCopied),
            "foreignLayers": .array(
                outcome.foreignLayers.map {
                    ["digest": .string($0.digest.description), "urls": .array($0.urls.map(JSON.string))]
                }
            ),
            "seconds": .number(decimal(outcome.duration.inSeconds)),
            "foreignLeftOut": .array(outcome.foreignLeftOut.map { .string($0.digest.description) }),
            "error": outcome.error.map { $0.json() } ?? .null,
        ]
    }
}
