import NIOCore
import Testing

@testable import RegistryServer

@Suite("The clock of a connection")
struct ConnectionClockTests {
    enum Event: Sendable {
        case partialHeader
        case awaitingBody
        case working
        case sending
        case idle
    }

    private static let limits = TimeLimits(
        header: .seconds(1),
        body: .seconds(2),
        idle: .seconds(3),
        sending: .seconds(4)
    )

    /// Plays events, each at its second, and tells the phase and the second of the deadline; nil for never.
    private func play(_ events: [(Int64, Event)]) -> (ConnectionClock.Phase, Int64?) {
        func at(_ second: Int64) -> NIODeadline { .uptimeNanoseconds(UInt64(second) * 1_000_000_000) }
        var clock = ConnectionClock(limits: Self.limits, now: at(100))
        for (second, event) in events {
            switch event {
            case .partialHeader: clock.partialHeader(at: at(second))
            case .awaitingBody: clock.awaitingBody(at: at(second))
            case .working: clock.working()
            case .sending: clock.sending(at: at(second))
            case .idle: clock.idle(at: at(second))
            }
        }
        let isNever = clock.deadline == .distantFuture
        return (clock.phase, isNever ? nil : Int64(clock.deadline.uptimeNanoseconds / 1_000_000_000))
    }

    @Test(
        "says what is waited for, and until when",
        arguments: [
            ([], .idle, 101),
            ([(100, .partialHeader)], .header, 101),
            // Only the first piece of a header moves the deadline.
            ([(100, .partialHeader), (101, .partialHeader), (102, .partialHeader)], .header, 101),
            ([(100, .partialHeader), (101, .working)], .working, nil),
            ([(100, .working), (101, .partialHeader)], .working, nil),
            ([(100, .working), (105, .awaitingBody)], .body, 107),
            ([(100, .working), (105, .awaitingBody), (106, .working), (107, .awaitingBody)], .body, 109),
            ([(105, .awaitingBody), (106, .partialHeader)], .body, 107),
            ([(100, .working), (110, .sending)], .sending, 114),
            ([(110, .sending), (113, .sending)], .sending, 117),
            ([(110, .sending), (111, .partialHeader)], .sending, 114),
            ([(110, .sending), (113, .idle)], .idle, 116),
            ([(113, .idle), (115, .partialHeader)], .header, 116),
            ([(113, .idle), (115, .partialHeader), (116, .idle), (118, .partialHeader)], .header, 119),
        ] as [([(Int64, Event)], ConnectionClock.Phase, Int64?)]
    )
    func deadlines(events: [(Int64, Event)], phase: ConnectionClock.Phase, deadline: Int64?) {
        let (found, end) = play(events)
        #expect(found == phase)
        #expect(end == deadline)
    }
}
