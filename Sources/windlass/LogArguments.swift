import ArgumentParser
import Logging

/// How a server logs, on stderr.
struct LogArguments: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(help: "How to log: text or json.")
    var logFormat = Format.text

    enum Level: String, ExpressibleByArgument, CaseIterable {
        case trace
        case debug
        case info
        case warning
        case error
    }

    @Option(help: "How much to log; debug shows every request.")
    var logLevel = Level.info

    func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { label in
            StructuredLogHandler(label: label, format: logFormat == .json ? .json : .text)
        }
        logger.logLevel = Logger.Level(rawValue: logLevel.rawValue) ?? .info
        return logger
    }
}
