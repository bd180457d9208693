import ImageTransfer
import NodeCommands
import OCI

/// What `sync` says in the end.
struct SyncReport: Sendable {
    var work: SyncWork
    var images: [SyncedImage]
    var isDryRun: Bool
    var shard: Shard?
    var duration: Duration
    var verification: VerificationReport?

    var exit: ProgramExit {
        let results = images.map(\.outcome.error) + work.failures.map(\.error)
        let own = ProgramExit(of: results)
        guard own == .success, let verification else { return own }
        return verification.exit
    }

    /// A line for an image that ended; why one failed on stderr.
    static func show(_ image: SyncedImage, isDryRun: Bool, format: OutputFormat) {
        let report = CopyReport(image, isDryRun: isDryRun)
        if let error = image.outcome.error {
            error.lines(about: "\(report.source) to \(report.destination)").forEach { Output.talk(printable($0)) }
        } else if format == .text {
            Output.data(printable(report.line))
        }
    }

    /// What is to be said once all have ended.
    func print(_ format: OutputFormat) {
        for (repository, error) in work.failures {
            error.lines(about: repository).forEach { Output.talk(printable($0)) }
        }
        let foreign = images.filter { !$0.outcome.foreignLayers.isEmpty }
        if let first = foreign.first {
            Output.talk(
                printable(
                    "warning: \(foreign.count) images have foreign layers, such as \(first.image): nodes dial their urls "
                        + "first; rewrite_foreign in a plan makes ordinary layers of them"
                )
            )
        }
        switch format {
        case .json: Output.data(json)
        case .text: Output.data(table)
        }
    }

    private var total: CopyOutcome {
        images.reduce(into: CopyOutcome()) { total, image in
            total.blobsCopied += image.outcome.blobsCopied
            total.blobsMounted += image.outcome.blobsMounted
            total.blobsSkipped += image.outcome.blobsSkipped
            total.bytesCopied += image.outcome.bytesCopied
        }
    }

    private var failed: Int { images.count { $0.outcome.error != nil } + work.failures.count }
    private var unchanged: Int { images.count { $0.outcome.error == nil && $0.outcome.isUnchanged } }
    private var copied: Int { images.count { $0.outcome.error == nil && !$0.outcome.isUnchanged } }

    private var table: String {
        let total = total
        let numbers = [
            images.count + work.failures.count, copied, unchanged, failed, total.blobsCopied, total.blobsMounted,
            total.blobsSkipped,
        ]
        return textTable([
            [
                "IMAGES", isDryRun ? "TO COPY" : "COPIED", "UNCHANGED", "FAILED", "BLOBS", "MOUNTED", "SKIPPED",
                "BYTES",
                "SECONDS",
            ],
            numbers.map(String.init) + [byteCount(total.bytesCopied), decimal(duration.inSeconds)],
        ])
    }

    /// The object of `sync -o json` and `--report`; documented in `docs/json.md`.
    var json: JSON {
        let total = total
        func number(_ value: some BinaryInteger) -> JSON { .number(String(value)) }
        var rows = images.map { JSON.object(CopyReport($0, isDryRun: isDryRun).members(status: status(of: $0))) }
        rows += work.failures.map { repository, error in
            ["source": .string(repository), "destination": .null, "status": "failed", "error": error.json()]
        }
        return [
            "dryRun": .bool(isDryRun),
            "shard": shard.map { .string("\($0.number)/\($0.count)") } ?? .null,
            "summary": [
                "images": number(images.count + work.failures.count),
                "copied": number(copied),
                "unchanged": number(unchanged),
                "failed": number(failed),
                "blobsCopied": number(total.blobsCopied),
                "blobsMounted": number(total.blobsMounted),
                "blobsSkipped": number(total.blobsSkipped),
                "bytesCopied": number(total.bytesCopied),
                "seconds": .number(decimal(duration.inSeconds)),
            ],
            "images": .array(rows),
            "verification": verification?.json ?? .null,
        ]
    }

    private func status(of image: SyncedImage) -> String {
        if image.outcome.error != nil { return "failed" }
        if image.outcome.isUnchanged { return "unchanged" }
        return isDryRun ? "would-copy" : "copied"
    }
}

extension CopyReport {
    fileprivate init(_ image: SyncedImage, isDryRun: Bool) {
        self.init(
            source: image.image.description,
            destination: image.target?.description ?? "nowhere",
            outcome: image.outcome,
            isDryRun: isDryRun
        )
    }

    fileprivate func members(status: String) -> [JSON.Member] {
        [JSON.Member(key: "status", value: .string(status))] + (json.object ?? [])
    }
}
