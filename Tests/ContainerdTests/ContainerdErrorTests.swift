import OCI
import Testing

@testable import Containerd

@Suite("What containerd says")
struct ContainerdErrorTests {
    @Test(
        "is an error with a code",
        arguments: [
            (.notFound, "image \"a\": not found", .notFound),
            (.alreadyExists, "content sha256:ab: already exists", .alreadyExists),
            (.unavailable, "the connection was closed", .unreachable),
            (.unavailable, "ref layer-sha256:ab locked for 3s (since ...): unavailable", .failed),
            (.unknown, "write /x: no space left on device", .diskFull),
            (.unknown, "write /x: disk quota exceeded", .diskFull),
            (.unknown, "anything", .failed),
            (.deadlineExceeded, "", .timeout),
            (.unimplemented, "unknown service containerd.services.leases.v1.Leases", .unsupported),
            (.permissionDenied, "", .notPermitted),
        ] as [(GRPCStatus.Code, String, ContainerdError.Code)]
    )
    func codes(status: GRPCStatus.Code, message: String, code: ContainerdError.Code) {
        let error = ContainerdError(GRPCStatus(code: status, message: message, method: "/a.B/C"), address: "/s")
        #expect(error.code == code)
        #expect(error.method == "/a.B/C")
        #expect(error.detail == message)
    }

    @Test("of a socket that is not there names it")
    func noSocket() async {
        let error = await #expect(throws: ContainerdError.self) {
            try await ContainerdClient(address: "/nonexistent/windlass.sock", namespace: "default")
        }
        #expect(error?.code == .unreachable)
        #expect(error?.address == "/nonexistent/windlass.sock")
    }

    @Test(
        "is asked for at the first socket that is there",
        arguments: [
            (
                nil, ["/run/k3s/containerd/containerd.sock", "/run/containerd/containerd.sock"],
                "/run/k3s/containerd/containerd.sock"
            ),
            (nil, ["/run/containerd/containerd.sock"], "/run/containerd/containerd.sock"),
            (nil, [], "/run/containerd/containerd.sock"),
            ("/a", ["/run/containerd/containerd.sock"], "/a"),
            ("unix:///a", [], "/a"),
        ] as [(String?, [String], String)]
    )
    func addresses(given: String?, present: [String], path: String) {
        #expect(ContainerdAddress.path(given) { present.contains($0) } == path)
    }

    @Test(
        "an unfinished blob is called as containerd's own client calls it",
        arguments: [
            (MediaType.ociIndex, "index"), (MediaType.dockerManifestList, "index"), (MediaType.ociManifest, "manifest"),
            (MediaType.dockerManifest, "manifest"), (MediaType.ociConfig, "config"), (MediaType.dockerConfig, "config"),
            (MediaType.ociLayerZstd, "layer"), (MediaType.dockerForeignLayerGzip, "layer"),
            (MediaType.dockerLayerGzip, "layer"), ("application/vnd.example", "unknown"),
        ]
    )
    func references(mediaType: String, kind: String) throws {
        let digest = try Digest(parsing: "sha256:" + String(repeating: "a", count: 64))
        #expect(Descriptor(mediaType: mediaType, digest: digest, size: 1).ingestReference == "\(kind)-\(digest)")
    }
}
