import NodeConfiguration
import Testing

@Suite("TOML against toml++")
struct TOMLOracleTests {
    @Test("Random documents are read alike", arguments: 1...4 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
        var documents = RandomDocument(seed: seed)
        for _ in 0..<1_000 { compare(documents.text()) }
    }

    @Test("Documents with some bytes changed are taken or refused alike", arguments: 1...4 as ClosedRange<UInt64>)
    func mutated(seed: UInt64) {
        var documents = RandomDocument(seed: seed)
        for _ in 0..<2_000 { compare(documents.mutatedText()) }
    }

    @Test("What is defined twice is refused alike", arguments: 1...4 as ClosedRange<UInt64>)
    func crowded(seed: UInt64) {
        var documents = RandomDocument(seed: seed)
        for _ in 0..<2_000 { compare(documents.crowdedText()) }
    }

    @Test("Where they differ, they do so as is known", arguments: KnownDifference.allCases)
    func differences(difference: KnownDifference) {
        let (text, here, there) = difference.example
        #expect((try? ours(text)) == here)
        #expect(KnownDifference(text, refusal: refusal(of: text)) == difference)
        // What would end the process is not tried.
        if difference != .assertion { #expect(TOMLPlusPlus.read(text) == there) }
    }

    private func compare(_ text: String) {
        let difference = KnownDifference(text, refusal: refusal(of: text))
        guard difference == nil || difference == .dottedThenHeader else { return }
        let mine = try? ours(text)
        let other = TOMLPlusPlus.read(text)
        // Of such texts most are refused by both.
        if difference == .dottedThenHeader, other != nil { return }
        #expect(
            mine.map(Self.withoutCarriageReturns) == other.map(Self.withoutCarriageReturns),
            "\(text.debugDescription)"
        )
    }

    private func refusal(of text: String) -> TOMLError? {
        do throws(TOMLError) {
            _ = try ours(text)
            return nil
        } catch {
            return error
        }
    }

    /// TOML lets a reader choose what ends a line in a multi-line string: ours keeps CRLF, toml++ makes it LF.
    private static func withoutCarriageReturns(_ text: String) -> [UInt8] {
        text.utf8.filter { $0 != 0x0D }
    }
}
