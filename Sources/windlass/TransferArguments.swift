import ArgumentParser

/// How blobs move, and whether that is shown.
struct TransferArguments: ParsableArguments {
    @Option(name: .shortAndLong, help: "How many blobs move at once.")
    var jobs = 6

    @Flag(name: .shortAndLong, help: "No progress on stderr.")
    var quiet = false

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64") }
    }

    var progressStyle: ProgressDisplay.Style { quiet ? .none : .forStandardError }
}
