import ImageTransfer
import OCI
import Registries
import Testing

@Suite("Plans of sync")
struct SyncPlanTests {
    private static let whole = """
        sources:
          - image: docker.io/rancher/pause:3.6
          - images: lists/rke2-images.txt
            platforms: [linux/amd64]
            prefix: rke2
          - repository: registry.k8s.io/pause
            tags:
              range: ">=3.6 <4"
              match: "^3"
              exclude: [-rc, -test]
              newest: 3
              prereleases: true
        platforms:
          - linux/*
          - windows/amd64:10.0.20348..10.0.26100
        destinations:
          - registry: registry.example:5000
            prefix: mirror
          - registry: other.example
            for_registries: registries.yaml
        limits: {jobs: 8, per_host: 4, max_rate: 20MiB}
        referrers: true
        rewrite_foreign: yes

        """

    @Test("everything of the schema is read")
    func whole() throws {
        let plan = try SyncPlan(parsing: Array(Self.whole.utf8))
        #expect(plan.sources.count == 3)
        #expect(plan.sources[0].content == .image("docker.io/rancher/pause:3.6"))
        #expect(plan.sources[0].position == Position(line: 2, column: 5))
        #expect(plan.sources[1].content == .list("lists/rke2-images.txt"))
        #expect(plan.sources[1].platforms?.map(\.description) == ["linux/amd64"])
        #expect(plan.sources[1].prefix == "rke2")
        guard case .repository(let name, let selection) = plan.sources[2].content else {
            Issue.record("no repository")
            return
        }
        #expect(name == "registry.k8s.io/pause")
        #expect(selection.range?.description == ">=3.6 <4")
        #expect(selection.match?.pattern == "^3")
        #expect(selection.exclude.map(\.pattern) == ["-rc", "-test"])
        #expect((selection.newest, selection.prereleases) == (3, true))
        #expect(plan.platforms?.count == 2)
        #expect(plan.destinations.map(\.registry.description) == ["registry.example:5000", "other.example"])
        #expect(plan.destinations.map(\.prefix) == ["mirror", ""])
        #expect(plan.destinations[1].nodeRegistries == "registries.yaml")
        #expect((plan.limits.jobs, plan.limits.perHost, plan.limits.maxRate?.bytes) == (8, 4, 20 << 20))
        #expect(plan.withReferrers && plan.rewritesForeign)
    }

    @Test(
        "a fault is found where it is",
        arguments: [
            ("", "wrong-type", 1, 1),
            ("sources: []\ndestinations: [{registry: r.example}]", "wrong-type", 1, 10),
            ("sources: [{image: a:1}]", "missing-key", 1, 1),
            ("sources: [{image: a:1}]\ndestination: []", "unknown-key", 2, 1),
            ("sources: [{image: A:1}]\ndestinations: [{registry: r.example}]", "value-invalid", 1, 19),
            ("sources: [{image: a:1, images: b}]\ndestinations: [{registry: r.example}]", "keys-conflict", 1, 11),
            ("sources: [{prefix: a}]\ndestinations: [{registry: r.example}]", "missing-key", 1, 11),
            (
                "sources: [{image: a:1, tags: {newest: 1}}]\ndestinations: [{registry: r.example}]", "keys-conflict", 1,
                30
            ),
            ("sources: [{repository: 'a:1'}]\ndestinations: [{registry: r.example}]", "value-invalid", 1, 24),
            (
                "sources: [{repository: a, tags: {range: '>>'}}]\ndestinations: [{registry: r.example}]",
                "value-invalid", 1, 41
            ),
            (
                "sources: [{repository: a, tags: {match: '(?=a)'}}]\ndestinations: [{registry: r.example}]",
                "value-invalid", 1, 41
            ),
            (
                "sources: [{repository: a, tags: {newest: 0}}]\ndestinations: [{registry: r.example}]", "value-invalid",
                1, 42
            ),
            ("sources: [{image: a:1}]\ndestinations: [{registry: r.example/x}]", "value-invalid", 2, 27),
            ("sources: [{image: a:1}]\ndestinations: [{prefix: x}]", "missing-key", 2, 16),
            (
                "sources: [{image: a:1}]\ndestinations: [{registry: r.example, prefix: a, for_registries: b}]",
                "keys-conflict", 2, 46
            ),
            (
                "sources: [{image: a:1}]\ndestinations: [{registry: r.example}]\nplatforms: [windows]", "value-invalid",
                3, 13
            ),
            (
                "sources: [{image: a:1}]\ndestinations: [{registry: r.example}]\nlimits: {jobs: 65}", "value-invalid",
                3, 16
            ),
            (
                "sources: [{image: a:1}]\ndestinations: [{registry: r.example}]\nlimits: {max_rate: 1K}",
                "value-invalid", 3, 20
            ),
            (
                "sources: [{image: a:1}]\ndestinations: [{registry: r.example}]\nreferrers: \"true\"", "wrong-type", 3,
                12
            ),
            (
                "sources: [{image: a:1}]\nsources: [{image: b:1}]\ndestinations: [{registry: r.example}]",
                "duplicate-key", 2, 1
            ),
            ("sources:\n\t- a", "yaml-tab", 2, 1),
        ]
    )
    func faults(_ text: String, _ code: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: RegistriesError.self) { try SyncPlan(parsing: Array(text.utf8)) }
        let first = error?.complaints.first
        #expect(first?.code.rawValue == code)
        #expect(first?.position == Position(line: line, column: column))
    }

    @Test("all faults are told, in the order of the file")
    func allFaults() {
        let text = "sorces: []\nlimits: {jobs: no}\nplatforms: [windows]\nsources: [{}]"
        let error = #expect(throws: RegistriesError.self) { try SyncPlan(parsing: Array(text.utf8)) }
        #expect(
            error?.complaints.map(\.code.rawValue) == ["unknown-key", "value-invalid", "value-invalid", "missing-key"]
        )
        #expect(error?.complaints.first?.detail == "sources")
    }
}
