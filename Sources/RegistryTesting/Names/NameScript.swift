import Synchronization

/// What is done with questions, and which there were.
final class NameScript: Sendable {
    /// How many questions are remembered.
    static let largestCount = 10_000

    private struct Subject: Hashable {
        var name: String
        var record: NameQuestion.Record
    }

    private struct State {
        var names: [String: NameReaction]
        var counts: [Subject: Int] = [:]
        var questions: [NameQuestion] = []
    }

    private let state: Mutex<State>

    init(_ names: [String: NameReaction]) {
        self.state = Mutex(State(names: names))
    }

    var questions: [NameQuestion] { self.state.withLock { $0.questions } }

    func set(_ name: String, to reaction: NameReaction) {
        self.state.withLock { $0.names[name] = reaction }
    }

    /// The response to a query; nil for silence and for what is no query.
    func response(to bytes: [UInt8], over transport: NameQuestion.Transport) -> [UInt8]? {
        guard let message = NameMessage(parsing: bytes) else { return nil }
        let outcome = self.state.withLock { state in
            let subject = Subject(name: message.name, record: message.record)
            if state.questions.count < Self.largestCount {
                let question = NameQuestion(name: message.name, record: message.record, transport: transport)
                state.questions.append(question)
                state.counts[subject, default: 0] += 1
            }
            let reaction = state.names[message.name] ?? .missing
            return reaction.outcome(of: state.counts[subject] ?? 0, over: transport)
        }
        return message.response(outcome)
    }
}
