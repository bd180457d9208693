import Logging
import NodeCommands
import OCI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One line a message on stderr: `time level message key=value ...`, or a JSON object.
struct StructuredLogHandler: LogHandler {
    enum Format: Sendable {
        case text
        case json
    }

    let label: String
    let format: Format
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(label: String, format: Format) {
        self.label = label
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Output.talk(line(event.level, event.message, event.metadata ?? [:], at: Date()))
    }

    func line(_ level: Logger.Level, _ message: Logger.Message, _ extra: Logger.Metadata, at date: Date) -> String {
        let fields = metadata.merging(extra) { $1 }.sorted { $0.key < $1.key }
        let time = date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        switch format {
        case .json:
            let members: [JSON.Member] =
                [
                    JSON.Member(key: "time", value: .string(time)),
                    JSON.Member(key: "level", value: .string(level.rawValue)),
                    JSON.Member(key: "source", value: .string(label)),
                    JSON.Member(key: "message", value: .string(message.description)),
                ] + fields.map { JSON.Member(key: $0.key, value: $0.value.json) }
            return JSON.object(members).serialized()
        case .text:
            let words = fields.map { "\($0.key)=\(Self.quoted($0.value.description))" }
            return printable(([time, level.rawValue, message.description] + words).joined(separator: " "))
        }
    }

    /// A value that a reader can tell from the next key.
    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && !text.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline }
        return isPlain ? text : JSON.string(text).serialized()
    }
}

extension Logger.MetadataValue {
    fileprivate var json: JSON {
        switch self {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string("\(value)")
        case .array(let values): .array(values.map(\.json))
        case .dictionary(let values):
            .object(values.sorted { $0.key < $1.key }.map { JSON.Member(key: $0.key, value: $0.value.json) })
        }
    }
}
