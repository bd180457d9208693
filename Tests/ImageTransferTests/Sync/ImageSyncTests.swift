import OCI
import Registries
import RegistryClient
import RegistryTesting
import Synchronization
import Testing

@testable import ImageTransfer

@Suite("Syncing many images", .timeLimit(.minutes(2)))
struct ImageSyncTests {
    @Test("brings all, and then nothing that is there: no blob is asked for")
    func twice() async throws {
        try await CopyFixture.run { fixture in
            let names = (0..<12).map { "app-\($0)" }
            for (number, name) in names.enumerated() {
                fixture.source.add(
                    number == 3 ? .multiPlatform() : .linux(seed: UInt64(number)),
                    repository: name,
                    tag: "1"
                )
            }
            let tasks = try names.map { try fixture.task($0) }
            let first = await fixture.sync(tasks)
            #expect(first.map(\.image.repository.description) == names)
            #expect(first.allSatisfy { $0.outcome.error == nil && !$0.outcome.isUnchanged })
            for name in names {
                #expect(
                    fixture.target.manifest("1", repository: "m/\(name)")?.bytes
                        == fixture.source.manifest("1", repository: name)?.bytes
                )
            }
            fixture.source.server.clearLog()
            fixture.target.server.clearLog()
            let second = await fixture.sync(tasks)
            #expect(second.allSatisfy { $0.outcome.error == nil && $0.outcome.isUnchanged })
            #expect(second.map(\.outcome.digest) == first.map(\.outcome.digest))
            #expect(fixture.target.requests(.blob()).isEmpty)
            #expect(fixture.source.requests(.any).count == names.count)
            #expect(fixture.target.requests(.any).count == names.count)

            // A tag that moved is the one thing that changed.
            fixture.source.add(.linux(seed: 99), repository: names[5], tag: "1")
            let third = await fixture.sync(tasks)
            #expect(third.filter { !$0.outcome.isUnchanged }.map(\.image.repository.description) == [names[5]])
        }
    }

    @Test("a filtered index that is there is known by its own digest")
    func filtered() async throws {
        try await CopyFixture.run { fixture in
            fixture.source.add(.multiPlatform(), repository: "app", tag: "1")
            var task = try fixture.task("app")
            task.platforms = [try PlatformPattern(parsing: "windows/amd64:10.0.20348..10.0.26100")]
            let first = await fixture.sync([task])
            #expect(first[0].outcome.error == nil)
            #expect(first[0].outcome.platforms.count == 2)
            let second = await fixture.sync([task])
            #expect(second[0].outcome.isUnchanged)
            task.platforms = nil
            let third = await fixture.sync([task])
            #expect(!third[0].outcome.isUnchanged)
            #expect(third[0].outcome.digest == third[0].outcome.sourceDigest)
        }
    }

    @Test("one image's failure is none of the others', and the next run brings what is left")
    func failures() async throws {
        try await CopyFixture.run { fixture in
            let names = (0..<10).map { "app-\($0)" }
            for (number, name) in names.enumerated() {
                fixture.source.add(.linux(seed: UInt64(number)), repository: name, tag: "1")
            }
            fixture.source.inject(.status(404), on: .uri { $0.contains("/app-4/blobs/") })
            let tasks = try names.map { try fixture.task($0) }
            let first = await fixture.sync(tasks)
            #expect(first.filter { $0.outcome.error != nil }.map(\.image.repository.description) == ["app-4"])
            #expect(first[4].outcome.error?.code == "not-found")
            #expect(fixture.target.manifest("1", repository: "m/app-4") == nil)
            fixture.source.removeFaults()
            let second = await fixture.sync(tasks)
            #expect(second.allSatisfy { $0.outcome.error == nil })
            #expect(second.filter { !$0.outcome.isUnchanged }.map(\.image.repository.description) == ["app-4"])
        }
    }

    @Test("a blob of several images is sent once, and mounted for the others", arguments: [1, 6])
    func shared(_ jobs: Int) async throws {
        try await CopyFixture.run { fixture in
            let names = (0..<6).map { "app-\($0)" }
            let image = SampleImage.windows(version: "10.0.20348.2762", layers: [300_000, 2_000])
            for name in names { fixture.source.add(image, repository: name, tag: "1") }
            let tasks = try names.map { try fixture.task($0) }
            let planned = await fixture.sync(tasks, jobs: jobs, isDryRun: true)
            #expect(fixture.target.requests(.any, method: "PUT").isEmpty)
            let done = await fixture.sync(tasks, jobs: jobs)
            let blobs = image.blobs.count
            for results in [planned, done] {
                #expect(results.allSatisfy { $0.outcome.error == nil })
                #expect(results.reduce(0) { $0 + $1.outcome.blobsCopied } == blobs)
                #expect(results.reduce(0) { $0 + $1.outcome.blobsMounted } == blobs * (names.count - 1))
                #expect(results.reduce(0) { $0 + $1.outcome.bytesCopied } == image.blobs.reduce(0) { $0 + $1.size })
            }
        }
    }

    @Test("all sources together are read no faster than the run may")
    func rate() async throws {
        try await CopyFixture.run { fixture in
            let names = (0..<4).map { "app-\($0)" }
            for (number, name) in names.enumerated() {
                fixture.source.add(.linux(layers: [500_000], seed: UInt64(number)), repository: name, tag: "1")
            }
            let clock = SleptClock()
            let limits = TransferLimits(jobs: 1, perHost: 1, rate: 100_000, clock: clock)
            let results = await ImageSync(client: fixture.client, limits: limits, jobs: 1)
                .run(try names.map { try fixture.task($0) })
            #expect(results.allSatisfy { $0.outcome.error == nil })
            // Two million bytes of layers and a little of configurations, less what may come at once.
            #expect((Duration.seconds(19.5)...Duration.seconds(20.5)).contains(clock.now.slept))
        }
    }

    @Test("what has no way fails by itself, with its reason")
    func noWay() async throws {
        try await CopyFixture.run { fixture in
            fixture.source.add(.linux(), repository: "app", tag: "1")
            let lost = SyncTask(try ImageReference(parsing: "lost:1"), to: nil) {
                throw SyncFault.unreached("registry.example")
            }
            let results = await fixture.sync([lost, try fixture.task("app")])
            #expect(results[0].outcome.error?.code == "destination-unreached")
            #expect(results[1].outcome.error == nil)
        }
    }

    @Test("verification finds what is missing and what is wrong, and who finds no platform", arguments: [false, true])
    func verification(_ isFull: Bool) async throws {
        try await CopyFixture.run { fixture in
            let image = SampleImage.multiPlatform()
            fixture.source.add(image, repository: "app", tag: "1")
            for name in ["whole", "childless", "blobless", "spoilt"] {
                fixture.target.add(image, repository: "m/\(name)", tag: "1")
            }
            let child = image.manifests.first { $0.digest != image.digest }?.digest
            fixture.target.remove(try #require(child), repository: "m/childless")
            let blob = try #require(image.blobs.last)
            fixture.target.remove(blob.digest, repository: "m/blobless")
            fixture.target.inject(.flippedByte(at: 7), on: .uri { $0.contains("/m/spoilt/blobs/\(blob.digest)") })
            let names = ["whole", "childless", "blobless", "spoilt", "absent"]
            let verification = CopyVerification(
                client: fixture.client,
                limits: TransferLimits(jobs: 4, perHost: 4),
                jobs: 4,
                isFull: isFull
            )
            let found = await verification.run(try names.map { try fixture.task("app", to: $0) })
            #expect(found[0].fault == nil)
            #expect(found[0].manifests == image.manifests.count)
            #expect(found[0].blobs == Set(image.blobs.map(\.digest)).count)
            #expect(found[0].digest == image.digest)
            #expect(found[1].defects.map(\.digest) == [child])
            #expect(found[1].fault?.code == "not-found")
            #expect(found[2].defects.map(\.digest) == [blob.digest])
            #expect(found[2].fault?.code == "not-found")
            #expect(found[3].fault?.code == (isFull ? "digest-mismatch" : nil))
            #expect(found[4].error?.code == "not-found")
            let choice = try Node(parsing: "windows/amd64:10.0.20348").choose(among: found[0].children.map(\.platform))
            #expect(choice.containerd.map { found[0].children[$0].platform?.osVersion } == "10.0.20348.2762")

            var wrong = try fixture.task("app", to: "whole")
            wrong.expected = blob.digest
            #expect(await verification.run([wrong])[0].fault?.code == "digest-mismatch")
        }
    }
}

