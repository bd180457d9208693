import OCI
import Testing

@Suite("Platforms")
struct PlatformTests {
    @Test(
        "A platform is read in either grammar and normalized",
        arguments: [
            ("linux/amd64", Platform(os: "linux", architecture: "amd64")),
            ("Linux/X86_64", Platform(os: "linux", architecture: "amd64")),
            ("linux/x86-64/v1", Platform(os: "linux", architecture: "amd64")),
            ("linux/amd64/V3", Platform(os: "linux", architecture: "amd64", variant: "v3")),
            ("linux/i386", Platform(os: "linux", architecture: "386")),
            ("linux/aarch64", Platform(os: "linux", architecture: "arm64")),
            ("linux/arm64/v8", Platform(os: "linux", architecture: "arm64")),
            ("linux/arm64/8", Platform(os: "linux", architecture: "arm64")),
            ("linux/arm64/v9", Platform(os: "linux", architecture: "arm64", variant: "v9")),
            ("linux/arm", Platform(os: "linux", architecture: "arm", variant: "v7")),
            ("linux/arm/7", Platform(os: "linux", architecture: "arm", variant: "v7")),
            ("linux/arm/6", Platform(os: "linux", architecture: "arm", variant: "v6")),
            ("linux/arm/v5", Platform(os: "linux", architecture: "arm", variant: "v5")),
            ("linux/armhf", Platform(os: "linux", architecture: "arm", variant: "v7")),
            ("linux/armel", Platform(os: "linux", architecture: "arm", variant: "v6")),
            ("linux/ppc64le", Platform(os: "linux", architecture: "ppc64le")),
            ("macOS/arm64", Platform(os: "darwin", architecture: "arm64")),
            ("windows/amd64:10.0.20348", Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348")),
            (
                "windows/amd64:10.0.20348.4294",
                Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348.4294")
            ),
            ("windows(10.0.17763)/amd64", Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763")),
            ("windows()/amd64", Platform(os: "windows", architecture: "amd64")),
            (
                "windows(10.0.17763+win32k)/amd64",
                Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763", osFeatures: ["win32k"])
            ),
            ("windows(+b+a+b)/amd64", Platform(os: "windows", architecture: "amd64", osFeatures: ["a", "b"])),
            (
                "windows(1%2E0%2b%28%2F%29+f%25)/amd64",
                Platform(os: "windows", architecture: "amd64", osVersion: "1.0+(/)", osFeatures: ["f%"])
            ),
            ("linux/arm/v7:5.10", Platform(os: "linux", architecture: "arm", variant: "v7", osVersion: "5.10")),
        ]
    )
    func reads(text: String, expected: Platform) throws {
        let platform = try Platform(parsing: text)
        #expect(platform == expected)
        #expect(platform.normalized == platform)
        #expect(try Platform(parsing: platform.description) == platform)
    }

    @Test(
        "What is no platform is refused",
        arguments: [
            "", "/", "linux", "amd64", "windows", "windows(10.0.1)", "linux/", "/amd64", "linux//v7", "linux/arm/",
            "a/b/c/d",
            "linux/amd64:", "windows/amd64:20348", "linux/amd64:5", "windows/amd64:10.0.", "windows/amd64:.10",
            "windows/amd64:10..0", "windows/amd64:10.0.x", "windows/amd64: 10.0.1", "windows(10.0.1)/amd64:10.0.1",
            "windows(10.0.1/amd64", "windows10.0.1)/amd64", "windows((1))/amd64", "windows(1%2)/amd64",
            "windows(1%zz)/amd64",
            "windows(1+)/amd64", "windows(1++a)/amd64", "windows(%ff)/amd64", "lin.ux/amd64", "linux/am*64", "*/amd64",
            "linux/amd64\n", "lïnux/amd64", "windows(1)x/amd64", "linux/amd64/v1:1.0:2.0",
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: OCIError.self) { try Platform(parsing: text) }
        #expect(error?.code == .invalidPlatform)
    }

    @Test(
        "A node may name its Windows build alone",
        arguments: [
            ("windows/amd64:20348", "windows/amd64:10.0.20348"), ("Windows/AMD64:26100", "windows/amd64:10.0.26100"),
            ("windows/amd64", "windows/amd64"), ("windows/arm64/v8:10.0.26100.4294", "windows/arm64:10.0.26100.4294"),
            ("linux/arm", "linux/arm/v7"),
        ]
    )
    func bareBuild(text: String, expected: String) throws {
        #expect(try Node(parsing: text).description == expected)
    }

    @Test(
        "A node's version that would match everything by mistake is refused",
        arguments: [
            "windows/amd64:10.0", "windows/amd64:70000", "windows/amd64:10.0.70000", "windows/amd64:300.0.20348",
            "windows(ltsc2022)/amd64", "linux/amd64:20348", "windows/amd64:0.0.0",
        ]
    )
    func unreadableNode(text: String) {
        let error = #expect(throws: OCIError.self) { try Node(parsing: text) }
        #expect(error?.code == .invalidPlatform)
    }

    @Test("This machine's platform is normalized and has a name")
    func current() throws {
        #expect(try Platform(parsing: Platform.current.description) == Platform.current)
    }

    @Test("Whatever a platform holds, its description reads back", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let options = [
            "", "10.0.20348", "10.0.20348.1", "10", "1..2", "a b", "%25", "+", "(x)/y", "\u{E9}\u{1F40B}", ":", "\n",
        ]
        for _ in 0..<3_000 {
            let platform = Platform(
                os: generator.pick(["linux", "Windows", "macos", "free_bsd"]),
                architecture: generator.pick(["amd64", "AMD64", "arm", "arm64", "i386", "riscv64", "armel", "x.y"]),
                variant: generator.pick([nil, "", "v1", "v7", "7", "v8", "V9.2", "x_y"]),
                osVersion: generator.pick(options),
                osFeatures: (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                    generator.pick(options.filter { !$0.isEmpty })
                }
            ).normalized
            #expect(try Platform(parsing: platform.description) == platform)
            #expect(platform.normalized == platform)
            #expect(try Platform(json: platform.json) == platform)
        }
    }

    @Test("No text crashes the parser, and what it takes reads back", arguments: [1, 2, 3] as [UInt64])
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let seeds = ["windows(10.0.17763+win32k)/amd64/v1", "linux/arm/v7:1.2.3", "windows/amd64:10.0.20348"]
        for _ in 0..<5_000 {
            let bytes = generator.mutated(
                Array(generator.pick(seeds).utf8),
                tokens: ["%", "%2", "%00", "(", ")", "+", "/", ":", ".", "v", "-"]
            )
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? Node(parsing: text).accepts(
                Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763")
            )
            guard let platform = try? Platform(parsing: text) else { continue }
            #expect(try Platform(parsing: platform.description) == platform, "\(text)")
        }
    }
}
