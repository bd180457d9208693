/// What an image runs on (image-spec, image-index.md, "platform").
public struct Platform: Hashable, Sendable, CustomStringConvertible {
    /// The operating system in Go's spelling, such as `linux` or `windows`.
    public var os: String
    /// The architecture in Go's spelling, such as `amd64` or `arm64`.
    public var architecture: String
    /// The architecture's variant, such as `v7`.
    public var variant: String?
    /// The operating system's version, on Windows `major.minor.build.revision`.
    public var osVersion: String?
    /// What the operating system must offer, such as `win32k`.
    public var osFeatures: [String]

    /// A platform of these parts, taken as they are; an empty variant or version counts as none.
    public init(
        os: String,
        architecture: String,
        variant: String? = nil,
        osVersion: String? = nil,
        osFeatures: [String] = []
    ) {
        self.os = os
        self.architecture = architecture
        self.variant = variant?.isEmpty == true ? nil : variant
        self.osVersion = osVersion?.isEmpty == true ? nil : osVersion
        self.osFeatures = osFeatures
    }

    /// Reads `OS/ARCH[/VARIANT][:OSVERSION]` or containerd's `OS(OSVERSION+FEATURE)/ARCH[/VARIANT]`, and normalizes it.
    ///
    /// After a colon the version is dotted numbers (`10.0.20348`, with or without a revision). In parentheses it
    /// is any text, percent-escaped as containerd's `FormatAll` does.
    ///
    /// - Throws: `platform-invalid`, also for an operating system or an architecture alone.
    public init(parsing text: String) throws(OCIError) {
        self = try PlatformSpecifier(parsing: text).platform.normalized
    }

    /// The platform of the machine this program was built for; without an `osVersion`, which only the running
    /// Windows could tell.
    public static var current: Platform {
        Platform(os: currentOS, architecture: currentArchitecture).normalized
    }

    /// Whether this marks an attestation rather than an image: `unknown/unknown`.
    public var isUnknown: Bool {
        let normalized = self.normalized
        return normalized.os == "unknown" && normalized.architecture == "unknown"
    }

    private static var currentOS: String {
        #if os(Windows)
        "windows"
        #elseif os(macOS)
        "darwin"
        #elseif os(FreeBSD)
        "freebsd"
        #else
        "linux"
        #endif
    }

    private static var currentArchitecture: String {
        #if arch(arm64)
        "arm64"
        #elseif arch(arm)
        "arm"
        #elseif arch(i386)
        "386"
        #elseif arch(powerpc64le)
        "ppc64le"
        #elseif arch(s390x)
        "s390x"
        #elseif arch(riscv64)
        "riscv64"
        #else
        "amd64"
        #endif
    }
}
