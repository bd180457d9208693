import Foundation

extension Containerd {
    var socket: String { directory("socket") }

    /// `pull --to containerd`, unpacking where this containerd can.
    func command(_ images: [String], by registries: String, _ options: [String] = []) throws -> [String] {
        let file = try directory.write(registries, to: "registries.yaml")
        let place = ["--to", "containerd", "--address", socket, "--snapshotter", "native", "--registries", file]
        return ["pull"] + images + place + ["-o", "json", "--quiet"] + options
    }

    func pull(
        _ images: [String],
        by registries: String,
        _ options: [String] = []
    ) async throws -> ChildProcess.Ending {
        try await Windlass.run(try command(images, by: registries, options))
    }

    /// The rows that `ctr` prints, without ages, labels in order.
    func table(_ list: [String], in namespace: String) async throws -> [String] {
        try await ctr(list, namespace: namespace).stdout.split(separator: "\n").dropFirst().map { row in
            let columns = row.split(separator: list[0] == "content" ? "\t" : " ")
            let lasting = columns.enumerated().filter { list[0] != "content" || $0.offset != 2 }.map(\.element)
            return lasting.map { $0.split(separator: ",").sorted().joined(separator: ",") }.joined(separator: " ")
        }.sorted()
    }

    /// The digests of all content, as `ctr` lists them.
    func contents() async throws -> [String] {
        try await ctr(["content", "list", "--quiet"]).stdout.split(separator: "\n").map(String.init)
    }

    /// Lets containerd collect now what nobody refers to.
    func collect() async throws {
        let lease = try await ctr(["leases", "create"]).stdout.trimmingCharacters(in: .whitespacesAndNewlines)
        _ = try await ctr(["leases", "delete", "--sync", lease])
    }

    /// The bytes of unfinished blobs.
    func ingested() -> Int64 {
        let ingests = directory("root/io.containerd.content.v1.content/ingest")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: ingests)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(ingests)/\(name)/data")
            return sum + (attributes?[.size] as? Int64 ?? 0)
        }
    }
}
