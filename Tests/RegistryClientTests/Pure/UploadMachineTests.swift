import Credentials
import NIOCore
import OCI
import RegistryTesting
import Testing

@testable import RegistryClient

@Suite("The steps of an upload")
struct UploadMachineTests {
    private static let session = try! HTTPURL(parsing: "https://registry.test/v2/team/app/blobs/uploads/1")
    private static let second = try! HTTPURL(parsing: "https://registry.test/v2/team/app/blobs/uploads/2")
    private typealias Step = UploadMachine.Step

    private func machine(size: Int64 = 100_000) -> UploadMachine {
        UploadMachine(size: size, policy: RetryPolicy())
    }

    private func begun(size: Int64 = 100_000, minimumChunk: Int64? = nil) -> (UploadMachine, UploadMachine.Action) {
        var machine = machine(size: size)
        let action = machine.next(after: .began(Self.session, minimumChunk: minimumChunk), random: 0.5)
        return (machine, action)
    }

    @Test("a session is filled in one stream and finished")
    func plain() {
        var (machine, action) = begun()
        #expect(action == .take(.send(Self.session, from: 0)))
        action = machine.next(after: .sent(Self.second, held: 100_000), random: 0.5)
        #expect(action == .take(.finish(Self.second)))
        #expect(machine.next(after: .finished, random: 0.5) == .done)
        #expect(machine.openSession == nil)
    }

    @Test("nothing is streamed for a blob of no bytes")
    func empty() {
        #expect(begun(size: 0).1 == .take(.finish(Self.session)))
    }

    @Test("a blob below the registry's smallest chunk goes in one request")
    func minimumChunk() {
        #expect(begun(size: 100, minimumChunk: 101).1 == .take(.sendAtOnce(Self.session)))
        #expect(begun(size: 100, minimumChunk: 100).1 == .take(.send(Self.session, from: 0)))
    }

    @Test("after a break the registry is asked, and gets the rest", arguments: [0, 1, 50_000, 99_999])
    func resumes(_ held: Int64) {
        var (machine, _) = begun()
        let action = machine.next(after: .failed(.interrupted, status: nil), random: 0.5)
        #expect(action == .wait(.milliseconds(125), then: .ask(Self.session)))
        #expect(
            machine.next(after: .told(Self.session, held: held), random: 0.5)
                == .take(.send(Self.session, from: held))
        )
    }

    @Test("a break after the last byte leaves the end to be made")
    func brokenAtEnd() {
        var (machine, _) = begun()
        _ = machine.next(after: .failed(.interrupted, status: nil), random: 0.5)
        #expect(machine.next(after: .told(Self.session, held: 100_000), random: 0.5) == .take(.finish(Self.session)))
    }

    @Test(
        "a session that is gone, or of which nothing can be learned, makes room for another",
        arguments: [
            UploadMachine.Event.failed(.permanent, status: 404), .told(session, held: nil),
            .told(session, held: 100_001),
        ]
    )
    func anew(_ event: UploadMachine.Event) {
        var (machine, _) = begun()
        _ = machine.next(after: .failed(.interrupted, status: nil), random: 0.5)
        #expect(machine.next(after: event, random: 0.5) == .take(.begin))
    }

    @Test("a registry without streams gets the blob in one request", arguments: [405, 411, 501])
    func noStreams(_ status: Int) {
        var (machine, _) = begun()
        #expect(machine.next(after: .failed(.permanent, status: status), random: 0.5) == .take(.begin))
        let action = machine.next(after: .began(Self.second, minimumChunk: nil), random: 0.5)
        #expect(action == .take(.sendAtOnce(Self.second)))
    }

    @Test("a lost answer to the end is looked up", arguments: [true, false])
    func lostEnd(_ isThere: Bool) {
        var (machine, _) = begun()
        _ = machine.next(after: .sent(Self.session, held: nil), random: 0.5)
        let action = machine.next(after: .failed(.interrupted, status: nil), random: 0.5)
        #expect(action == .wait(.milliseconds(125), then: .look(Self.session)))
        let next = machine.next(after: .looked(isThere: isThere), random: 0.5)
        #expect(next == (isThere ? .done : .take(.ask(Self.session))))
    }

    @Test("a registry that never holds more is given up", arguments: [0, 4_095])
    func stuck(_ held: Int64) {
        var (machine, action) = begun()
        var rounds = 0
        while rounds < 100, case .take(.send) = action {
            rounds += 1
            action = machine.next(after: .sent(Self.session, held: held), random: 0.5)
        }
        #expect(action == .giveUp)
        #expect(rounds < 10)
    }

    @Test("breaks without progress use up the budget, with progress they do not")
    func budget() {
        for gain in [0, 5_000] as [Int64] {
            var (machine, _) = begun(size: 1_000_000)
            var breaks = 0
            var held: Int64 = 0
            while breaks < 50 {
                let action = machine.next(after: .failed(.interrupted, status: nil), random: 0.5)
                guard case .wait = action else { break }
                breaks += 1
                held += gain
                _ = machine.next(after: .told(Self.session, held: held), random: 0.5)
            }
            #expect(gain == 0 ? breaks < 5 : breaks == 50)
        }
    }

    @Test("what is refused for good is given up at once", arguments: [400, 403, 413])
    func refused(_ status: Int) {
        var (machine, _) = begun()
        #expect(machine.next(after: .failed(.permanent, status: status), random: 0.5) == .giveUp)
    }

    @Test(
        "how much is held",
        arguments: [
            ("0-0", false, 0), ("0-0", true, 1), ("0-99", false, 100), ("bytes=0-99", false, 100), ("1-99", false, nil),
            ("0-", false, nil), ("0--1", false, nil), ("", false, nil), ("0-9223372036854775807", false, nil),
        ] as [(String, Bool, Int64?)]
    )
    func ranges(_ text: String, _ oneByteSent: Bool, _ held: Int64?) {
        #expect(UploadRange.held(text, oneByteSent: oneByteSent) == held)
    }

    @Test(
        "the link to the next page",
        arguments: [
            (["</v2/a/tags/list?n=2&last=b>; rel=\"next\""], "/v2/a/tags/list?n=2&last=b"),
            (["</x>; rel=next"], "/x"), (["</a>; rel=\"prev\", </b>; title=\"x\"; REL=\"next\""], "/b"),
            (["</a>; rel=\"prev\"", "</c>;rel=\"next\""], "/c"), (["</a>"], nil), (["a; rel=next"], nil), ([], nil),
        ] as [([String], String?)]
    )
    func links(_ lines: [String], _ next: String?) {
        #expect(PageLink.next(in: lines) == next)
    }

    @Test(
        "a hash goes back to a stop at or before a place, and comes to the same end",
        arguments: [0, 1, 4 << 20, 9 << 20]
    )
    func trail(_ place: Int64) {
        let content = SampleContent.random(size: 10 << 20, seed: 3)
        let bytes = content.bytes
        var trail = HashTrail(.sha256)
        for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
            bytes[start..<(start + 1 << 20)].withUnsafeBytes { trail.update($0) }
        }
        #expect(trail.digest == content.digest)
        let stop = trail.rewind(to: place)
        #expect(stop <= place && place - stop < 2 * HashTrail.stride)
        bytes[Int(stop)...].withUnsafeBytes { trail.update($0) }
        #expect(trail.digest == content.digest)
    }
}
