import OCI
import Testing

/// The choice once more, written down naively after containerd's description: filter, then a stable insertion sort
/// with one comparison, and no code of the room's own but the value type.
private struct Oracle {
    let isWindows: Bool
    let version: String?
    /// Architecture and variant, best first.
    let vector: [String]

    func name(_ platform: Platform) -> String {
        var architecture = platform.architecture.lowercased()
        var variant = (platform.variant ?? "").lowercased()
        if architecture == "x86_64" { architecture = "amd64" }
        if architecture == "aarch64" { architecture = "arm64" }
        if architecture == "amd64", variant == "v1" { variant = "" }
        if architecture == "arm64", variant == "v8" { variant = "" }
        if architecture == "arm", variant == "" { variant = "v7" }
        return variant.isEmpty ? architecture : "\(architecture)/\(variant)"
    }

    func numbers(_ text: String) -> [Int]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, let major = UInt8(parts[0]), let minor = UInt8(parts[1]), let build = UInt16(parts[2])
        else { return nil }
        let revision = parts.count > 3 ? UInt64(parts[3]) ?? 0 : 0
        return [Int(major), Int(minor), Int(build), Int(revision)]
    }

    func matches(_ platform: Platform) -> Bool {
        guard platform.os.lowercased() == (isWindows ? "windows" : "linux"), vector.contains(name(platform)) else {
            return false
        }
        if platform.osFeatures.contains(where: { !isWindows || $0 != "win32k" }) { return false }
        guard isWindows, let version, let text = platform.osVersion else { return true }
        guard let host = numbers(version), let image = numbers(text) else { return false }
        if host[0] != image[0] || host[1] != image[1] { return false }
        if host[2] < 20348 { return host[2] == image[2] }
        let floor = host[2] > 26100 ? 26100 : 20348
        return image[2] >= floor && image[2] <= host[2]
    }

    func pick(_ offers: [Platform?], byNumber: Bool) -> Int? {
        var sorted: [(index: Int, platform: Platform?)] = []
        for (index, platform) in offers.enumerated() where platform.map(matches) ?? true {
            var place = sorted.count
            while place > 0, less(platform, sorted[place - 1].platform, byNumber: byNumber) { place -= 1 }
            sorted.insert((index, platform), at: place)
        }
        return sorted.first?.index
    }

    private func less(_ left: Platform?, _ right: Platform?, byNumber: Bool) -> Bool {
        guard let left else { return false }
        guard let right else { return true }
        guard isWindows else { return vector.firstIndex(of: name(left))! < vector.firstIndex(of: name(right))! }
        let (first, second) = (left.osVersion ?? "", right.osVersion ?? "")
        guard byNumber else {
            let (first, second) = (Array(first.utf8), Array(second.utf8))
            for index in 0..<min(first.count, second.count) where first[index] != second[index] {
                return first[index] > second[index]
            }
            return first.count > second.count
        }
        guard let newer = numbers(first) else { return false }
        guard let older = numbers(second) else { return true }
        for index in 0..<4 where newer[index] != older[index] { return newer[index] > older[index] }
        return false
    }
}

@Suite("Choice against an independent reading")
struct ChoiceOracleTests {
    private static let linuxVectors = [
        "linux/amd64": ["amd64", "386"],
        "linux/amd64/v3": ["amd64/v3", "amd64/v2", "amd64", "386"],
        "linux/arm/v7": ["arm/v7", "arm/v6", "arm/v5"],
        "linux/arm64": ["arm64", "arm/v8", "arm/v7", "arm/v6", "arm/v5"],
    ]

    private static func randomPlatform(_ generator: inout SeededGenerator) -> Platform? {
        if generator.chance(5) { return nil }
        if generator.chance(5) { return Platform(os: "unknown", architecture: "unknown") }
        if generator.chance(40) {
            // The neighbourhood in which text and numbers disagree.
            let build = generator.pick([20348, 20348, 25398, 26100, 26200])
            let revision = generator.pick([1, 9, 99, 587, 999, 2113, 3091, 10_001])
            return Platform(os: "windows", architecture: "amd64", osVersion: "10.0.\(build).\(revision)")
        }
        let build = generator.pick([14393, 17763, 19045, 20348, 22000, 25398, 26100, 26200, 28000, 65535])
        let revision = Int.random(in: 0..<12_000, using: &generator)
        let version = generator.pick([
            nil, "", "10.0.\(build)", "10.0.\(build).\(revision)", "10.0.\(build).\(revision)",
            "10.0.\(build).\(revision)",
            "10.0", "10.0.x", "10.0.70000", "6.3.9600", "10.1.\(build)", "10.0.\(build).",
        ])
        return Platform(
            os: generator.pick(["windows", "windows", "Windows", "linux", "linux", "darwin"]),
            architecture: generator.pick(["amd64", "amd64", "x86_64", "386", "arm64", "aarch64", "arm"]),
            variant: generator.pick([nil, nil, nil, "v1", "v2", "v3", "v5", "v6", "v8"]),
            osVersion: version,
            osFeatures: generator.pick([[], [], [], ["win32k"], ["future"], ["win32k", "future"]])
        )
    }

    @Test("Random indexes: both choices equal the naive reading's", arguments: [1, 2, 3, 4] as [UInt64])
    func randomIndexes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var matched = 0
        var differing = 0
        for _ in 0..<6_000 {
            let offers = (0..<Int.random(in: 0...8, using: &generator)).map { _ in Self.randomPlatform(&generator) }
            let node: Node
            let oracle: Oracle
            if generator.chance(70) {
                let version = generator.chance(10) ? nil : "10.0.\(generator.pick(WindowsNodeTests.builds))"
                node = Node(Platform(os: "windows", architecture: "amd64", osVersion: version))
                oracle = Oracle(isWindows: true, version: version, vector: ["amd64"])
            } else {
                let name = generator.pick(Self.linuxVectors.keys.sorted())
                node = (try? Node(parsing: name)) ?? Node(.current)
                oracle = Oracle(isWindows: false, version: nil, vector: Self.linuxVectors[name] ?? [])
            }
            let choice = node.choose(among: offers)
            #expect(choice.containerd == oracle.pick(offers, byNumber: false), "\(node): \(offers)")
            #expect(choice.windlass == oracle.pick(offers, byNumber: true), "\(node): \(offers)")
            matched += choice.windlass == nil ? 0 : 1
            differing += choice.windlass == choice.containerd ? 0 : 1
        }
        // The run is worth something only if it reaches these outcomes.
        #expect(matched > 1_000 && differing > 100)
    }
}
