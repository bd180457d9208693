import NIOHTTP1
import Synchronization
import Testing

@testable import RegistryServer

@Suite("Metrics")
struct ServerMetricsTests {
    /// A sample line: name, labels, value.
    private struct SampleLine {
        var name: String
        var labels: [String: String]
        var value: Double

        init?(_ line: Substring) {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                return nil
            }
            self.value = value
            let series = line[..<space]
            name = String(series.prefix { $0 != "{" })
            labels = [:]
            let rest = series.dropFirst(name.count)
            guard !rest.isEmpty else { return }
            guard rest.hasPrefix("{"), rest.hasSuffix("}") else { return nil }
            for pair in rest.dropFirst().dropLast().split(separator: ",") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[1].hasPrefix("\""), parts[1].hasSuffix("\"") else { return nil }
                labels[String(parts[0])] = String(parts[1].dropFirst().dropLast())
            }
        }
    }

    private let metrics = ServerMetrics(version: "1.2.3")

    /// Reads the exposition; every sample belongs to a family with HELP and TYPE above it.
    private func exposition() throws -> [SampleLine] {
        let text = metrics.text
        #expect(text.hasSuffix("\n") && !text.contains("\n\n"))
        var samples: [SampleLine] = []
        var helped: String?
        var family: (name: String, type: String)?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            if line.hasPrefix("# HELP ") {
                helped = String(words[2])
                #expect(words.count == 4)
            } else if line.hasPrefix("# TYPE ") {
                #expect(helped == String(words[2]))
                family = (String(words[2]), String(words[3]))
            } else {
                let sample = try #require(SampleLine(line), "\(line)")
                let (name, type) = try #require(family)
                let ends = type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                #expect(ends.contains { sample.name == name + $0 })
                samples.append(sample)
            }
        }
        return samples
    }

    private func value(_ name: String, _ labels: [String: String] = [:]) throws -> Double? {
        try exposition().first { $0.name == "windlass_registry_" + name && $0.labels == labels }?.value
    }

    @Test("of a new server are complete")
    func new() throws {
        #expect(try value("build_info", ["version": "1.2.3"]) == 1)
        #expect(try value("ready") == 0)
        #expect(try value("connections") == 0)
        #expect(try value("received_bytes_total") == 0)
        metrics.isReady.store(true, ordering: .relaxed)
        metrics.connections.add(3, ordering: .relaxed)
        metrics.receive(70)
        metrics.receive(7)
        #expect(try value("ready") == 1)
        #expect(try value("connections") == 3)
        #expect(try value("received_bytes_total") == 77)
    }

    @Test("count requests by kind, method and status")
    func requests() throws {
        metrics.count(kind: "blob", method: .GET, status: .ok, sent: 10, seconds: 0.1)
        metrics.count(kind: "blob", method: .GET, status: .ok, sent: 20, seconds: 0.1)
        metrics.count(kind: "blob", method: .GET, status: .notFound, sent: 1, seconds: 0.1)
        metrics.count(kind: "manifest", method: .HEAD, status: .ok, sent: 0, seconds: 0.1)
        let labels = ["kind": "blob", "method": "GET", "code": "200"]
        #expect(try value("requests_total", labels) == 2)
        #expect(try value("sent_bytes_total", labels) == 30)
        #expect(try exposition().filter { $0.name == "windlass_registry_requests_total" }.count == 3)
    }

    @Test("have one series for all the methods that nobody knows")
    func unknownMethods() throws {
        for number in 0..<100 {
            let method = HTTPMethod(rawValue: "X\(number)\"}\n")
            metrics.count(kind: "other", method: method, status: .methodNotAllowed, sent: 0, seconds: 0)
        }
        #expect(try value("requests_total", ["kind": "other", "method": "other", "code": "405"]) == 100)
    }

    @Test("have cumulative buckets that end with the count")
    func histogram() throws {
        for seconds in [0, 0.001, 0.0011, 0.3, 9, 60, 61, 1_000] {
            metrics.count(kind: "blob", method: .GET, status: .ok, sent: 0, seconds: seconds)
        }
        let samples = try exposition().filter { $0.name.hasPrefix("windlass_registry_request_duration_seconds") }
        let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
        #expect(buckets.map(\.value) == [2, 3, 3, 3, 4, 4, 5, 6, 8])
        let bounds = buckets.compactMap { $0.labels["le"] }
        #expect(bounds.last == "+Inf")
        #expect(bounds.dropLast().compactMap(Double.init) == [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60])
        #expect(samples.first { $0.name.hasSuffix("_count") }?.value == 8)
        #expect(abs((samples.first { $0.name.hasSuffix("_sum") }?.value ?? 0) - 1_130.3021) < 0.0001)
    }
}
