import OCI
import Testing

@Suite("Image configurations")
struct ImageConfigurationTests {
    @Test("Platform and layers are read out of a real configuration")
    func reads() throws {
        let digest = "sha256:\(DigestTests.sha256)"
        let text = """
            {"created":"2026-01-02T03:04:05Z","architecture":"arm64","variant":"v8","os":"windows",\
            "os.version":"10.0.20348.1","os.features":["win32k"],"container_config":{"Hostname":"x","hostname":"y"},\
            "config":{"Labels":{"a":"1","A":"2","os":"3","OS":"4"},"Env":["PATH=/bin","Path=/bin"]},\
            "history":[{"created_by":"x","empty_layer":true}],"rootfs":{"type":"layers","diff_ids":["\(digest)"]}}
            """
        let configuration = try ImageConfiguration(bytes: Array(text.utf8))
        #expect(configuration.platform.description == "windows(10.0.20348.1+win32k)/arm64/v8")
        #expect(configuration.diffIDs.map(\.description) == [digest])
    }

    @Test(
        "What is absent is empty, as in an artifact's configuration",
        arguments: [
            "{}", #"{"rootfs":null}"#, #"{"rootfs":{"type":"layers","diff_ids":null}}"#,
        ]
    )
    func absent(text: String) throws {
        let configuration = try ImageConfiguration(bytes: Array(text.utf8))
        #expect(configuration == ImageConfiguration(platform: Platform(os: "", architecture: ""), diffIDs: []))
    }

    @Test(
        "What is read is read strictly",
        arguments: [
            ("[]", .invalidManifest), ("", .jsonSyntax), (#"{"os":1}"#, .invalidManifest),
            (#"{"OS":"linux"}"#, .jsonCaseVariantKey),
            (#"{"os":"a","os":"b"}"#, .jsonDuplicateKey), (#"{"rootfs":{"diff_ids":["x"]}}"#, .invalidDigest),
            (#"{"rootfs":{"Diff_IDs":[]}}"#, .jsonCaseVariantKey), (#"{"rootfs":{"diff_ids":[1]}}"#, .invalidManifest),
            (#"{"os.features":"win32k"}"#, .invalidManifest), (#"{"rootfs":[]}"#, .invalidManifest),
        ] as [(String, OCIError.Code)]
    )
    func refuses(text: String, code: OCIError.Code) {
        let error = #expect(throws: OCIError.self) { try ImageConfiguration(bytes: Array(text.utf8)) }
        #expect(error?.code == code)
    }
}
