import NodeConfiguration
import OCI
import Registries

/// The proxy settings that a node's service starts with, out of the files that systemd reads.
struct NodeServiceProxy {
    /// The settings by their names in capitals, as the service's containerd gets them.
    private(set) var settings: [String: String] = [:]
    /// The files that were there, by their paths on the node.
    private(set) var files: [String] = []

    private static let names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]
    private static let mostDropIns = 50

    /// Reads the files of a Linux node.
    init(_ files: NodeRoot, flavor: ServiceFlavor) {
        let units =
            switch flavor {
            case .stock: ["containerd"]
            case .k3s: ["k3s", "k3s-agent"]
            case .rke2: ["rke2-agent", "rke2-server"]
            }
        var paths: [String] = []
        for unit in units {
            let directory = "/etc/systemd/system/\(unit).service.d"
            let names = (files.names(inDirectory: directory) ?? []).filter { $0.hasSuffix(".conf") }
            paths += names.prefix(Self.mostDropIns).map { directory + "/" + $0 }
            paths += ["/usr/local/lib/systemd/system/\(unit).env", "/etc/systemd/system/\(unit).service.env"]
            paths += ["/etc/default/\(unit)", "/etc/sysconfig/\(unit)"]
        }
        for path in paths {
            guard let file = files.file(at: path) else { continue }
            self.files.append(path)
            take(String(decoding: file.bytes.prefix(1 << 16), as: UTF8.self))
        }
    }

    /// A warning where the service has other settings than `environment`, the one of the check.
    func finding(besides environment: [String: String]) -> NodeFinding? {
        let different = Self.names.filter { name in
            let own = environment[name] ?? environment[name.lowercased()] ?? ""
            return (effective(name) ?? "") != own
        }
        guard !different.isEmpty else { return nil }
        let members = different.map { name in
            let own = environment[name] ?? environment[name.lowercased()]
            return JSON.Member(
                key: name,
                value: [
                    "service": .string(Self.shown(effective(name))),
                    "check": .string(Self.shown(own)),
                ]
            )
        }
        let list = different.joined(separator: ", ")
        let finding = CheckReport.Finding(
            "service-proxy-differs",
            .warning,
            stage: "node",
            cause: "the service's environment has other proxy settings than this check: \(list)",
            evidence: .object(members + [JSON.Member(key: "files", value: .array(files.map(JSON.string)))]),
            fix:
                "run the check with the service's settings, or write these into \(files.first ?? "the service's environment")"
        )
        return NodeFinding(finding: finding, subject: list)
    }

    /// K3s and RKE2 hand `CONTAINERD_HTTP_PROXY` on to containerd as `HTTP_PROXY`.
    private func effective(_ name: String) -> String? { settings["CONTAINERD_" + name] ?? settings[name] }

    private mutating func take(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            var rest = line.drop { $0 == " " || $0 == "\t" }
            guard rest.first != "#", rest.first != ";" else { continue }
            for prefix in ["Environment=", "export "] where rest.hasPrefix(prefix) {
                rest = rest.dropFirst(prefix.count)
            }
            for assignment in Self.words(rest) {
                guard let sign = assignment.firstIndex(of: "=") else { continue }
                let name = assignment[..<sign].uppercased()
                guard Self.names.contains(where: { name == $0 || name == "CONTAINERD_" + $0 }) else { continue }
                settings[name] = String(assignment[assignment.index(after: sign)...])
            }
        }
    }

    /// The words of a line, parted by blanks outside quotes, without the quotes.
    private static func words(_ line: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in line {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            } else if quote == nil, character == " " || character == "\t" {
                words.append(word)
                word = ""
            } else {
                word.append(character)
            }
        }
        return (words + [word]).filter { !$0.isEmpty }
    }

    private static func shown(_ value: String?) -> String {
        guard let value, !value.isEmpty else { return "none" }
        return withoutUserInfo(value)
    }
}
