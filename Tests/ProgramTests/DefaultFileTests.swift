import Foundation
import Testing

/// Where registries.yaml is looked for: in a mount namespace with a `/etc/rancher` of the test's own.
@Suite("Default files", .enabled(if: getuid() == 0), .timeLimit(.minutes(1)))
struct DefaultFileTests {
    @Test(
        "the first of RKE2's and K3s's files that exists is read, and named on stderr",
        arguments: [
            (["rke2", "k3s"], "/etc/rancher/rke2/registries.yaml"),
            (["k3s"], "/etc/rancher/k3s/registries.yaml"),
            ([], "none"),
        ]
    )
    func defaultFile(existing: [String], named: String) async throws {
        try await withTemporaryDirectory { directory in
            let etc = directory("rancher")
            for name in existing {
                try FileManager.default.createDirectory(atPath: "\(etc)/\(name)", withIntermediateDirectories: true)
                try directory.write(
                    "mirrors: {docker.io: {endpoint: [\"https://\(name).example\"]}}\n",
                    to: "rancher/\(name)/registries.yaml"
                )
            }
            // A whole new /etc: the machine's own may have no directory to mount over.
            let script =
                #"mount -t tmpfs none /etc && { [ ! -d "$1" ] || cp -r "$1" /etc/rancher; } && exec "$2" explain busybox"#
            let ending = try await ChildProcess.run(
                .unshare,
                ["-m", "/bin/sh", "-c", script, "sh", etc, Windlass.path]
            )
            #expect(ending.stderr.contains("registries.yaml: \(named)"), "\(ending.stderr)")
            #expect(ending.stdout.contains("https://\(existing.first ?? "registry-1.docker.io")"), "\(ending.stdout)")
        }
    }
}
