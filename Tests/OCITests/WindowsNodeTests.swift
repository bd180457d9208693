import OCI
import Testing

@Suite("Windows nodes")
struct WindowsNodeTests {
    static let builds = [14393, 17763, 19045, 20348, 22000, 22621, 25398, 26100, 26200, 28000]

    /// One row per host, one column per image, in the order of `builds`: what containerd decides.
    static let truthTable: [(Int, String)] = [
        (14393, "y---------"),
        (17763, "-y--------"),
        (19045, "--y-------"),
        (20348, "---y------"),
        (22000, "---yy-----"),
        (22621, "---yyy----"),
        (25398, "---yyyy---"),
        (26100, "---yyyyy--"),
        (26200, "-------yy-"),
        (28000, "-------yyy"),
    ]

    private static func windows(_ version: String?, features: [String] = []) -> Platform {
        Platform(os: "windows", architecture: "amd64", osVersion: version, osFeatures: features)
    }

    private static func node(_ build: Int) -> Node {
        Node(windows("10.0.\(build)"))
    }

    @Test("W-01 to W-10: every cell of the table of hosts and images", arguments: truthTable)
    func truthCells(host: Int, row: String) {
        for (build, cell) in zip(Self.builds, row) {
            for revision in ["", ".1", ".4294"] {
                let image = Self.windows("10.0.\(build)\(revision)")
                #expect(Self.node(host).accepts(image) == (cell == "y"), "host \(host), image \(build)\(revision)")
                #expect(Node(Self.windows("10.0.\(host).2700")).accepts(image) == (cell == "y"))
            }
        }
    }

    @Test("W-11: the newest is taken by number, and said where containerd's text order takes another")
    func textOrder() {
        let choice = Self.node(20348).choose(among: [Self.windows("10.0.20348.999"), Self.windows("10.0.20348.3091")])
        #expect(choice.windlass == 1)
        #expect(choice.containerd == 0)
        let order = PlatformChoice.TextOrder(count: 2, newest: "10.0.20348.3091", lastAsText: "10.0.20348.999")
        #expect(choice.reason == .textOrderDiffers(order))
    }

    @Test("W-12: an entry without a version comes after those with one")
    func versionless() {
        let offers = [Self.windows(nil), Self.windows("10.0.17763.1"), Self.windows("10.0.20348.1")]
        let choice = Self.node(26100).choose(among: offers)
        #expect(choice == PlatformChoice(windlass: 2, containerd: 2, reason: .matched(count: 2)))
        #expect(Self.node(19045).choose(among: offers).windlass == 0)
    }

    @Test(
        "W-13: a version that cannot be read fits no host of known version",
        arguments: [
            ("10.0", false), ("10.0.x", false), ("10.0.70000", false), (" 10.0.20348", false), ("10.0.20348.", true),
            ("10.0.20348.x", true), ("10.0.20348.1.2", true), ("10..20348", false), ("10.0.+20348", false),
            ("10.0.", false),
            ("256.0.20348", false), ("010.00.020348", true), ("10.1.20348", false), ("6.3.20348", false),
            ("0.0.0", false),
            ("10.0.２0348", false), ("ltsc2022", false), ("20348", false), ("10.0.99999999999999999999", false),
        ]
    )
    func unreadable(version: String, expected: Bool) {
        #expect(Self.node(20348).accepts(Self.windows(version)) == expected)
        #expect(Node(Self.windows(nil)).accepts(Self.windows(version)))
    }

    @Test("W-14: the operating system's spelling makes no difference")
    func spelling() {
        let image = Platform(os: "Windows", architecture: "AMD64", osVersion: "10.0.17763.1")
        #expect(Self.node(17763).accepts(image))
        #expect(!Self.node(20348).accepts(image))
        #expect(Node(Platform(os: "Windows", architecture: "x86_64", osVersion: "10.0.17763")).accepts(image))
    }

    @Test("W-15 and W-16: win32k is never missed on Windows, any other feature is")
    func features() {
        #expect(Self.node(20348).accepts(Self.windows("10.0.20348.1", features: ["win32k"])))
        let image = Self.windows("10.0.20348.1", features: ["win32k", "future"])
        #expect(Self.node(20348).refusal(of: image) == .missingFeatures(["future"]))
        #expect(Node(Self.windows("10.0.20348", features: ["future"])).accepts(image))
        #expect(!Node(Self.windows(nil)).accepts(image))
    }

