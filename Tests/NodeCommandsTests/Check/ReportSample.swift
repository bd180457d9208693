import OCI

@testable import NodeCommands

/// Reports as an operator would see them, for the tests and for looking at the pages.
enum ReportSample {
    static let stageNames = [
        "name", "proxy", "connect", "tls", "ping", "challenge", "token", "manifest", "platform", "layers",
        "redirect", "clock", "limits",
    ]

    /// The steps of an endpoint at which all went well.
    static func goodStages(_ host: String) -> [CheckReport.Stage] {
        let words = [
            "10.20.0.11, 10.20.0.12, fd00:20::11", "none: no_proxy has .corp.example",
            "2 of 2 addresses, fastest 10.20.0.11 in 1 ms",
            "TLS 1.3, \(host) signed by Corp Issuing CA 3, until 2027-03-01",
            "a registry: Docker-Distribution-Api-Version registry/2.0", "Bearer from https://auth.corp.example/token",
            "pull granted for an hour", "index of 4 platforms, 2.1 KB", "linux/amd64 and windows/amd64 10.0.20348",
            "11 layers, 1.4 GB, first and last byte of each", "cdn.corp.example: name, connection and TLS are well",
            "0.3 s behind", "1,900 of 2,000 requests left",
        ]
        return zip(stageNames, words).enumerated().map { index, stage in
            CheckReport.Stage(
                stage.0,
                .ok,
                seconds: Double(4 + 17 * index) / 1000,
                summary: stage.1,
                detail: stage.0 == "name" ? ["addresses": ["10.20.0.11", "10.20.0.12", "fd00:20::11"]] : [:]
            )
        }
    }

    /// The same, stopped at one of them.
    static func stages(
        _ host: String,
        _ failed: String,
        _ summary: String,
        status: CheckReport.Status = .failed,
        seconds: Double = 0.21,
        detail: JSON = [:]
    ) -> [CheckReport.Stage] {
        var stages = goodStages(host)
        guard let index = stages.firstIndex(where: { $0.name == failed }) else { return stages }
        stages[index] = CheckReport.Stage(failed, status, seconds: seconds, summary: summary, detail: detail)
        if status == .failed {
            for later in (index + 1)..<stages.count {
                stages[later] = CheckReport.Stage(stages[later].name, .skipped, summary: "\(failed) failed")
            }
        }
        return stages
    }

    static let chain: JSON = [
        "chain": [
            "CN=reg.corp.example, issued by CN=Corp Issuing CA 3, 2025-03-01 to 2027-03-01",
            "CN=Corp Issuing CA 3, issued by CN=Corp Root 2, 2022-01-01 to 2032-01-01",
        ],
        "sha256": "6f1c 98f2 0b7d 4c11 a3f4 9f5c 8f63 a2f0 9d8e 5b4e 71aa 02c3 4be9 d0ff 1a77 3c90",
    ]

    /// Three images at up to five endpoints, with every status, long URLs, differences, hosts and unknowns.
    static var rich: CheckReport {
        var report = CheckReport(machine: "worker-07.prod.corp.example", time: "2026-11-25T23:40:00Z", version: "0.5.0")
        report.registries = "/etc/rancher/rke2/registries.yaml"
        report.nodes = ["linux/amd64", "windows/amd64:10.0.20348"]
        report.stages = [
            CheckReport.Stage("file", .ok, seconds: 0.006, summary: "registries.yaml: UTF-8, 4 mirrors, 3 configs"),
            CheckReport.Stage("node", .unknown, summary: "containerd's files on the Windows node are not here"),
        ]
        report.images = [app, pause, tools]
        report.findings = findings
        report.differences = [
            CheckReport.Difference(
                image: "registry.corp.example:5000/team/shop/app:v3.14",
                endpoint: 1,
                field: "ca",
                values: [
                    .init(node: "linux/amd64", value: "/etc/rancher/certs/ca.pem"),
                    .init(node: "windows/amd64:10.0.20348", value: "none: the system's roots"),
                ],
                reason: "The path in tls.ca_file is one of Linux; on Windows no file is there, so the pull fails."
            ),
            CheckReport.Difference(
                field: "platform",
                values: [
                    .init(node: "linux/amd64", value: "sha256:1d5f\u{2026} linux/amd64"),
                    .init(node: "windows/amd64:10.0.20348", value: "none"),
                ],
                reason: "The index has Windows 10.0.17763 alone."
            ),
        ]
        report.unknowns = [
            CheckReport.Unknown(
                node: "windows/amd64:10.0.20348",
                subject: "Which roots Windows trusts",
                command: "Get-ChildItem Cert:\\LocalMachine\\Root | Format-Table Subject, NotAfter, Thumbprint"
            ),
            CheckReport.Unknown(
                node: "windows/amd64:10.0.20348",
                subject: "Which proxy the services use",
                command: "netsh winhttp show proxy"
            ),
        ]
        report.hosts = hosts
        return report
    }

