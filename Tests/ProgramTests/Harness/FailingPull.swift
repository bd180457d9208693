import OCI
import RegistryTesting
import Testing

/// A pull that has to fail, and how a failure has to look.
struct FailingPull: Sendable {
    var image: String
    var arguments: [String]
    var layout: String
    var canary = FilledRegistry.canary

    /// Runs it and checks exit code, code, the one message, the JSON and that the layout is clean.
    ///
    /// - Parameter blobs: what may be there; nil where other blobs of the image arrived whole.
    @discardableResult
    func expect(
        exit: Int32,
        code: String,
        leaving blobs: Set<String>? = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> JSON {
        let ending = try await Windlass.run(["pull", image, "--to", "oci:\(layout)", "-o", "json"] + arguments)
        #expect(ending.status == exit, "\(ending.stderr)", sourceLocation: sourceLocation)
        #expect(ending.errorLines.count == 1, "\(ending.stderr)", sourceLocation: sourceLocation)
        #expect(
            ending.errorLines.first?.hasSuffix("[\(code)]") == true,
            "\(ending.stderr)",
            sourceLocation: sourceLocation
        )
        let outcome = try #require(try ending.outcomes.first, sourceLocation: sourceLocation)
        let error = try #require(outcome["error"], sourceLocation: sourceLocation)
        #expect(error["code"]?.string == code, sourceLocation: sourceLocation)
        for key in ["stage", "endpoint", "message", "hint"] {
            #expect(error[key]?.string != nil, "no \(key)", sourceLocation: sourceLocation)
        }
        #expect(error["attempts"]?.array != nil, sourceLocation: sourceLocation)
        let seen = canary.sightings(in: ending.stdoutBytes + Array(ending.stderr.utf8), named: "output")
        #expect(seen.isEmpty, sourceLocation: sourceLocation)
        PulledLayout(path: layout).expectClean(blobs: blobs, sourceLocation: sourceLocation)
        return error
    }
}
