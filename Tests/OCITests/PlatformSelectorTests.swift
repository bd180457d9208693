import OCI
import Testing

@Suite("Platform selectors")
struct PlatformSelectorTests {
    private static let server2022 = Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348.4294")

    @Test(
        "A selector takes its own platform and no other",
        arguments: [
            ("linux/amd64", Platform(os: "linux", architecture: "amd64"), true),
            ("linux/amd64", Platform(os: "linux", architecture: "amd64", variant: "v1"), true),
            ("linux/amd64", Platform(os: "linux", architecture: "amd64", variant: "v3"), false),
            ("linux/amd64", Platform(os: "linux", architecture: "386"), false),
            ("linux/amd64", Platform(os: "windows", architecture: "amd64"), false),
            ("linux/amd64/v3", Platform(os: "linux", architecture: "amd64", variant: "v3"), true),
            ("linux/amd64/v3", Platform(os: "linux", architecture: "amd64"), false),
            ("linux/arm64", Platform(os: "linux", architecture: "arm64", variant: "v8"), true),
            ("linux/arm64", Platform(os: "linux", architecture: "arm64", variant: "v9"), false),
            ("linux/arm", Platform(os: "linux", architecture: "arm", variant: "v6"), true),
            ("linux/arm", Platform(os: "linux", architecture: "arm"), true),
            ("linux/arm/v7", Platform(os: "linux", architecture: "arm"), true),
            ("linux/arm/v7", Platform(os: "linux", architecture: "arm", variant: "v6"), false),
            ("linux/armhf", Platform(os: "linux", architecture: "arm", variant: "v6"), false),
            ("linux/mips64le", Platform(os: "linux", architecture: "mips64le", variant: "hardfloat"), true),
            ("windows/amd64", server2022, true),
            ("windows/amd64:20348", server2022, true),
            ("windows/amd64:10.0", server2022, true),
            ("windows/amd64:10.0.20348", server2022, true),
            ("windows/amd64:10.0.20348.4294", server2022, true),
            ("windows/amd64:10.0.20348.42", server2022, false),
            ("windows/amd64:10.0.2034", server2022, false),
            ("windows/amd64:10.0.26100", server2022, false),
            ("windows/amd64:10.0.20348", Platform(os: "windows", architecture: "amd64"), false),
            ("windows(+win32k)/amd64", server2022, false),
            ("linux/amd64", Platform(os: "unknown", architecture: "unknown"), false),
            ("unknown/unknown", Platform(os: "unknown", architecture: "unknown"), true),
            ("all", Platform(os: "unknown", architecture: "unknown"), true),
            ("all", server2022, true),
        ]
    )
    func matches(text: String, platform: Platform, expected: Bool) throws {
        let selector = try PlatformSelector(parsing: text)
        #expect(selector.matches(platform) == expected)
        #expect(try PlatformSelector(parsing: selector.description) == selector)
    }

    @Test("A feature in the selector asks for images that have it")
    func features() throws {
        var image = Self.server2022
        image.osFeatures = ["win32k", "other"]
        #expect(try PlatformSelector(parsing: "windows(+win32k)/amd64").matches(image))
    }

    @Test(
        "An operating system or an architecture alone is no selector",
        arguments: ["linux", "arm64", "", "ALL", "all/all/"]
    )
    func refuses(text: String) {
        #expect(throws: OCIError.self) { try PlatformSelector(parsing: text) }
    }
}
