import Foundation

/// The debootstrap root file system that `scripts/fixtures.sh` makes once for this machine.
enum RootFileSystem {
    /// `DIR:TAG` of its layout.
    static let layout = Task {
        try await withTemporaryDirectory { directory in
            let script = Script.path("fixtures.sh")
            var environment: [String: String] = [:]
            for name in ["HOME", "XDG_CACHE_HOME", "http_proxy", "https_proxy"] {
                environment[name] = ProcessInfo.processInfo.environment[name]
            }
            let ending = try await ChildProcess("/bin/bash", [script], environment: environment, output: directory)
                .ending(within: .seconds(900))
            guard ending.status == 0, let path = ending.stdout.split(separator: "\n").last else {
                throw ChildProcess.Failure(command: script, ending: ending)
            }
            return "\(path):1"
        }
    }
}
