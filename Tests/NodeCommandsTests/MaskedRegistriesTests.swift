import Foundation
import NodeConfiguration
import Registries
import Testing

@testable import NodeCommands

/// A registries.yaml written at random: every scalar in any style, every mapping as a block or inline.
private struct RandomRegistries {
    private var state: UInt64
    private(set) var secrets = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    private mutating func pick(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(count))
    }

    private mutating func scalar(_ text: String, inline: Bool = false) -> String {
        switch pick(3) {
        case 0: "\"" + text.map { $0 == "\\" ? "\\\\" : String($0) }.joined() + "\""
        case 1 where !inline || !text.contains(where: ",[]{}".contains): text
        default: "'\(text)'"
        }
    }

    private mutating func secret() -> String {
        secrets += 1
        return "CANARY\(secrets)" + ["", ": x", "#y", "\\z", "{}", "[,]", "$1"][pick(7)]
    }

    private mutating func mapping(_ pairs: [(String, String)], indent: Int, isSecret: Set<String> = []) -> String {
        if pick(2) == 0 {
            let members = pairs.map { key, value in
                let quoted = isSecret.contains(key) ? "'\(secret())'" : scalar(value, inline: true)
                return "\(scalar(key)): \(quoted)"
            }
            return " {"
                + members.joined(separator: [", ", ",", ",\n" + String(repeating: " ", count: indent)][pick(3)]) + "}\n"
        }
        return "\n"
            + pairs.map { key, value in
                let written = isSecret.contains(key) ? "\"\(secret().filter { $0 != "\\" })\"" : scalar(value)
                let comment = ["", " # \(secret())", "   "][pick(3)]
                return String(repeating: " ", count: indent)
                    + "\(scalar(key)):\(["  ", " ", "\t"][pick(3)])\(written)\(comment)\n"
            }.joined()
    }

    mutating func text() -> String {
        var text = "# \(secret())\nmirrors:\n"
        for host in ["docker.io", "a.example:5000", "*"] {
            text += "  '\(host)':\n    endpoint:\n"
            for endpoint in ["https://m.example.com/v2", "http://n:80"] {
                text += ["    - ", "      - "][0] + scalar(endpoint) + ["", " # \(secret())"][pick(2)] + "\n"
            }
            text += "    rewrite:" + mapping([("^a/(.*)$", "b/$1"), ("x y", "z")], indent: 6)
        }
        text += "configs:\n"
        for host in ["m.example.com", "n:80", "*"] {
            let (user, identity) = (pick(2) == 0, pick(2) == 0)
            let auth = user ? [("username", "bob"), ("password", "")] : identity ? [("identity_token", "")] : []
            text += "  '\(host)':\n    tls:"
            text += mapping(
                [("ca_file", "C:\\x\\ca.pem"), ("cert_file", "/c d.pem"), ("key_file", "/k.pem")],
                indent: 6
            )
            if !auth.isEmpty {
                text += "    auth:" + mapping(auth, indent: 6, isSecret: ["password", "identity_token"])
            }
        }
        return text
    }
}

@Suite("A masked registries.yaml", .enabled(if: ShellRun.isPossible))
struct MaskedRegistriesTests {
    @Test("says what the node's own says, but for the secrets", arguments: 0..<12)
    func meaning(seed: Int) throws {
        var texts: [String] = []
        for number in 0..<4 {
            var random = RandomRegistries(seed: UInt64(seed * 4 + number + 1))
            let text = random.text()
            texts.append(number % 2 == 0 ? text : text.split(separator: "\n").joined(separator: "\r\n") + "\r\n")
        }
        let masked = try CollectScriptTests.masked(texts, as: CollectScriptTests.yamlNames)
        for (text, result) in zip(texts, masked) {
            var expected = try RegistriesConfiguration(parsing: Array(text.utf8), strictness: .lenient)
            for key in expected.configs.keys {
                guard var host = expected.configs[key] else { continue }
                if host.auth?.password != nil { host.auth?.password = Secret("<masked>") }
                if host.auth?.identityToken != nil { host.auth?.identityToken = Secret("<masked>") }
                expected.configs.set(key, to: Located(host, at: expected.configs.position(of: key)))
            }
            let read = try RegistriesConfiguration(parsing: Array(result.utf8), strictness: .lenient)
            #expect(read == expected, "\(text)\n\(result)")
        }
    }
}
