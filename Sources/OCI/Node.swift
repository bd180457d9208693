/// A host that chooses among the platforms of an index, as containerd on that host would.
///
/// Sources: containerd/platforms (`Only`, and on Windows the version matcher) and containerd's `images.Manifest`.
public struct Node: Hashable, Sendable, CustomStringConvertible {
    /// The host's platform, normalized.
    public let platform: Platform
    /// The platforms that this host runs, best first, whatever the version.
    ///
    /// Windows runs its own architecture alone; elsewhere a processor also runs its older variants and its 32-bit
    /// predecessor.
    public let runnablePlatforms: [Platform]

    /// A host of that platform. On Windows a version that cannot be read counts as none, and then any version will
    /// do; that is containerd's rule.
    public init(_ platform: Platform) {
        let normalized = platform.normalized
        self.platform = normalized
        self.runnablePlatforms = normalized.os == "windows" ? [normalized] : normalized.olderVariants
    }

    /// Reads a host's platform as ``Platform/init(parsing:)`` does. Operators know Windows by its build, so
    /// `windows/amd64:20348` is taken for `windows/amd64:10.0.20348`.
    ///
    /// - Throws: `platform-invalid`, also for a Windows version that cannot be read: it would match everything.
    public init(parsing text: String) throws(OCIError) {
        let platform = try PlatformSpecifier(parsing: text, allowingBareBuild: true).platform.normalized
        if platform.os == "windows", let version = platform.osVersion, WindowsVersion(version) == nil {
            throw OCIError(.invalidPlatform, subject: text, detail: "os-version")
        }
        self.init(platform)
    }

    /// The Windows build, such as 20348; nil elsewhere and where it is not known.
    public var windowsBuild: Int? {
        windowsVersion?.build
    }

    /// The builds of images that this Windows host runs without Hyper-V; nil elsewhere and where its build is not known.
    public var runnableBuilds: ClosedRange<Int>? {
        windowsVersion?.runnableBuilds
    }

    /// Whether containerd on this host would run an image of that platform.
    public func accepts(_ image: Platform) -> Bool {
        refusal(of: image) == nil
    }

    /// The platform in ``Platform/description``'s spelling.
    public var description: String {
        platform.description
    }

    var isWindows: Bool {
        platform.os == "windows"
    }

    var windowsVersion: WindowsVersion? {
        isWindows ? platform.osVersion.flatMap { WindowsVersion($0) } : nil
    }
}
