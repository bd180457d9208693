/// What a name server does with a question about a name.
public indirect enum NameReaction: Hashable, Sendable {
    /// The addresses that the name has, IPv4 and IPv6 mixed; of the kind that has none the answer is empty.
    case addresses([String])
    /// There is no such name (NXDOMAIN).
    case missing
    /// The server is in trouble (SERVFAIL).
    case failure
    /// Nothing comes back.
    case silence
    /// The datagram has no room for the answer; over a connection the answer is another one.
    case truncated(overTCP: NameReaction)
    /// Another reaction to the first so many questions for the name and the kind of record.
    case first(Int, NameReaction, then: NameReaction)

    /// What is done with the n-th question, counted from 1: never `truncated` or `first`, but for truncation itself.
    func outcome(of number: Int, over transport: NameQuestion.Transport) -> NameReaction {
        switch self {
        case .addresses, .missing, .failure, .silence:
            self
        case .truncated(let other):
            transport == .udp ? self : other.outcome(of: number, over: transport)
        case .first(let count, let before, let after):
            (number <= count ? before : after).outcome(of: number, over: transport)
        }
    }
}
