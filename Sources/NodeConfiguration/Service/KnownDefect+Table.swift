import Registries

extension KnownDefect {
    /// The releases of January 2024 that were the first to write certs.d (k3s-io/k3s#8973).
    private static let firstHostsFiles = [[1, 26, 13], [1, 27, 10], [1, 28, 6], [1, 29, 1]]
    /// Those of March 2024.
    private static let march2024 = [[1, 26, 15], [1, 27, 12], [1, 28, 8], [1, 29, 3]]
    private static let services: Set<ServiceFlavor> = [.k3s, .rke2]

    /// All that are known, in the order in which they are told of.
    package static let all: [KnownDefect] = [
        KnownDefect(
            "windows-duplicate-tables",
            of: services,
            on: [.windows],
            in: .service(from: [], before: ServiceVersion.mendedWindowsTemplates),
            issues: ["rancher/rancher#41659", "k3s-io/k3s#11707"],
            places: { $0.secondConfig }
        ),
        KnownDefect(
            Finding.Code.rke2VersionAffected.rawValue,
            of: services,
            on: [.windows],
            in: .service(from: [], before: ServiceVersion.mendedWindowsTemplates),
            issues: ["rancher/rke2#7103", "k3s-io/k3s#11693", "rancher/rke2#3024", "rancher/rke2#3239"],
            places: { Array($0.configs { $0.auth != nil || $0.tls?.isEmpty == false }.prefix(1)) }
        ),
        KnownDefect(
            "embedded-registry-windows-directory",
            of: services,
            on: [.windows],
            in: .reported(from: firstHostsFiles, seen: [1, 28, 13]),
            issues: ["rancher/rke2#8138"],
            places: { $0.embeddedMirror }
        ),
        // On Windows these releases left the old mirrors on, and containerd read no directories.
        KnownDefect(
            "duplicate-endpoint-rejected",
            of: services,
            on: [.linux],
            in: .service(from: firstHostsFiles, before: march2024),
            issues: ["k3s-io/k3s#9693", "k3s-io/k3s#9697", "rancher/rke2#5577"],
            places: { $0.duplicateEndpoints }
        ),
        KnownDefect(
            "own-endpoint-drops-mirrors",
            of: services,
            on: [.linux],
            in: .service(from: firstHostsFiles, before: march2024),
            issues: ["k3s-io/k3s#9341", "k3s-io/k3s#9626"],
            places: { $0.ownEndpoints }
        ),
        KnownDefect(
            "wildcard-mirror-without-fallback",
            of: services,
            on: [.linux],
            in: .service(from: firstHostsFiles, before: march2024),
            issues: ["k3s-io/k3s#9728", "k3s-io/k3s#9729"],
            places: { $0.wildcardWithDefault }
        ),
        KnownDefect(
            "wildcard-mirror-without-fallback-2",
            of: services,
            in: .service(from: [[1, 31, 6], [1, 32, 2]], before: [[1, 31, 7], [1, 32, 3]]),
            issues: ["k3s-io/k3s#11857", "k3s-io/k3s#11875", "k3s-io/k3s#11876"],
            places: { $0.wildcardWithDefault }
        ),
        KnownDefect(
            "tls-only-for-mirrors",
            of: services,
            on: [.linux],
            in: .service(from: march2024, before: [[1, 27, 13], [1, 28, 9], [1, 29, 4]]),
            issues: ["k3s-io/k3s#9839", "k3s-io/k3s#9983", "rancher/rke2#5658", "containerd/containerd#10027"],
            places: { $0.tlsBesideMirrors }
        ),
        KnownDefect(
            "docker-io-credentials-unused",
            of: services,
            in: .service(from: [], before: [[1, 31, 11], [1, 32, 7], [1, 33, 3]]),
            issues: ["k3s-io/k3s#12561", "k3s-io/k3s#12613", "k3s-io/k3s#12614", "k3s-io/k3s#12615"],
            places: { $0.hubCredentials }
        ),
        KnownDefect(
            Finding.Code.wildcardAuthIgnored.rawValue,
            of: services,
            in: .all,
            issues: ["k3s-io/k3s#12326"],
            places: { $0.configs { $0.hasCredential }.filter { $0.subject == "*" } }
        ),
        KnownDefect(
            Complaint.Code.windowsAuthoritiesReplaceRoots.rawValue,
            of: Set(ServiceFlavor.allCases),
            on: [.windows],
            in: .containerd(before: ContainerdVersion(2, 3), mendedService: [1, 36, 2]),
            issues: ["containerd/containerd#13128"],
            places: { Array($0.configs { $0.tls?.caFile != nil }.prefix(1)) }
        ),
        KnownDefect(
            Complaint.Code.rewriteUnescaped.rawValue,
            of: services,
            in: .unknown,
            issues: [],
            places: { $0.unescapedRewrites }
        ),
        // What only an image, or containerd's own files, can tell.
        KnownDefect(
            Finding.Code.configPathListTransfer.rawValue,
            of: [.stock],
            in: .unknown,
            issues: ["containerd/containerd#12808"]
        ),
        KnownDefect(
            Finding.Code.hostsNoHostTable.rawValue,
            of: [.stock],
            in: .containerd(before: ContainerdVersion(1, 7, 32)),
            issues: ["containerd/containerd#10027"]
        ),
        KnownDefect(
            "foreign-layer-urls-first",
            of: Set(ServiceFlavor.allCases),
            in: .all,
            issues: ["containerd/containerd#7676"]
        ),
        KnownDefect(
            "os-version-compared-as-text",
            of: Set(ServiceFlavor.allCases),
            on: [.windows],
            in: .all,
            issues: []
        ),
    ]
}