    @Test("W-17: Windows 11 25H2 refuses Server 2022, and says which builds it would take")
    func windows11() throws {
        let offers = [Self.windows("10.0.20348.4294"), Self.windows("10.0.28000.1"), Self.windows("10.0.17763")]
        let choice = Self.node(26200).choose(among: offers)
        #expect(choice.windlass == nil && choice.containerd == nil)
        guard case .noMatch(let mismatch) = choice.reason else {
            Issue.record("no mismatch")
            return
        }
        #expect(mismatch.hostBuild == 26200)
        #expect(mismatch.wouldMatchBuilds == 26100...26200)
        #expect(mismatch.offers.map(\.refusal) == [.olderBuild(20348), .newerBuild(28000), .olderBuild(17763)])
        #expect(mismatch.offeredBuilds == [17763, 20348, 28000])
        #expect(mismatch.wouldMatch.map(\.architecture) == ["amd64"])
    }

    @Test(
        "Each obstacle is told apart",
        arguments: [
            (Platform(os: "linux", architecture: "amd64"), .operatingSystem),
            (Platform(os: "windows", architecture: "386"), .architecture),
            (Platform(os: "windows", architecture: "amd64", variant: "v2"), .architecture),
            (Platform(os: "windows", architecture: "arm64"), .architecture),
            (windows("10.0"), .unreadableVersion),
            (windows("6.3.9600"), .otherVersion),
            (windows("10.0.14393"), .olderBuild(14393)),
            (windows("10.0.26100"), .newerBuild(26100)),
            (windows(nil, features: ["a", "win32k"]), .missingFeatures(["a"])),
            (Platform(os: "unknown", architecture: "unknown"), .attestation),
            (windows("10.0.20348"), nil),
            (Platform(os: "", architecture: "amd64", osVersion: "10.0.20348"), nil),
            (Platform(os: "", architecture: ""), .architecture),
        ] as [(Platform, PlatformChoice.Refusal?)]
    )
    func refusal(image: Platform, expected: PlatformChoice.Refusal?) {
        #expect(Self.node(20348).refusal(of: image) == expected)
    }

    @Test("W-18: an attestation is never taken, not even by a node of unknown platform")
    func attestations() {
        let attestation = Platform(os: "unknown", architecture: "unknown")
        let choice = Self.node(20348).choose(among: [attestation, Self.windows("10.0.20348"), attestation])
        #expect(choice == PlatformChoice(windlass: 1, containerd: 1, reason: .matched(count: 1)))
        #expect(Node(attestation).choose(among: [attestation]).windlass == nil)
        #expect(Self.node(20348).choose(among: [attestation, nil]).windlass == 1)
    }

    @Test("W-19: a nested index, which names no platform, is entered only if nothing else fits")
    func nestedIndex() {
        let offers = [nil, Self.windows("10.0.17763.1"), nil]
        #expect(
            Self.node(20348).choose(among: offers)
                == PlatformChoice(windlass: 0, containerd: 0, reason: .undeclared(count: 2))
        )
        #expect(
            Self.node(17763).choose(among: offers)
                == PlatformChoice(windlass: 1, containerd: 1, reason: .matched(count: 1))
        )
    }

    @Test("W-20: a platform that only the configuration names is held against the node")
    func platformInConfiguration() throws {
        let text = #"{"os":"windows","architecture":"amd64","os.version":"10.0.17763.5"}"#
        let platform = try ImageConfiguration(bytes: Array(text.utf8)).platform
        #expect(Self.node(17763).accepts(platform))
        #expect(!Self.node(20348).accepts(platform))
    }

    @Test("The first of equals is taken, and an empty index fits nobody")
    func ties() {
        let same = Self.windows("10.0.20348.1")
        #expect(Self.node(20348).choose(among: [same, same, same]).windlass == 0)
        #expect(Self.node(20348).choose(among: [same, same, same]).containerd == 0)
        #expect(Self.node(20348).choose(among: [Self.windows(nil), Self.windows(nil)]).windlass == 0)
        #expect(Self.node(20348).choose(among: []).windlass == nil)
    }
}