    private static let long =
        "https://artifactory.eu-central-1.corp.example:8443/artifactory/api/docker/docker-remote-cache-of-everything/v2"

    private static var app: CheckReport.Image {
        CheckReport.Image(
            name: "registry.corp.example:5000/team/shop/app:v3.14",
            digest: "sha256:3b5e74a1c0e2f7d9e87b1a6c1e8f3ac1c6e9a0a5a4fbb1f0e4c86cb1b2a7c9d0",
            availableAt: 4,
            endpoints: [
                CheckReport.Endpoint(
                    number: 1,
                    url: "https://reg.corp.example:5000/v2",
                    isDefault: false,
                    stages: stages("reg", "tls", "the chain ends in Corp Root 2, which no CA file holds", detail: chain)
                ),
                CheckReport.Endpoint(
                    number: 2,
                    url: long,
                    isDefault: false,
                    stages: stages("artifactory", "token", "401 from auth.corp.example: the password is refused")
                ),
                CheckReport.Endpoint(
                    number: 3,
                    url: "http://10.20.0.50:5000/v2",
                    isDefault: false,
                    stages: stages("10.20.0.50", "connect", "no answer within 3 s from 10.20.0.50:5000", seconds: 3)
                ),
                CheckReport.Endpoint(
                    number: 4,
                    url: "https://mirror.corp.example/v2",
                    isDefault: false,
                    stages: stages("mirror", "limits", "the answer says nothing", status: .unknown)
                ),
                CheckReport.Endpoint(
                    number: 5,
                    url: "https://registry.corp.example:5000/v2",
                    isDefault: true,
                    stages: goodStages("registry")
                ),
            ],
            choices: [
                CheckReport.Choice(
                    node: "linux/amd64",
                    digest: "sha256:1d5f0a77b1f3",
                    containerd: "sha256:1d5f0a77b1f3",
                    platform: "linux/amd64",
                    reason: "the only one for linux/amd64"
                ),
                CheckReport.Choice(
                    node: "windows/amd64:10.0.20348",
                    digest: nil,
                    containerd: "sha256:77aa0a77b1f3",
                    platform: "windows/amd64 10.0.17763.6893",
                    reason: "containerd takes the first for windows/amd64, whose build is not the node's"
                ),
            ]
        )
    }

    private static var pause: CheckReport.Image {
        CheckReport.Image(
            name: "docker.io/rancher/mirrored-pause:3.6",
            digest: "sha256:74c4244427b7312c5b901fe0f67cbc53683d06f4f24c6faee65d4182bf0fa893",
            availableAt: 1,
            endpoints: [
                CheckReport.Endpoint(
                    number: 1,
                    url: "https://mirror.corp.example/v2",
                    isDefault: false,
                    stages: goodStages("mirror")
                ),
                CheckReport.Endpoint(
                    number: 2,
                    url: "https://registry-1.docker.io/v2",
                    isDefault: true,
                    stages: stages("docker", "name", "no address: SERVFAIL from 10.43.0.10", seconds: 5)
                ),
            ],
            choices: []
        )
    }

