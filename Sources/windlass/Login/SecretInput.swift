import NodeCommands
import Registries

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads what is typed or piped in, a secret without showing it.
enum SecretInput {
    private static let limit = 65_536

    /// All of standard input, less one end of line.
    static func standardInput() throws(CommandFailure) -> Secret {
        let bytes = StandardInput.bytes(limit: limit)
        guard bytes.count <= limit else {
            throw CommandFailure(.usage, code: "secret-too-long", "the secret is longer than 64 KiB")
        }
        return try secret(of: bytes)
    }

    /// A line from the terminal, without echo.
    static func secret(prompt: String) throws(CommandFailure) -> Secret {
        guard isatty(0) == 1 else {
            throw CommandFailure(
                .usage,
                code: "usage",
                "standard input is no terminal: say --password-stdin or --identity-token-stdin"
            )
        }
        var original = termios()
        guard tcgetattr(0, &original) == 0 else {
            throw CommandFailure(.usage, code: "usage", "the terminal cannot be kept from showing what is typed")
        }
        var silent = original
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(0, TCSAFLUSH, &silent) == 0 else {
            throw CommandFailure(.usage, code: "usage", "the terminal cannot be kept from showing what is typed")
        }
        defer {
            tcsetattr(0, TCSAFLUSH, &original)
            Output.talk("")
        }
        Output.talk(prompt, terminator: "")
        return try secret(of: Array((readLine() ?? "").utf8))
    }

    /// A line from the terminal; nil where there is none.
    static func line(prompt: String) throws(CommandFailure) -> String? {
        guard isatty(0) == 1 else { return nil }
        Output.talk(prompt, terminator: "")
        return readLine()
    }

    private static func secret(of bytes: [UInt8]) throws(CommandFailure) -> Secret {
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty,
            !text.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\n") })
        else {
            throw CommandFailure(.usage, code: "secret-invalid", "the secret is empty, or no single line of text")
        }
        return Secret(text)
    }
}
