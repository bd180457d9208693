import OCI
import Testing

@Suite("Nodes that are not Windows")
struct LinuxNodeTests {
    @Test(
        "A host runs its own platform, its older variants and its 32-bit predecessor, best first",
        arguments: [
            ("linux/amd64", "amd64 386"),
            ("linux/amd64/v1", "amd64 386"),
            ("linux/amd64/v3", "amd64/v3 amd64/v2 amd64 386"),
            ("linux/386", "386"),
            ("linux/arm", "arm/v7 arm/v6 arm/v5"),
            ("linux/arm/v5", "arm/v5"),
            ("linux/arm/v6", "arm/v6 arm/v5"),
            ("linux/arm/v8", "arm/v8 arm/v7 arm/v6 arm/v5"),
            ("linux/arm64", "arm64 arm/v8 arm/v7 arm/v6 arm/v5"),
            ("linux/arm64/v8", "arm64 arm/v8 arm/v7 arm/v6 arm/v5"),
            ("linux/arm64/v8.2", "arm64/v8.2 arm64/v8.1 arm64 arm/v8 arm/v7 arm/v6 arm/v5"),
            (
                "linux/arm64/v9",
                "arm64/v9 arm64/v8.5 arm64/v8.4 arm64/v8.3 arm64/v8.2 arm64/v8.1 arm64 "
                    + "arm/v9 arm/v8 arm/v7 arm/v6 arm/v5"
            ),
            (
                "linux/arm64/v9.1",
                "arm64/v9.1 arm64/v9 arm64/v8.6 arm64/v8.5 arm64/v8.4 arm64/v8.3 arm64/v8.2 arm64/v8.1 arm64 "
                    + "arm/v8 arm/v7 arm/v6 arm/v5"
            ),
            ("linux/riscv64", "riscv64"),
            ("darwin/arm64", "arm64 arm/v8 arm/v7 arm/v6 arm/v5"),
            ("windows/amd64", "amd64"),
            ("windows/arm64:26100", "arm64"),
            ("linux/amd64/v1000000000", "amd64/v1000000000 386"),
            ("linux/arm64/v1000000000.9", "arm64/v1000000000.9 arm/v1000000000.9"),
        ]
    )
    func vector(text: String, expected: String) throws {
        let node = try Node(parsing: text)
        let spelled = node.runnablePlatforms.map { platform in
            platform.variant.map { "\(platform.architecture)/\($0)" } ?? platform.architecture
        }
        #expect(spelled.joined(separator: " ") == expected)
    }

    @Test(
        "The better platform is preferred, wherever it stands in the index",
        arguments: [
            ("linux/amd64", ["linux/386", "linux/amd64"], 1),
            ("linux/amd64", ["linux/386", "linux/arm64"], 0),
            ("linux/amd64", ["linux/amd64/v2", "linux/amd64"], 1),
            ("linux/amd64/v3", ["linux/amd64", "linux/amd64/v2", "linux/amd64/v3"], 2),
            ("linux/arm64", ["linux/arm/v6", "linux/arm/v7", "linux/arm64/v8"], 2),
            ("linux/arm64", ["linux/arm/v6", "linux/arm/v7"], 1),
            ("linux/arm/v6", ["linux/arm/v7", "linux/arm/v5"], 1),
            ("linux/amd64", ["windows/amd64:10.0.20348", "linux/amd64", "linux/amd64"], 1),
            ("linux/amd64", ["linux(+sse5)/amd64", "linux/386"], 1),
            ("linux(+sse5)/amd64", ["linux(+sse5)/amd64", "linux/386"], 0),
            ("linux/amd64", ["linux(9.9)/amd64"], 0),
            ("linux/amd64", ["linux(+win32k)/amd64"], nil),
            ("linux/amd64", ["linux/arm64", "unknown/unknown"], nil),
            ("linux/386", ["linux/amd64"], nil),
            ("linux/arm64", ["linux/arm64/v9"], nil),
        ] as [(String, [String], Int?)]
    )
    func preference(node: String, offers: [String], expected: Int?) throws {
        let choice = try Node(parsing: node).choose(among: offers.map { try Platform(parsing: $0) })
        #expect(choice.windlass == expected)
        #expect(choice.containerd == expected)
    }

    @Test("Two versions of a Linux image do not count: the first is taken")
    func versionsDoNotCount() throws {
        let offers = ["linux/amd64:1.0", "linux/amd64:2.0"].map { try? Platform(parsing: $0) }
        let choice = try Node(parsing: "linux/amd64").choose(among: offers)
        #expect(choice == PlatformChoice(windlass: 0, containerd: 0, reason: .matched(count: 2)))
    }

    @Test("A mismatch names what would fit")
    func mismatch() throws {
        let choice = try Node(parsing: "linux/amd64").choose(among: [Platform(parsing: "linux/arm64")])
        guard case .noMatch(let mismatch) = choice.reason else {
            Issue.record("no mismatch")
            return
        }
        #expect(mismatch.host.description == "linux/amd64")
        #expect(mismatch.hostBuild == nil && mismatch.wouldMatchBuilds == nil)
        #expect(mismatch.wouldMatch.map(\.description) == ["linux/amd64", "linux/386"])
        #expect(mismatch.offers.map(\.refusal) == [.architecture])
    }
}