    private static var tools: CheckReport.Image {
        CheckReport.Image(
            name: "ghcr.io/corp/tools@sha256:0f0e74a1c0e2f7d9e87b1a6c1e8f3ac1c6e9a0a5a4fbb1f0e4c86cb1b2a7c9d0",
            digest: nil,
            availableAt: nil,
            endpoints: [
                CheckReport.Endpoint(
                    number: 1,
                    url: "https://mirror.corp.example/v2",
                    isDefault: false,
                    stages: stages("mirror", "manifest", "404 MANIFEST_UNKNOWN")
                ),
                CheckReport.Endpoint(
                    number: 2,
                    url: "https://ghcr.io/v2",
                    isDefault: true,
                    stages: stages("ghcr.io", "ping", "200 with text/html: a sign-in page, no registry")
                ),
            ],
            choices: []
        )
    }

    private static let findings = [
        CheckReport.Finding(
            "registry-unlisted",
            .info,
            stage: "file",
            cause: "registries.yaml does not name ghcr.io; the mirror of \"*\" is used",
            fix: "Nothing has to be done where that is meant."
        ),
        CheckReport.Finding(
            "tls-unknown-root",
            .error,
            stage: "tls",
            endpoint: "https://reg.corp.example:5000/v2",
            image: "registry.corp.example:5000/team/shop/app:v3.14",
            cause: "nodes trust only ca.pem, and the registry's chain ends in 'Corp Root 2'",
            evidence: [
                "chain": ["CN=reg.corp.example", "CN=Corp Issuing CA 3", "CN=Corp Root 2"],
                "ca_file": "/etc/rancher/certs/ca.pem has CN=Corp Root 1, until 2027-01-01",
                "sha256": "6f1c98f20b7d4c11a3f49f5c8f63a2f09d8e5b4e71aa02c34be9d0ff1a773c90",
            ],
            fix: "Add the certificate of 'Corp Root 2' to tls.ca_file under configs.\"reg.corp.example:5000\"."
        ),
        CheckReport.Finding(
            "credential-refused",
            .error,
            stage: "token",
            endpoint: long,
            node: "windows/amd64:10.0.20348",
            cause: "the token server refuses the user 'robot$shop' and its password",
            evidence: ["realm": "https://auth.corp.example/token", "status": 401, "user": "robot$shop"],
            fix: "Renew the password under configs.\"artifactory.eu-central-1.corp.example:8443\".auth."
        ),
        CheckReport.Finding(
            "token-missing",
            .warning,
            stage: "manifest",
            endpoint: long,
            cause: "without a token nothing can be read there",
            fix: "",
            root: "credential-refused"
        ),
        CheckReport.Finding(
            "certificate-expires",
            .warning,
            stage: "tls",
            endpoint: "https://mirror.corp.example/v2",
            cause: "the certificate ends in 9 days",
            evidence: ["notAfter": "2026-12-04T12:00:00Z"],
            fix: "Renew the certificate of mirror.corp.example before 2026-12-04."
        ),
    ]

    private static let hosts = [
        CheckReport.Host(
            address: "reg.corp.example:5000",
            uses: ["mirror"],
            scheme: "https",
            status: .failed,
            summary: "connected; TLS fails: no CA file holds 'Corp Root 2'"
        ),
        CheckReport.Host(
            address: "registry.corp.example:5000",
            uses: ["registry", "mirror"],
            scheme: "https",
            status: .ok,
            summary: "TLS 1.3 with 10.20.0.11"
        ),
        CheckReport.Host(
            address: "auth.corp.example:443",
            uses: ["token"],
            scheme: "https",
            status: .ok,
            summary: "TLS 1.3 with 10.20.0.20"
        ),
        CheckReport.Host(
            address: "mcr-layers.blob.core.windows.net:443",
            uses: ["foreign-layer", "redirect"],
            scheme: "https",
            status: .unknown,
            summary: "not asked: behind a proxy"
        ),
    ]
}
