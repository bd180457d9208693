import OCI

extension SampleImage {
    /// A Linux image with layers of these sizes.
    ///
    /// The layers are pseudo-random bytes under a gzip media type: good for transfer, not for unpacking. See
    /// ``SampleTar`` for one that can be unpacked.
    public static func linux(
        architecture: String = "amd64",
        variant: String? = nil,
        layers: [Int64] = [1_024, 4_096],
        seed: UInt64 = 1,
        format: Format = .oci
    ) -> SampleImage {
        SampleImage(
            platform: Platform(os: "linux", architecture: architecture, variant: variant),
            layers: self.layers(layers, seed: seed, format: format),
            format: format
        )
    }

    /// A Windows image of a build; `os.version` stands in its configuration, and in the descriptor of an index.
    ///
    /// - Parameters:
    ///   - version: `10.0.20348.2700`; nil leaves it out, as HostProcess images do.
    ///   - foreignBase: Where Microsoft's base layer is to be had; if not empty, the first layer is a foreign one.
    public static func windows(
        version: String?,
        architecture: String = "amd64",
        layers: [Int64] = [8_192, 2_048],
        foreignBase: [String] = [],
        seed: UInt64 = 20_348,
        format: Format = .oci
    ) -> SampleImage {
        var contents = self.layers(layers, seed: seed, format: format)
        if !foreignBase.isEmpty, let base = contents.first {
            let mediaType = format == .oci ? MediaType.ociForeignLayerGzip : MediaType.dockerForeignLayerGzip
            contents[0] = SampleContent(mediaType: mediaType, body: base.body)
        }
        return SampleImage(
            platform: Platform(os: "windows", architecture: architecture, osVersion: version),
            layers: contents,
            format: format,
            urls: foreignBase.isEmpty ? [:] : [0: foreignBase]
        )
    }

    /// A Linux image whose one layer can be unpacked: an uncompressed tar of these files.
    public static func unpackable(
        files: [String: String] = ["hello.txt": "hello\n"],
        architecture: String = "amd64"
    ) -> SampleImage {
        SampleImage(
            platform: Platform(os: "linux", architecture: architecture),
            layers: [SampleContent(mediaType: MediaType.ociLayer, body: .bytes(SampleTar.archive(of: files)))]
        )
    }

    /// An index of the usual platforms: Linux on amd64, arm64 and arm/v7, and Windows of each of these versions.
    public static func multiPlatform(
        windowsVersions: [String] = ["10.0.17763.6414", "10.0.20348.2762", "10.0.26100.2033"],
        attestations: Bool = true,
        seed: UInt64 = 100
    ) -> SampleImage {
        let linux = [("amd64", nil), ("arm64", "v8"), ("arm", "v7")].enumerated().map { place, processor in
            Self.linux(architecture: processor.0, variant: processor.1, seed: seed + 10 * UInt64(place))
        }
        let windows = windowsVersions.enumerated().map { place, version in
            Self.windows(version: version, seed: seed + 1_000 + 10 * UInt64(place))
        }
        return SampleImage(indexOf: linux + windows, attestations: attestations)
    }

    /// An index in an index, `depth` times, with a Linux image at the end; depth 1 is an ordinary index.
    public static func nestedIndex(depth: Int, seed: UInt64 = 7) -> SampleImage {
        (0..<max(0, depth)).reduce(Self.linux(seed: seed)) { image, _ in SampleImage(indexOf: [image]) }
    }

    static func attestation(of image: SampleImage) -> SampleImage {
        let statement = SampleContent(
            mediaType: "application/vnd.in-toto+json",
            json: .object([
                ("_type", .text("https://in-toto.io/Statement/v0.1")),
                ("subject", .list([.object([("digest", .text(image.digest.description))])])),
            ])
        )
        return SampleImage(platform: Platform(os: "unknown", architecture: "unknown"), layers: [statement])
    }

    private static func layers(_ sizes: [Int64], seed: UInt64, format: Format) -> [SampleContent] {
        let mediaType = format == .oci ? MediaType.ociLayerGzip : MediaType.dockerLayerGzip
        return sizes.enumerated().map { place, size in
            SampleContent.random(size: size, seed: seed &* 1_000 &+ UInt64(place), mediaType: mediaType)
        }
    }
}
