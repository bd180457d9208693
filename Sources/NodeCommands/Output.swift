package import ArgumentParser
package import OCI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#elseif os(Windows)
import ucrt
#endif

/// How a command prints its result.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// `-o text|json`, for every command.
package struct OutputArguments: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print the result: text or json.")
    package var format = OutputFormat.text

    package init() {}
}

/// Data for stdout, talk for stderr.
package enum Output {
    /// Prints data.
    package static func data(_ text: String) {
        write(text + "\n", to: 1)
    }

    /// Prints bytes as they are.
    package static func data(_ bytes: [UInt8]) {
        write(bytes[...], to: 1)
    }

    /// Prints a JSON document.
    package static func data(_ json: JSON) {
        data(json.serialized(indent: 2))
    }

    /// Prints a remark for the person at the terminal.
    package static func talk(_ text: String, terminator: String = "\n") {
        write(text + terminator, to: 2)
    }

    /// Says why a command failed, on stderr and, where JSON was asked for, as `{"error": ...}` on stdout; the
    /// result is what to throw.
    package static func fail(_ failure: CommandFailure, format: OutputFormat) -> ExitCode {
        talk("error: \(printable(failure.message)) [\(failure.code)]")
        for detail in failure.details {
            talk("  " + printable(detail))
        }
        if format == .json {
            data(["error": failure.json])
        }
        return failure.exit.code
    }

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8)[...], to: descriptor)
    }

    private static func write(_ content: ArraySlice<UInt8>, to descriptor: Int32) {
        ignoreBrokenPipes
        var bytes = content
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { writeSome($0, to: descriptor) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                // A reader that went away (`| head`) is no failure of ours; data cut short by a full disk is.
                if descriptor == 1, errno != EPIPE {
                    exit(ProgramExit.disk.rawValue)
                }
                return
            }
        }
    }

    private static let ignoreBrokenPipes: Void = {
        #if !os(Windows)
        signal(SIGPIPE, SIG_IGN)
        #endif
    }()
}

private func writeSome(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    #if os(Windows)
    Int(_write(descriptor, bytes.baseAddress, UInt32(bytes.count)))
    #else
    write(descriptor, bytes.baseAddress, bytes.count)
    #endif
}

extension CommandFailure {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member(key: "code", value: .string(code)),
            JSON.Member(key: "message", value: .string(message)),
        ]
        if let line, let column {
            members.append(JSON.Member(key: "line", value: .number(String(line))))
            members.append(JSON.Member(key: "column", value: .number(String(column))))
        }
        if !details.isEmpty {
            members.append(JSON.Member(key: "details", value: .array(details.map(JSON.string))))
        }
        return .object(members)
    }
}

/// `text` with control characters escaped: names and messages come from files and servers, and a terminal obeys
/// what is printed to it.
package func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if isControl(scalar) {
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}
