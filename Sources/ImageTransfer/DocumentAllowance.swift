import OCI
import Synchronization

/// How many documents below its root one image may make us fetch: indexes within indexes multiply, so that four small
/// ones could ask for millions.
final class DocumentAllowance: Sendable {
    /// Some twenty times the largest index in use.
    static let maximum = 1_000

    private let taken = Atomic(0)

    /// - Throws: `manifest-invalid` once the allowance is used up.
    func take(for child: Descriptor) throws(OCIError) {
        guard taken.add(1, ordering: .relaxed).newValue <= Self.maximum else {
            throw OCIError(.invalidManifest, subject: child.digest.description, detail: "too-many-manifests")
        }
    }
}
