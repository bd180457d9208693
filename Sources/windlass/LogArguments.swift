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

    @Option(help: "How much to log: trace, debug (every request), info, warning or error.")
    var logLevel = Logger.Level.info

    func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { label in
            StructuredLogHandler(label: label, format: logFormat == .json ? .json : .text)
        }
        logger.logLevel = logLevel
        return logger
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
