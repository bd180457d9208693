import NodeConfiguration
import RegistryTesting

/// A certs.d of random files, most of them of keys that containerd knows, some of keys or values that it does not.
struct RandomHostsTree {
    private var random: SeededGenerator
    private let system: NodeSystem

    init(seed: UInt64, on system: NodeSystem) {
        random = SeededGenerator(seed: seed)
        self.system = system
    }

    /// What images name; of the loopback hosts only such as every containerd treats alike.
    static let hosts = [
        "registry.example", "registry.example:5000", "localhost:5443", "docker.io", "[::1]:5000", "[2001:db8::1]",
        "abc:5000",
    ]

    /// Writes it, with the certificate files that its files name.
    mutating func write(to path: String, certificates: [String: String]) throws {
        let certs = try CertsDirectory(path)
        for host in Self.hosts + ["other.example"] where random.chance(oneIn: 2) {
            let names = HostDirectory.candidates(for: host, on: system)
            try fill(random.pick(names), in: certs, certificates: certificates)
        }
    }

    private mutating func fill(_ name: String, in certs: CertsDirectory, certificates: [String: String]) throws {
        try certs.make(name)
        if random.chance(oneIn: 8) { return }
        for (file, text) in certificates { try certs.write(text.utf8, to: name, file) }
        if random.chance(oneIn: 12) {
            try certs.write(certificates["ca.pem", default: ""].utf8, to: name, "extra.crt")
        }
        if random.chance(oneIn: 20) { return }
        try certs.write(file().utf8, to: name)
    }

    private mutating func file() -> String {
        var lines: [String] = []
        // One kind in a file: with both, containerd 1 misses that two headers are the same.
        let quote = random.pick(["'", "\""])
        func quoted(_ text: String) -> String { quote + text + quote }
        if !random.chance(oneIn: 3) { lines.append("server = \(quoted(random.chance(oneIn: 6) ? "" : url()))") }
        if random.chance(oneIn: 3) { lines += keys() }
        var urls: Set<String> = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let url = url()
            // A table twice is an error in every reader; now and then one is left.
            guard urls.insert(url).inserted || random.chance(oneIn: 8) else { continue }
            if random.chance(oneIn: 10) {
                lines.append("[host.\(quoted(url)).header]\nx-test = 'y'")
            } else {
                lines.append("[host.\(quoted(url))]")
                lines += keys()
                if random.chance(oneIn: 6) { lines.append("[host.\(quoted(url)).header]\nx-test = ['a', 'b']") }
            }
        }
        if urls.isEmpty, random.chance(oneIn: 2) { lines.append("[host]") }
        return lines.joined(separator: random.chance(oneIn: 4) ? "\r\n" : "\n") + "\n"
    }

    private mutating func url() -> String {
        let scheme = random.pick(["https://", "https://", "https://", "http://", ""])
        let host = random.pick(["m.example", "m.example:5000", "10.1.2.3:80", "localhost:5000"])
        return scheme + host + random.pick(["", "", "/v2", "/v2/", "/", "/us", "/a/v2", "/v2/p", "/a/../b", "/xv2"])
    }

    private mutating func keys() -> [String] {
        let all = [
            "capabilities = ['pull', 'resolve']", "capabilities = ['Pull']", "capabilities = []", "ca = 'ca.pem'",
            "ca = ['ca.pem']", "client = 'both.pem'", "client = [['client.pem', 'key.pem']]", "skip_verify = true",
            "skip_verify = false", "override_path = true", "override_path = false", "username = 'u'",
            "capabilities = ['push']",
        ]
        let faulty = [
            "capabilities = ['fetch']", "capabilities = 'pull'", "skip_verify = 'no'", "ca = 5",
            "client = [['client.pem']]", "override_path = 1",
        ]
        var byKey: [String: String] = [:]
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let line = random.chance(oneIn: 40) ? random.pick(faulty) : random.pick(all)
            byKey[String(line.prefix { $0 != " " })] = line
        }
        return byKey.values.sorted()
    }
}
