package import ArgumentParser

/// The exit codes of every command; within one, the error's `code` tells causes apart.
package enum ProgramExit: Int32, Sendable {
    case success = 0
    case findings = 1
    case notFound = 3
    case authentication = 4
    case tls = 5
    case network = 6
    case rateLimited = 7
    case integrity = 8
    case noMatchingPlatform = 9
    case disk = 10
    case partlyDone = 11
    case invalidConfiguration = 12
    case usage = 64

    /// For throwing out of a command.
    package var code: ExitCode { ExitCode(rawValue) }
}

/// A failure of a whole command, in the terms of its user.
package struct CommandFailure: Error, Sendable {
    package var exit: ProgramExit
    /// A stable name such as `unknown-key`.
    package var code: String
    package var message: String
    /// Lines that belong to the message, one fact each.
    package var details: [String]
    package var line: Int?
    package var column: Int?

    package init(
        _ exit: ProgramExit,
        code: String,
        _ message: String,
        details: [String] = [],
        line: Int? = nil,
        column: Int? = nil
    ) {
        self.exit = exit
        self.code = code
        self.message = message
        self.details = details
        self.line = line
        self.column = column
    }
}
