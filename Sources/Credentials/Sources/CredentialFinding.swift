public import Registries

/// What the search for one registry's credential came to.
public struct CredentialFinding: Hashable, Sendable {
    /// How the search ended.
    public enum Outcome: Hashable, Sendable {
        /// With a credential, in the terms of registries.yaml, and where it is from.
        case found(AuthConfiguration, at: CredentialPlace)
        /// Every place was looked at, and none has one: requests are anonymous.
        case none
        /// With an error: nothing may be asked of this registry, not even anonymously.
        case failed(CredentialFailure)
    }

    /// A place that was looked at before.
    public struct PassedOver: Hashable, Sendable {
        /// Why a place has nothing to say.
        public enum Reason: String, Hashable, Sendable, CaseIterable {
            /// No file is there.
            case fileAbsent = "absent"
            /// It has no entry for the registry, or one without a credential.
            case noEntry = "no-entry"
            /// The helper has none, and says so.
            case hasNone = "has-none"
            /// The provider is not for this image.
            case otherImages = "other-images"
            /// The provider was asked, and has an answer for other images or none.
            case noAnswer = "no-answer"
            /// The provider is for pods with a service account.
            case needsServiceAccount = "needs-service-account"
            /// Programs are not to be run.
            case notRun = "not-run"
        }

        /// The place.
        public var place: CredentialPlace
        /// Why it has nothing to say.
        public var reason: Reason

        /// A place and the reason.
        public init(_ place: CredentialPlace, _ reason: Reason) {
            self.place = place
            self.reason = reason
        }
    }

    /// What was sought.
    public var target: CredentialTarget
    /// How the search ended.
    public var outcome: Outcome
    /// The places without an answer, in the order in which they were looked at.
    public var passedOver: [PassedOver]

    /// A finding from its parts.
    public init(target: CredentialTarget, outcome: Outcome, passedOver: [PassedOver] = []) {
        self.target = target
        self.outcome = outcome
        self.passedOver = passedOver
    }
}
