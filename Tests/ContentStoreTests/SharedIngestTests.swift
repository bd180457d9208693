import OCI
import Synchronization
import Testing

@testable import ContentStore

@Suite("Several at one layout")
struct SharedIngestTests {
    @Test("see a blob that another is fetching as busy, then as present")
    func busyThenPresent() throws {
        let scratch = try Scratch()
        let (first, second) = (try scratch.layout(), try scratch.layout())
        let sample = Sample(random: 100)
        let ingest = try first.begin(sample)
        for layout in [first, second] {
            guard case .busy = try layout.beginIngest(sample.descriptor) else {
                Issue.record("not busy")
                continue
            }
        }
        try ingest.append(sample.bytes)
        try ingest.commit()
        for layout in [first, second] {
            guard case .present = try layout.beginIngest(sample.descriptor) else {
                Issue.record("not present")
                continue
            }
        }
        second.close()
        #expect(!scratch.exists("layout/.windlass"))
    }

    @Test("wait for the other without a thread, and find the blob present")
    func waitUntilPresent() async throws {
        let scratch = try Scratch()
        let sample = Sample(random: 100)
        let other = try scratch.layout().begin(sample)
        let clock = ScriptedClock { sleeps in
            guard sleeps == 5 else { return }
            try other.append(sample.bytes)
            try other.commit()
        }
        let ingest = try await scratch.layout().ingestWhenFree(
            sample.descriptor,
            lookingEvery: .milliseconds(60),
            clock: clock
        )
        #expect(ingest == nil)
        #expect(clock.sleeps == [10, 20, 40, 60, 60].map { .milliseconds($0) })
    }

    @Test("take over from one that gave up, at its offset")
    func takeOver() async throws {
        let scratch = try Scratch()
        let sample = Sample(random: 100)
        let other = try scratch.layout().begin(sample)
        try other.append(sample.bytes[..<42])
        let clock = ScriptedClock { sleeps in
            if sleeps == 2 { other.abandon(keepingData: true) }
        }
        let ingest = try await scratch.layout().ingestWhenFree(sample.descriptor, clock: clock)
        #expect(ingest?.offset == 42)
    }

    @Test("stop waiting when cancelled")
    func cancelled() async throws {
        let scratch = try Scratch()
        let sample = Sample(random: 100)
        let other = try scratch.layout().begin(sample)
        let clock = ScriptedClock { _ in throw CancellationError() }
        await #expect(throws: CancellationError.self) {
            _ = try await scratch.layout().ingestWhenFree(sample.descriptor, clock: clock)
        }
        other.abandon(keepingData: false)
    }

    @Test("fetch each blob once, with givers-up and tidiers among them", .timeLimit(.minutes(1)))
    func stress() async throws {
        let scratch = try Scratch()
        _ = try scratch.layout()
        let samples = (0..<12).map { Sample(random: 3_000 + $0, seed: UInt64($0)) }
        let commits = Tally()
        try await withThrowingTaskGroup { group in
            for task in 0..<24 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(task))
                    let layout = try scratch.layout()
                    for sample in samples.shuffled(using: &generator) {
                        while let ingest = try await layout.ingestWhenFree(sample.descriptor, clock: YieldingClock()) {
                            let start = Int(ingest.offset)
                            let end = Int.random(in: start...sample.bytes.count, using: &generator)
                            try ingest.append(sample.bytes[start..<end])
                            await Task.yield()
                            if end == sample.bytes.count {
                                try ingest.commit()
                                commits.count(sample.digest)
                            } else {
                                ingest.abandon(keepingData: Bool.random(using: &generator))
                            }
                            layout.close()
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(commits.counts == Dictionary(uniqueKeysWithValues: samples.map { ($0.digest, 1) }))
        let layout = try scratch.layout()
        for sample in samples { #expect(try layout.read(sample.digest, limit: .max) == sample.bytes) }
        layout.close()
        #expect(!scratch.exists("layout/.windlass"))
    }

    @Test("list what was begun, and remove what is old and nobody is at")
    func staleIngests() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let (old, held) = (Sample(random: 100, seed: 1), Sample(random: 100, seed: 2, .sha512))
        try layout.begin(old).append(old.bytes[..<30])
        let ingest = try layout.begin(held)
        try ingest.append(held.bytes[..<40])
        try scratch.write("not ours", to: "layout/.windlass/ingests/sha256-zz")

        let listed = try layout.ingests()
        #expect(listed.map(\.digest) == [old.digest, held.digest])
        #expect(listed.map(\.bytes) == [30, 40])
        let newest = try #require(listed.map(\.modificationTime).max())
        #expect(try layout.removeIngests(olderThan: .seconds(3600)).isEmpty)
        let removed = try layout.removeIngests(olderThan: .seconds(3600), now: newest + .seconds(3601))
        #expect(removed.map(\.digest) == [old.digest], "the other one is locked")
        #expect(try layout.ingests().map(\.digest) == [held.digest])

        layout.close()
        #expect(scratch.exists("layout/.windlass"), "somebody is at work")
    }

    @Test("tidy up after killed ones: empty ingests, unfinished writes, locks and replacements")
    func tidyUp() throws {
        let scratch = try Scratch()
        let layout = try scratch.layout()
        let (begun, partial) = (Sample(random: 10, seed: 1), Sample(random: 10, seed: 2))
        try scratch.write("", to: begun.ingest)
        try scratch.write("half", to: partial.ingest)
        try scratch.write("half", to: "layout/" + LayoutPath.write(begun.digest))
        try scratch.write("{", to: "layout/" + LayoutPath.replacement)
        try scratch.write("", to: "layout/" + LayoutPath.indexLock)
        try OCILayout(opening: layout.path).close()
        #expect(try scratch.tree("layout/.windlass").count == 7, "one that only reads leaves all as it is")
        layout.close()
        let kept = "ingests/sha256-" + partial.digest.hex
        #expect(try scratch.tree("layout/.windlass") == ["ingests", kept])
        #expect(try layout.removeIngests(olderThan: .seconds(-1)).count == 1)
        layout.close()
        #expect(!scratch.exists("layout/.windlass"))
    }
}

/// A clock that does not wait: it counts its sleeps, and runs a script at each.
final class ScriptedClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private let asked = Mutex<[Duration]>([])
    private let script: @Sendable (Int) throws -> Void
    private let start = ContinuousClock.now

    init(_ script: @escaping @Sendable (Int) throws -> Void) {
        self.script = script
    }

    var sleeps: [Duration] { asked.withLock { $0 } }
    var now: Instant { start }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let count = asked.withLock { asked in
            asked.append(start.duration(to: deadline))
            return asked.count
        }
        try script(count)
    }
}

/// How often each digest was committed.
final class Tally: Sendable {
    private let counted = Mutex<[OCI.Digest: Int]>([:])

    var counts: [OCI.Digest: Int] { counted.withLock { $0 } }

    func count(_ digest: OCI.Digest) {
        counted.withLock { $0[digest, default: 0] += 1 }
    }
}

/// A clock whose sleep only lets the others run.
struct YieldingClock: Clock {
    let now = ContinuousClock.now
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        await Task.yield()
    }
}
