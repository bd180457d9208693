/// A Windows version as containerd reads it: `major.minor.build[.anything]`.
struct WindowsVersion: Hashable {
    let major: Int
    let minor: Int
    let build: Int

    /// The first build with a stable interface between host and container: Windows Server 2022.
    static let firstStableBuild = 20348

    /// The long-term releases whose images later hosts run, oldest first.
    static let longTermBuilds = [20348, 26100]

    /// Nil for what containerd reads as version zero: fewer than three parts, or one that is no number in range.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, let major = parts[0].decimal(atMost: 255), let minor = parts[1].decimal(atMost: 255),
            let build = parts[2].decimal(atMost: 65535), (major, minor, build) != (0, 0, 0)
        else { return nil }
        self.major = major
        self.minor = minor
        self.build = build
    }

    /// The builds of images that this host runs without Hyper-V.
    var runnableBuilds: ClosedRange<Int> {
        guard build >= Self.firstStableBuild else { return build...build }
        let floor = Self.longTermBuilds.last { $0 < build } ?? Self.firstStableBuild
        return floor...build
    }

    /// Whether a process container of that version runs on this host.
    func runs(_ image: WindowsVersion) -> Bool {
        image.major == major && image.minor == minor && runnableBuilds.contains(image.build)
    }

    /// The numbers by which versions are newer and older: major, minor, build and revision, whichever can be read.
    static func rank(_ text: String) -> [Int] {
        guard let version = WindowsVersion(text) else { return [] }
        let revision = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst(3).first
        return [version.major, version.minor, version.build, revision?.decimal(atMost: .max) ?? 0]
    }
}
