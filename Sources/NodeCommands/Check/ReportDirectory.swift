import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A directory with the reports of many machines, one `*.json` each.
package struct ReportDirectory {
    /// Where it is.
    package var path: String

    /// A directory, be it there or not.
    package init(_ path: String) {
        self.path = path
    }

    /// How many bytes a report may have.
    static let largestReport = 16 << 20
    /// How many reports are read.
    static let largestCount = 5_000

    /// Writes a report in one step, named after its machine; the directory is made where it is not there.
    ///
    /// - Returns: The path of the file.
    /// - Throws: exit code 10 with `disk-full` or `not-writable`.
    package func write(_ report: CheckReport) throws(CommandFailure) -> String {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(.disk, code: "not-writable", "\(path) cannot be made")
        }
        let file = path + "/" + reportFileName(of: report.machine)
        try writeAtomically(report.json.bytes(indent: 2) + [0x0A], to: file, isSecret: false)
        return file
    }

    /// The cluster of all reports that are there; what could not be read is in it with the reason.
    ///
    /// - Throws: exit code 12 with `reports-not-found`, `reports-unreadable` or `reports-too-many`.
    package func cluster() throws(CommandFailure) -> ClusterReport {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw CommandFailure(
                .invalidConfiguration,
                code: exists ? "reports-unreadable" : "reports-not-found",
                exists ? "\(path) cannot be read as a directory" : "\(path) does not exist"
            )
        }
        let files = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
        guard !files.isEmpty else {
            throw CommandFailure(.invalidConfiguration, code: "reports-not-found", "\(path) has no *.json")
        }
        guard files.count <= Self.largestCount else {
            throw CommandFailure(
                .invalidConfiguration,
                code: "reports-too-many",
                "\(path) has \(files.count) files *.json; \(Self.largestCount) can be merged at once"
            )
        }
        var cluster = ClusterReport()
        for file in files {
            switch read(file) {
            case .success(let report): cluster.add(report)
            case .failure(let reason): cluster.add(unreadable: file, reason.words)
            }
        }
        cluster.finish()
        return cluster
    }

    private struct Reason: Error {
        var words: String

        init(_ words: String) {
            self.words = words
        }
    }

    private func read(_ name: String) -> Result<CheckReport, Reason> {
        // A link is followed within the directory alone, as a mounted ConfigMap has them: what it leads to elsewhere
        // is not the reports' sender's to show.
        let directory = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let file = URL(filePath: path + "/" + name).resolvingSymlinksInPath()
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        guard file.path(percentEncoded: false).hasPrefix(prefix) else {
            return .failure(Reason("a link that leads out of the directory"))
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false))
        guard let attributes else { return .failure(Reason("it cannot be read")) }
        guard attributes[.type] as? FileAttributeType == .typeRegular else { return .failure(Reason("it is no file")) }
        let tooLarge = Reason("it has more than \(Self.largestReport >> 20) MiB")
        guard (attributes[.size] as? Int).map({ $0 <= Self.largestReport }) ?? true else { return .failure(tooLarge) }
        guard let data = try? Data(contentsOf: file) else { return .failure(Reason("it cannot be read")) }
        guard data.count <= Self.largestReport else { return .failure(tooLarge) }
        do {
            // Windows PowerShell writes UTF-16 where a log is redirected into a file.
            let text = (try? ConfigurationText.decode(Array(data)))?.utf8 ?? Array(data)
            return .success(try CheckReport(json: try JSON(parsing: text)))
        } catch let error as ReportError {
            return .failure(Reason("no report of a check: " + error.words))
        } catch let error as OCIError {
            return .failure(Reason("no JSON: " + (error.detail ?? error.code.rawValue)))
        } catch {
            return .failure(Reason("it cannot be read"))
        }
    }
}
