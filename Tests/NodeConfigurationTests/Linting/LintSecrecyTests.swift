import NodeConfiguration
import Registries
import Testing

@Suite("Secrets in files that are linted")
struct LintSecrecyTests {
    private static let secret = "hunter2-SECRET"

    static let hosts: [String] = [
        "server = \"https://user:hunter2-SECRET@m\"\n[host.\"https://user:hunter2-SECRET@n/p\"]",
        "server = \"https://user:hunter2-SECRET/x@m\"\n[host]",
        "server = \"httpx:hunter2-SECRET@m\"\n[host]",
        "server = \"https://m?token=hunter2-SECRET\"\n[host.\"https://m/#hunter2-SECRET\"]",
        "password = \"hunter2-SECRET\"\n[host.\"https://m\".auth]\nauth = \"hunter2-SECRET\"",
        "\"hunter2-SECRET:x\" = 1\n[host]",
        "[host.\"https://m\".header]\nAuthorization = \"Bearer hunter2-SECRET\"",
        "[host.\"https://m\".header]\nAuthorization = \"Bearer hunter2-SECRET\\q\"",
        "[host.\"https://m\".header]\nca = \"hunter2-SECRET\\q\"",
        "[host.\"https://m\"]\npassword = \"hunter2-SECRET\\q\"",
        "[host.\"https://m\"]\nserver = \"https://u:hunter2-SECRET@m\\q\"",
        "[host.\"https://m\"]\npassword = \"hunter2-SECRET",
        "[host.\"https://m\"]\npassword = hunter2-SECRET",
        "[host.\"https://u:hunter2-SECRET@m\"]\n[host.\"https://u:hunter2-SECRET@m\"]",
        "[host.\"https://m\"]\n[host.\"https://m\".host.\"https://u:hunter2-SECRET@n\"]",
        "[host.\"https://m\"]\nserver = \"https://u:hunter2-SECRET@n\"",
        "[host.\"https://m\"]\ncapabilities = [\"hunter2-SECRET:\"]",
        "host = {\"https://u:hunter2-SECRET@m\" = {skip_verify = true}}",
        "host = {\"https://u:hunter2-SECRET@m\" = 5}",
        "server = \"https://u:hunter2-SECRET@docker.io\"\n[host.\"https://u:hunter2-SECRET@docker.io/v2\"]",
        "[host.\"http://u:hunter2-SECRET@m:5000/p\"]\nskip_verify = true\noverride_path = true",
        "[host.\"http://u:hunter2-SECRET@m:5000\"]\noverride_path = true\nca = 'x'",
    ]

    @Test("do not leave a hosts.toml", arguments: hosts)
    func hostsFiles(text: String) {
        for target in [Nodes.stock16, Nodes.stock23, Nodes.k3s, Nodes.rke2Windows, Nodes.unknown] {
            let found = hostsFindings(text, on: target, isReadableByOthers: true)
            #expect(!found.isEmpty && !"\(found)".contains(Self.secret))
        }
    }

    static let registries: [String] = [
        "configs: {m: {auth: {username: u, password: hunter2-SECRET, token: hunter2-SECRET}}}",
        "configs: {m: {auth: {auth: hunter2-SECRET}}}",
        "configs: {m: {auth: {'user:hunter2-SECRET'}}}",
        "configs: {m: {auth: {'user:hunter2-SECRET': 1, 'user:hunter2-SECRET': 2}}}",
        "configs: {m: {auth: {identity_token: hunter2-SECRET, username: u}}}",
        "configs: {m: {auth: {password: hunter2-SECRET}}}",
        "configs: {m: {auth: {username: u, password: [hunter2-SECRET]}}}",
        "configs: {m: {auth: 'hunter2-SECRET'}}",
        "configs: {m: {auth: {username: u, password: *hunter2-SECRET}}}",
        "configs: {m: {auth: {username: u, password: \"hunter2-SECRET\\q\"}}}",
        "configs: {'https://u:hunter2-SECRET@m': {auth: {username: u, password: p}}}",
        "configs: {'https://u:hunter2-SECRET@m': 5}",
        "configs: {'https://u:hunter2-SECRET/x@m': {tls: {cert_file: a}}}",
        "mirrors: {'https://u:hunter2-SECRET@m': {endpoint: ['https://u:hunter2-SECRET@m/p']}}",
        "mirrors: {m: {endpoint: ['u:hunter2-SECRET/x@n', 'ftp://u:hunter2-SECRET@n', 'm?hunter2-SECRET']}}",
        "mirrors: {m: {endpoint: ['http://u:hunter2-SECRET@m'], rewrite: {a: b}}}\nconfigs: {m: {tls: {ca_file: /a}}}",
        "auths: {m: {password: hunter2-SECRET}}",
        "configs:\n  m:\n    auth:\n      password: hunter2-SECRET\n     username: x",
    ]

    @Test("do not leave a registries.yaml", arguments: registries)
    func registriesFiles(text: String) {
        for target in [Nodes.stock21, Nodes.k3s, Nodes.rke2Windows, Nodes.unknown] {
            let found = registriesFindings(
                text,
                on: target,
                isReadableByOthers: true,
                disableDefaultEndpoint: true
            )
            #expect(!found.isEmpty && !"\(found)".contains(Self.secret))
        }
    }
}
