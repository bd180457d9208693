import NodeConfiguration
import Testing

@testable import NodeCommands

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The words of lint for config.toml")
struct ConfigurationWordsTests {
    static let configuration: [Finding.Code] = [
        .tomlSyntax, .tomlDuplicateTable, .tomlBadEscape, .suspiciousControlCharacter, .encodingUTF16, .encodingANSI,
        .unknownTopLevelTable, .unknownKey, .tomlWrongType, .wrongPluginForVersion, .authUnderConfigsAuth,
        .tlsUnderConfigsTLS, .unquotedHostKey, .hostKeyHasScheme, .dockerIOAuthKey, .wildcardAuthIgnored,
        .authsDeprecated, .authNotBase64, .rewriteNeedsK3sContainerd, .linuxPathOnWindows, .plaintextCredentials,
        .fileMode, .mirrorsWithConfigPath, .tlsWithConfigPath, .tlsRemovedIn2, .emptyConfigPathMigrates,
        .configPathMissingWindows, .configPathListSeparator, .configPathListTransfer, .localPullFallback,
        .authMissingFromConfig, .dropInReplacesPlugin, .dropInVersionHigher,
    ]

    @Test("say for each code what is the case and what the node does", arguments: configuration)
    func words(code: Finding.Code) throws {
        let finding = Finding(code, .error, file: "config.toml", place: "PLACE", subject: "SUBJECT", detail: "DETAIL")
        let words = try #require(configurationWords(for: finding))
        #expect(!words.message.isEmpty && !words.effect.isEmpty)
        #expect(lintWords(for: finding) == words)
    }

    @Test("are a code's own name where there are no others")
    func plain() {
        let finding = Finding(.init(rawValue: "some-code"), .info, file: "", subject: "this", detail: "that")
        #expect(lintWords(for: finding).message == "some code: this: that")
    }

    @Test("have a page in docs/lint.md for each code", arguments: configuration)
    func pages(code: Finding.Code) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = try String(decoding: Data(contentsOf: URL(filePath: "/\(root)/docs/lint.md")), as: UTF8.self)
        #expect(page.split(separator: "\n").contains { $0 == "## \(code.rawValue)" })
    }
}
