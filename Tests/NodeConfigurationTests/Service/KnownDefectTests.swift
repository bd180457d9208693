import Foundation
import NodeConfiguration
import OCI
import Registries
import Testing

@Suite("Known defects")
struct KnownDefectTests {
    private func present(
        _ version: String,
        on system: NodeSystem,
        flavor: ServiceFlavor = .rke2
    ) throws -> Set<String> {
        let service = try #require(ServiceVersion(parsing: version))
        let node = KnownDefect.Installation(system: system, flavor: flavor, service: service)
        return Set(KnownDefect.all.filter { $0.presence(on: node) == .present }.map(\.code))
    }

    static let versions: [(code: String, system: NodeSystem, broken: [String], sound: [String])] = [
        (
            "rke2-version-affected", .windows,
            ["v1.22.3+rke2r1", "v1.28.15+rke2r1", "v1.29.13+rke2r1", "v1.30.9", "v1.31.5", "v1.32.1+rke2r1"],
            ["v1.29.14+rke2r1", "v1.30.10", "v1.31.6", "v1.32.2", "v1.33.0", "v1.36.4+rke2r1"]
        ),
        (
            "windows-duplicate-tables", .windows, ["v1.25.9+rke2r1", "v1.32.1+rke2r1"], ["v1.29.14", "v1.33.0"]
        ),
        (
            "duplicate-endpoint-rejected", .linux, ["v1.29.1", "v1.29.2", "v1.28.7", "v1.26.14", "v1.27.10"],
            ["v1.25.16", "v1.26.12", "v1.29.0", "v1.29.3", "v1.28.8", "v1.30.0"]
        ),
        ("own-endpoint-drops-mirrors", .linux, ["v1.28.7", "v1.27.11"], ["v1.28.5", "v1.28.8", "v1.31.0"]),
        ("wildcard-mirror-without-fallback", .linux, ["v1.29.2", "v1.27.11"], ["v1.29.3", "v1.29.0", "v1.30.0"]),
        (
            "wildcard-mirror-without-fallback-2", .linux, ["v1.31.6", "v1.32.2"],
            ["v1.30.10", "v1.31.5", "v1.31.7", "v1.32.1", "v1.32.3", "v1.33.0"]
        ),
        ("wildcard-mirror-without-fallback-2", .windows, ["v1.31.6", "v1.32.2"], ["v1.32.3", "v1.30.11"]),
        (
            "tls-only-for-mirrors", .linux, ["v1.29.3", "v1.28.8", "v1.26.15"],
            ["v1.29.2", "v1.29.4", "v1.28.9", "v1.30.0"]
        ),
        (
            "docker-io-credentials-unused", .linux, ["v1.24.1", "v1.30.14", "v1.31.10", "v1.32.6", "v1.33.2"],
            ["v1.31.11", "v1.32.7", "v1.33.3", "v1.34.1"]
        ),
        ("docker-io-credentials-unused", .windows, ["v1.33.2"], ["v1.33.3"]),
        ("wildcard-auth-ignored", .windows, ["v1.25.9", "v1.36.4"], []),
        ("windows-ca-replaces-system-roots", .windows, ["v1.29.13", "v1.36.1"], ["v1.36.2", "v1.37.0"]),
        ("embedded-registry-windows-directory", .windows, ["v1.28.13", "v1.28.6"], ["v1.25.1", "v1.33.1"]),
    ]

