/// A program to be asked for a credential: a question on its standard input, an answer on its standard output.
package struct CredentialProgram: Hashable, Sendable {
    /// Where a program is looked for.
    package enum Place: Hashable, Sendable {
        /// In the directories of `PATH`.
        case path
        /// In one directory alone.
        case directory(String)
    }

    /// A variable for the program's environment, which goes before one that is there.
    package struct Variable: Hashable, Sendable {
        /// The variable's name.
        package let name: String
        /// Its value.
        package let value: String

        /// A variable.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The file's name; on Windows `.exe` is put behind it.
    package let name: String
    /// Where it is looked for.
    package let place: Place
    /// What follows the name on its command line.
    package let arguments: [String]
    /// What its environment has besides that of this process.
    package let environment: [Variable]
    /// What it reads; everything is written at once, and then there is an end.
    package let input: [UInt8]

    package init(
        name: String,
        place: Place,
        arguments: [String] = [],
        environment: [Variable] = [],
        input: [UInt8] = []
    ) {
        self.name = name
        self.place = place
        self.arguments = arguments
        self.environment = environment
        self.input = input
    }

    /// The most bytes that an answer may have: 64 KiB.
    package static let maximumOutput = 64 << 10

    /// How running a program ended.
    package enum Outcome: Hashable, Sendable {
        /// It ended; 128 and more is a signal's number above that.
        case exited(status: Int32, output: [UInt8])
        /// There is no such file, or none that can be run.
        case missing
        /// The system would not start it; the system's number.
        case notStarted(Int32)
        /// It took longer than its time, and was ended with all that it started.
        case timedOut
        /// It wrote more than ``maximumOutput``, and was ended.
        case tooMuchOutput
    }
}

extension CredentialProgram.Outcome {
    /// The answer of a program that ended by itself.
    ///
    /// - Throws: what the outcome is instead.
    func answer() throws(CredentialFailure.Reason) -> (status: Int32, output: [UInt8]) {
        switch self {
        case .exited(let status, let output): return (status, output)
        case .missing: throw .init(.programMissing)
        case .notStarted(let number): throw .init(.programNotStarted, detail: "error \(number)")
        case .timedOut: throw .init(.programTimedOut)
        case .tooMuchOutput: throw .init(.programOutputTooLarge)
        }
    }
}

/// Whether a name that a file gives for a program is a plain file name and nothing else.
///
/// A path would run something from another place, and a leading hyphen is an option to whoever passes the name on.
func isProgramName(_ name: String) -> Bool {
    let allowed = { (byte: UInt8) in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
    guard let first = name.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") else { return false }
    return name.utf8.count <= 128 && name.utf8.allSatisfy(allowed) && !name.contains("..")
}
