import Demonstration
import NodeConfiguration
import OCI

/// The demo as its reader sees it.
struct DemonstrationWords {
    private let report: DemonstrationReport
    private let server: DetachedRegistry?

    init(_ report: DemonstrationReport, server: DetachedRegistry?) {
        self.report = report
        self.server = server
    }

    var text: String {
        [opening, file, table, broken, next].joined(separator: "\n\n")
    }

    private var opening: String {
        """
        One registries.yaml, the same image on a Linux node and on three Windows nodes.

        A private registry was started here, at \(report.registryURL): a CA of its own, one user with a password,
        Linux and Windows images in it. Nothing left this machine.
        """
    }

    private var file: String {
        "1. The file that an operator writes, once:\n\n" + indented(report.registriesYAML.trimmingEnd)
    }

    private var table: String {
        let header = ["NODE", "IMAGE", "ENDPOINT", "OS.VERSION", "DIGEST", "RESULT"]
        let rows = report.rows.map { row in
            [
                row.node, shortened(row.image), row.endpoint == nil ? "-" : host, row.osVersion ?? "-",
                row.digest.map { String($0.hex.prefix(12)) } ?? "-", result(row),
            ]
        }
        var lines = Self.columns([header] + rows)
        if let foreign = report.rows.first(where: \.hasForeignLayer) {
            lines += [
                "",
                "* The base layer of \(shortened(foreign.image)) names a URL of its own, as Windows images from before June 2023",
                "  do. containerd dials that URL first; Windlass takes the registry's copy, which is verified all the same.",
            ]
        }
        let title = "2. The same pull on every node, each choosing as containerd on that host does:"
        return "\(title)\n\n" + indented(lines.joined(separator: "\n"))
    }

    private func result(_ row: DemonstrationReport.Row) -> String {
        if let error = row.error { return "failed: \(error)" }
        let reused = row.bytesReused > 0 ? " + \(byteCount(row.bytesReused)) shared" : ""
        return "verified, \(byteCount(row.bytesDownloaded))\(reused)\(row.hasForeignLayer ? " *" : "")"
    }

    /// As the pod names it.
    private func shortened(_ image: String) -> String {
        image.hasPrefix("docker.io/") ? String(image.dropFirst("docker.io/".count)) : image
    }

    private var broken: String {
        let lines = report.brokenTables.map { ($0.isFault ? "> " : "  ") + $0.text }
        let answers = report.brokenPulls.map { pull in
            [pull.status.map(String.init), pull.error].compactMap(\.self).joined(separator: " ")
        }
        return """
            3. The same file as RKE2 \(BrokenWindowsTemplate.lastVersion) wrote it for a Windows node (rancher/rke2#7103, mended in \
            \(BrokenWindowsTemplate.firstMendedVersion)):

            \(indented(lines.joined(separator: "\n")))

              The lines marked > speak of a registry called "auth" and of one called "tls". containerd looks for
              registry.configs."\(host)".auth and .tls, and finds neither. The same pull, made here without them:

                without CA and password:           \(answers.first ?? "")
                the CA imported by hand, as then:  \(answers.last ?? "")

              On Linux nodes another template wrote the right tables, so there the same file worked.
            """
    }

    private var host: String { String(report.registryURL.dropFirst("https://".count)) }

    private var next: String {
        var lines = ["4. Three commands to try next:", ""]
        lines += nextCommands.map { "  " + $0 }
        if let server {
            lines += [
                "",
                "The registry goes on at \(report.registryURL) (log: \(server.log)). To stop it and remove everything:",
                "",
                "  kill \(server.process); rm -r \(quoted(report.files.directory))",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// With the registry still there, on its images; otherwise on how to keep it.
    var nextCommands: [String] {
        let program = quoted(CommandLine.arguments.first ?? "windlass")
        guard server != nil else {
            return [
                "\(program) demo --keep windlass-demo      the same, and the registry goes on",
                "\(program) explain busybox                where a node of yours looks for an image, and why",
                "\(program) serve --storage DIR            a registry of your own",
            ]
        }
        let registries = "--registries \(quoted(report.files.registries))"
        return [
            "\(program) explain \(registries) --node windows/amd64:10.0.20348 shop/hello:1.0",
            "\(program) platforms \(registries) --node windows/amd64:10.0.26200 shop/hello:1.0",
            "\(program) pull \(registries) --node windows/amd64:10.0.17763 shop/web:1.0 --to oci:web",
        ]
    }

    /// As a shell takes it for one word.
    private func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_./:@".utf8.contains(byte)
        }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
    }

    private static func columns(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension String {
    fileprivate var trimmingEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}

extension DemonstrationReport {
    /// Documented in `docs/json.md`.
    func json(server: DetachedRegistry?) -> JSON {
        [
            "registry": .string(registryURL),
            "registriesYAML": .string(registriesYAML),
            "pulls": .array(rows.map(\.json)),
            "brokenTemplate": [
                "version": .string(BrokenWindowsTemplate.lastVersion),
                "lines": .array(brokenTables.map { ["text": .string($0.text), "fault": .bool($0.isFault)] }),
                "pulls": .array(brokenPulls.map(\.json)),
            ],
            "kept": server.map { ["directory": .string(files.directory), "process": .number(String($0.process))] }
                ?? .null,
            "next": .array(DemonstrationWords(self, server: server).nextCommands.map(JSON.string)),
        ]
    }
}

extension DemonstrationReport.Row {
    fileprivate var json: JSON {
        [
            "node": .string(node),
            "image": .string(image),
            "endpoint": endpoint.map(JSON.string) ?? .null,
            "osVersion": osVersion.map(JSON.string) ?? .null,
            "digest": digest.map { .string($0.description) } ?? .null,
            "bytesDownloaded": .number(String(bytesDownloaded)),
            "bytesReused": .number(String(bytesReused)),
            "result": .string(error == nil ? "verified" : "failed"),
            "error": error.map(JSON.string) ?? .null,
            "status": status.map { .number(String($0)) } ?? .null,
        ]
    }
}