    @Test("are in the versions that upstream says", arguments: versions)
    func lines(code: String, system: NodeSystem, broken: [String], sound: [String]) throws {
        for version in broken { #expect(try present(version, on: system).contains(code), "\(version)") }
        for version in sound { #expect(try !present(version, on: system).contains(code), "\(version)") }
    }

    @Test("hit their own systems and flavours alone", arguments: ServiceFlavor.allCases)
    func systems(flavor: ServiceFlavor) throws {
        let version = "v1.29.2"
        let (linux, windows) = (
            try present(version, on: .linux, flavor: flavor), try present(version, on: .windows, flavor: flavor)
        )
        #expect(!linux.contains("rke2-version-affected") && !linux.contains("windows-ca-replaces-system-roots"))
        #expect(!windows.contains("duplicate-endpoint-rejected"))
        #expect(windows.contains("rke2-version-affected") == (flavor != .stock))
        #expect(linux.contains("duplicate-endpoint-rejected") == (flavor != .stock))
    }

    @Test("are unknown where the version is, and where nobody said when they ended")
    func unknown() throws {
        let blind = KnownDefect.Installation(system: .windows, flavor: .rke2)
        let seen = KnownDefect.Installation(
            system: .windows,
            flavor: .rke2,
            service: ServiceVersion(parsing: "v1.34.1+rke2r1")
        )
        let codes: (KnownDefect.Installation) -> Set<String> = { node in
            Set(KnownDefect.all.filter { $0.presence(on: node) == .unknown }.map(\.code))
        }
        #expect(codes(blind).isSuperset(of: ["rke2-version-affected", "windows-ca-replaces-system-roots"]))
        #expect(codes(seen) == ["embedded-registry-windows-directory", "rewrite-unescaped"])
    }

    @Test(
        "of containerd go by its own version where it is known",
        arguments: [("1.7", true), ("2.2.3", true), ("2.3", false), ("2.3.4-k3s1", false)]
    )
    func containerd(version: String, isPresent: Bool) throws {
        let node = KnownDefect.Installation(
            system: .windows,
            flavor: .stock,
            containerd: ContainerdVersion(parsing: version)
        )
        let defect = try #require(KnownDefect.all.first { $0.code == "windows-ca-replaces-system-roots" })
        #expect((defect.presence(on: node) == .present) == isPresent)
    }

    static let configurations: [(text: String, disabled: Bool, embedded: String?, hits: [String])] = [
        ("mirrors: {quay.io: {endpoint: ['https://m']}}", false, nil, []),
        (
            "configs: {h: {auth: {username: u, password: p}}}", false, nil, ["rke2-version-affected h 1:11"]
        ),
        (
            "configs:\n  h: {auth: {username: u, password: p}}\n  i: {tls: {ca_file: /ca}}", false, nil,
            [
                "windows-duplicate-tables i 3:3", "rke2-version-affected h 2:3", "tls-only-for-mirrors i 3:3",
                "windows-ca-replaces-system-roots i 3:3",
            ]
        ),
        (
            "mirrors: {quay.io: {endpoint: ['https://m']}}\nconfigs: {m: {tls: {insecure_skip_verify: true}}}", false,
            nil,
            ["rke2-version-affected m 2:11"]
        ),
        (
            "mirrors:\n  quay.io: {endpoint: ['https://m', 'https://m/v2']}", false, nil,
            ["duplicate-endpoint-rejected https://m/v2 2:37"]
        ),
        (
            "mirrors:\n  quay.io: {endpoint: ['https://m', quay.io]}", false, nil,
            ["own-endpoint-drops-mirrors quay.io 2:37"]
        ),
        (
            "mirrors:\n  docker.io: {endpoint: ['https://m', 'https://registry-1.docker.io']}", false, nil,
            ["own-endpoint-drops-mirrors https://registry-1.docker.io 2:39"]
        ),
        (
            "mirrors: {'*': {endpoint: ['https://m']}}", false, nil,
            ["wildcard-mirror-without-fallback * 1:11", "wildcard-mirror-without-fallback-2 * 1:11"]
        ),
        ("mirrors: {'*': {endpoint: ['https://m']}}", true, nil, []),
        (
            "mirrors: {quay.io: , '*': }", true, "127.0.0.1:9345", ["embedded-registry-windows-directory * 1:22"]
        ),
        ("mirrors: {quay.io: }", false, "127.0.0.1:9345", ["embedded-registry-windows-directory quay.io 1:11"]),
        (
            "configs: {docker.io: {auth: {username: u, password: p}}}", false, nil,
            ["rke2-version-affected docker.io 1:11", "docker-io-credentials-unused docker.io 1:11"]
        ),
        (
            "configs: {docker.io: {auth: {username: u, password: p}}, registry-1.docker.io: {auth: {username: u, password: p}}}",
            false, nil,
            ["windows-duplicate-tables registry-1.docker.io 1:58", "rke2-version-affected docker.io 1:11"]
        ),
        (
            "configs: {'*': {auth: {username: u, password: p}}}", false, nil,
            ["rke2-version-affected * 1:11", "wildcard-auth-ignored * 1:11"]
        ),
        (
            "mirrors: {quay.io: {endpoint: ['https://m'], rewrite: {'a\\.(.*)': 'b/$1'}}}", false, nil,
            ["rewrite-unescaped a\\.(.*) 1:56"]
        ),
    ]

    @Test("are met by the configurations that have what they need", arguments: configurations)
    func places(text: String, disabled: Bool, embedded: String?, hits: [String]) throws {
        let configuration = try RegistriesConfiguration(parsing: Array(text.utf8), strictness: .lenient)
        let options = PlanOptions(
            node: try Node(parsing: "windows/amd64"),
            disableDefaultEndpoint: disabled,
            embeddedRegistry: embedded
        )
        let settings = KnownDefect.Settings(Planner(configuration, options: options))
        let found = KnownDefect.all.flatMap { defect in
            defect.hits(settings).map { hit in
                let place = hit.position.map { "\($0.line):\($0.column)" } ?? "nowhere"
                return "\(defect.code) \(hit.subject) \(place)"
            }
        }
        #expect(found == hits)
    }

    @Test(
        "name the first sound version of a line",
        arguments: [("v1.31.2", "v1.31.6"), ("v1.25.9", "v1.29.14"), ("v1.32.1+rke2r1", "v1.32.2")]
    )
    func mended(version: String, first: String) throws {
        let defect = try #require(KnownDefect.all.first { $0.code == "rke2-version-affected" })
        #expect(defect.versions.mended(for: ServiceVersion(parsing: version)) == first)
    }

    @Test("are all documented, with their issues")
    func documented() throws {
        let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/").drop { $0 == "/" }
        let text = try String(contentsOf: URL(filePath: "/\(root)/docs/versions.md"), encoding: .utf8)
        let codes = KnownDefect.all.map(\.code)
        #expect(Set(codes).count == codes.count)
        for defect in KnownDefect.all {
            #expect(text.contains("## \(defect.code)\n"), "\(defect.code)")
            for issue in defect.issues { #expect(text.contains(issue), "\(issue)") }
        }
    }
}
