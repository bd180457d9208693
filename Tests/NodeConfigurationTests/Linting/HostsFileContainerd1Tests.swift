import NodeConfiguration
import Testing

@Suite("hosts.toml and the parser of containerd 1")
struct HostsFileContainerd1Tests {
    private static let server = "server = \"https://quay.io\"\n"
    private static let bracket = "[host.\"https://[fd00::1]:5000\"]\nskip_verify = true"

    @Test("tells where a plain key below [host] ends the process, which takes two things to compare")
    func panics() {
        func details(_ keys: String, _ target: LintTarget) -> [String?] {
            hostsFindings(Self.server + "[host]\n" + keys, on: target).map(\.detail)
        }
        #expect(details("ca = '/a'", Nodes.stock16) == [nil])
        #expect(details("ca = '/a'\n[host.m]", Nodes.stock16) == ["panic"])
        #expect(details("ca = '/a'\n[host.m]", Nodes.unknown) == ["may-panic"])
        #expect(details("ca = '/a'\n[host.m]", Nodes.stock21) == [nil])
    }

    @Test("writes a bracket's header as dotted keys, its parent's header once and no credential")
    func brackets() {
        let text =
            Self.server + Self.bracket
            + "\n[host.\"https://[fd00::1]:5000\".header]\nx = \"secret\"\n[host.\"https://[::1]\"]"
        let found = hostsFindings(text, on: Nodes.unknown)
        #expect(found.map(\.versions) == ["before 2.0", "before 2.0", "before 2.0"])
        #expect(
            found.map(\.correction) == [
                ["[host]", "  \"https://[fd00::1]:5000\".skip_verify = true"],
                ["  \"https://[fd00::1]:5000\".header.x = \"...\""],
                ["  \"https://[::1]\" = {}"],
            ]
        )
    }
}
