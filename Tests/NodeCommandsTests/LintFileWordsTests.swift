import NodeConfiguration
import Testing

@testable import NodeCommands

@Suite("The words of lint for certs.d and registries.yaml")
struct LintFileWordsTests {
    private static let hostsCodes: [Finding.Code] = [
        .tomlSyntax, .tomlDuplicateTable, .tomlBadEscape, .tomlWrongType, .suspiciousControlCharacter, .encodingUTF16,
        .encodingANSI, .unknownKey, .unquotedHostKey, .linuxPathOnWindows, .fileMode, .caFileMissing,
        .hostsNoHostTable, .hostsNestedHost, .hostsInlineHostTable, .hostsNothingResolves, .hostsServerInsideHost,
        .hostsBadServer, .hostsServerDockerIO, .hostsServerOmitted, .hostsEquivalentEndpoint, .hostsPathGetsV2,
        .hostsOverridePathEmpty, .hostsUnknownCapability, .hostsAuthUnsupported, .hostsPlaintextCredentials,
        .skipVerifyOnHTTP, .hostsRelativePath, .hostsClientPair, .windowsCAReplacesSystemRoots,
        .rewriteNeedsK3sContainerd, .rewriteInvalidPattern, .rewriteTemplateName, .rewriteOverlap,
    ]
    private static let directoryCodes: [Finding.Code] = [
        .hostdirColonWindows, .hostdirWildcardName, .hostdirShadowed, .hostdirEmptyHidesDefault, .hostdirUnreachable,
    ]
    private static let registriesCodes: [Finding.Code] =
        [
            .yamlSyntax, .encodingUTF16, .encodingANSI, .unknownKey, .hostKeyHasScheme, .hostKeyInvalid,
            .dockerIOAuthKey,
            .wildcardAuthIgnored, .authNotBase64, .passwordWithoutUsername, .clientCertWithoutKey, .caFileMissing,
            .linuxPathOnWindows, .suspiciousControlCharacter, .plaintextCredentials, .fileMode, .configUnused,
            .endpointDefaultsHTTPS, .endpointPathNotV2, .tlsOnHTTPEndpoint, .disableDefaultNoEffect,
            .rewriteNeedsK3sContainerd, .rewriteInvalidPattern, .rewriteTemplateName, .rewriteOverlap,
            .rewriteOnDefaultEndpoint,
        ]
        + [
            "wrong-type", "duplicate-key", "auths-ignored", "endpoint-invalid", "endpoint-userinfo-ignored",
            "realm-invalid", "identity-token-beside-username", "hub-aliases-disagree",
        ].map(Finding.Code.init(rawValue:))

    private static let details: [String?] = [
        "two-files", "url", "unused", "no-pem", "unparsable", "no-scheme", "scheme", "path", "file", "boolean",
        "yaml-tab", "smart-quote", "2", "configs", "key_file", "ca missing", "no-domain", "duration", "strings",
    ]

    @Test("are there for every finding about hosts.toml and certs.d", arguments: hostsCodes + directoryCodes)
    func hosts(code: Finding.Code) throws {
        for detail in Self.details {
            let finding = Finding(code, .error, file: "/certs.d/a/hosts.toml", subject: "/a", detail: detail)
            let words = try #require(hostsWords(for: finding))
            check([words.message, words.effect])
        }
    }

    @Test("are there for every finding about registries.yaml", arguments: registriesCodes)
    func registries(code: Finding.Code) throws {
        for detail in Self.details {
            let finding = Finding(code, .fatal, file: "/etc/rancher/k3s/registries.yaml", subject: "a", detail: detail)
            let words = try #require(registriesWords(for: finding))
            check([words.message, words.effect])
        }
    }

    private func check(_ texts: [String]) {
        for text in texts {
            #expect(!text.isEmpty && !text.contains("\n") && !text.hasSuffix(".") && !text.contains("  "))
        }
    }

    @Test("are each file's own")
    func files() {
        func finding(_ code: Finding.Code, _ file: String) -> Finding {
            Finding(code, .error, file: file, subject: "x")
        }
        #expect(hostsWords(for: finding(.unknownKey, "registries.yaml")) == nil)
        #expect(hostsWords(for: finding(.unknownKey, "config.toml")) == nil)
        #expect(registriesWords(for: finding(.unknownKey, "config.toml.tmpl")) == nil)
        #expect(registriesWords(for: finding(.unknownKey, "hosts.toml")) == nil)
        #expect(registriesWords(for: finding(.plaintextCredentials, "node.conf")) == nil)
        #expect(registriesWords(for: finding(.configUnused, "private.conf")) != nil)
        #expect(hostsWords(for: finding(.yamlSyntax, "registries.yaml")) == nil)
        #expect(registriesWords(for: finding(.hostsNoHostTable, "hosts.toml")) == nil)
        #expect(hostsWords(for: finding(.hostdirUnreachable, "/certs.d/x")) != nil)
    }
}
