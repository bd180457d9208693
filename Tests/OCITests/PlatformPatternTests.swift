import OCI
import Testing

@Suite("A pattern of platforms")
struct PlatformPatternTests {
    private static let offers = [
        "linux/amd64", "linux/arm64", "linux/arm/v7", "windows/amd64:10.0.17763.6414", "windows/amd64:10.0.20348.2762",
        "windows/amd64:10.0.25398.1", "windows/amd64:10.0.26100.2033", "windows/amd64", "windows/arm64:10.0.26100.2033",
    ]

    @Test(
        "takes what belongs to it",
        arguments: [
            ("all", [0, 1, 2, 3, 4, 5, 6, 7, 8]), ("linux/*", [0, 1, 2]), ("LINUX/*", [0, 1, 2]),
            ("linux/amd64", [0]), ("linux/arm", [2]), ("windows/*", [3, 4, 5, 6, 7, 8]),
            ("windows/amd64:10.0.20348..10.0.26100", [4, 5, 6]), ("windows/amd64:20348..26100", [4, 5, 6]),
            ("windows/*:10.0.26100..", [6, 8]), ("windows/amd64:..10.0.20348", [3, 4]),
            ("windows/amd64:10.0.20348.2763..10.0.26100.2032", [5]), ("windows/amd64:10.0.20348", [4]),
            ("windows/amd64:20348", [4]), ("windows/amd64:10.0.1..10.0.2", []),
        ] as [(String, [Int])]
    )
    func matches(_ text: String, _ expected: [Int]) throws {
        let pattern = try PlatformPattern(parsing: text)
        let platforms = try Self.offers.map { try PlatformSelector(parsing: $0).platform }
        let found = platforms.indices.filter { index in platforms[index].map(pattern.matches) ?? false }
        #expect(found == expected)
        #expect(pattern.description == text)
    }

    @Test(
        "is refused where it can mean nothing",
        arguments: [
            "", "*", "linux", "*/*", "/*", "linux/*/v8", "linux/*:5.10", "windows/amd64:..", "windows/amd64:1..x",
            "windows/amd64:10.0.26100..10.0.20348", "linux/amd64:5..6", "windows/amd64:10.0.1..10.0.2..10.0.3",
            "windows/amd64:99999999999999999999..",
        ]
    )
    func refused(_ text: String) {
        #expect(throws: OCIError.self) { try PlatformPattern(parsing: text) }
    }

    @Test("a version that no number is in no range", arguments: ["10.0", "10.0.x", " 10.0.20348", "10.0.20348.", ""])
    func oddVersions(_ version: String) throws {
        let pattern = try PlatformPattern(parsing: "windows/amd64:10.0.20348..10.0.26100")
        #expect(!pattern.matches(Platform(os: "windows", architecture: "amd64", osVersion: version)))
    }
}