extension CopyFixture {
    fileprivate func task(_ repository: String, to name: String? = nil) throws -> SyncTask {
        let image = try ImageReference(parsing: "\(source.host)/\(repository):1")
        let target = try ImageReference(parsing: "\(target.host)/m/\(name ?? repository):1")
        let (from, to) = (endpoint(source, repository), endpoint(self.target, "m/\(name ?? repository)"))
        return SyncTask(image, to: target) {
            SyncTask.Route(from: PullPlan(image: image, node: Node(.current), endpoints: [from]), to: to)
        }
    }

    private func endpoint(_ registry: TestRegistry, _ repository: String) -> Endpoint {
        Endpoint(scheme: .http, host: registry.host, repository: repository, reference: "1", isExplicitHTTP: true)
    }

    fileprivate func sync(_ tasks: [SyncTask], jobs: Int = 4, isDryRun: Bool = false) async -> [SyncedImage] {
        let limits = TransferLimits(jobs: jobs, perHost: jobs)
        return await ImageSync(client: client, limits: limits, jobs: jobs, isDryRun: isDryRun).run(tasks)
    }
}

/// A clock on which no time passes but by sleeping.
private final class SleptClock: Clock {
    struct Instant: InstantProtocol {
        var slept: Duration

        func advanced(by duration: Duration) -> Instant { Instant(slept: slept + duration) }
        func duration(to other: Instant) -> Duration { other.slept - slept }
        static func < (left: Instant, right: Instant) -> Bool { left.slept < right.slept }
    }

    private let time = Mutex(Instant(slept: .zero))

    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        time.withLock { $0 = max($0, deadline) }
    }
}
