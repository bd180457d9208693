import Foundation

/// The scripts of this repository that tests run.
enum Script {
    /// Where one is, by its name below `scripts`.
    static func path(_ name: String) -> String {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "scripts/\(name)").path
    }
}
