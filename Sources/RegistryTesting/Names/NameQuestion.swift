/// What a program asked a name server (RFC 1035, section 4.1.2).
public struct NameQuestion: Hashable, Sendable {
    /// The kind of record that was asked for.
    public enum Record: Hashable, Sendable {
        /// IPv4 addresses (`A`).
        case v4
        /// IPv6 addresses (`AAAA`).
        case v6
        /// Another one, by its number.
        case other(UInt16)
    }

    /// How the question came.
    public enum Transport: Hashable, Sendable {
        /// In a datagram.
        case udp
        /// Over a connection, as after a truncated answer.
        case tcp
    }

    /// The name in lower case, without the dot at its end.
    public var name: String
    /// What of it.
    public var record: Record
    /// How it came.
    public var transport: Transport

    /// Makes a question, to compare with.
    public init(name: String, record: Record, transport: Transport = .udp) {
        self.name = name
        self.record = record
        self.transport = transport
    }
}

extension NameQuestion.Record {
    init(number: UInt16) {
        switch number {
        case 1: self = .v4
        case 28: self = .v6
        default: self = .other(number)
        }
    }

    var number: UInt16 {
        switch self {
        case .v4: 1
        case .v6: 28
        case .other(let number): number
        }
    }
}
