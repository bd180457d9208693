import OCI
import Registries

/// Looks for registries' credentials, one place after the other, and remembers what it was told.
///
/// An error ends the search for the registry that it is about. There is no falling back from one: a pull without the
/// credential would fail with another reason than the true one, or get what was not meant.
package actor CredentialSearch {
    /// Reads a file.
    package typealias Read = @Sendable (String) -> CredentialSources.Contents
    /// Runs a program.
    package typealias Run = @Sendable (CredentialProgram) async -> CredentialProgram.Outcome

    typealias Outcome = CredentialFinding.Outcome
    typealias Reason = CredentialFailure.Reason
    typealias Provider = CredentialProviderConfiguration.Provider

    let sources: CredentialSources
    let read: Read
    let run: Run
    let now: @Sendable () -> ContinuousClock.Instant
    /// The list of providers, once it is read.
    var providerList: Result<[Provider], Reason>?
    /// What providers answered, as long as it holds.
    var providerAnswers: [ProviderQuestion: ProviderAnswer] = [:]
    /// Docker's and podman's files that are read; nil for one that is not there.
    var files: [String: Result<DockerConfiguration?, Reason>] = [:]
    /// How each helper's answer to a question came about.
    var helperOutcomes: [CredentialProgram: CredentialProgram.Outcome] = [:]

    /// A search of these places.
    package init(
        _ sources: CredentialSources,
        read: @escaping Read,
        run: @escaping Run,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.sources = sources
        self.read = read
        self.run = run
        self.now = now
    }

    /// Looks for the credential of a registry, or of one repository in it.
    ///
    /// - Parameter account: The service account of the pod that the pull is for, for providers that are to be told of it.
    package func find(_ target: CredentialTarget, for account: ServiceAccount? = nil) async -> CredentialFinding {
        var finding = CredentialFinding(target: target, outcome: .none)
        do throws(CredentialFailure) {
            if let outcome = try lookUpRegistries(target, &finding.passedOver) {
                finding.outcome = outcome
                return finding
            }
            if let outcome = try await askProviders(target, account, &finding.passedOver) {
                finding.outcome = outcome
                return finding
            }
            for file in sources.files {
                if let outcome = try await lookUp(target, in: file, &finding.passedOver) {
                    finding.outcome = outcome
                    return finding
                }
            }
        } catch {
            finding.outcome = .failed(error)
        }
        return finding
    }
}

// MARK: - registries.yaml

extension CredentialSearch {
    private func lookUpRegistries(
        _ target: CredentialTarget,
        _ passedOver: inout [CredentialFinding.PassedOver]
    ) throws(CredentialFailure) -> Outcome? {
        guard let path = sources.registriesPath else { return nil }
        guard let entry = sources.registriesEntry(target.host) else {
            passedOver.append(.init(.file(path: path, key: nil), .noEntry))
            return nil
        }
        let place = CredentialPlace.registries(path: path, key: entry.key, line: entry.line)
        do {
            if !entry.isMasked { _ = try Credential(entry.auth) }
        } catch {
            throw CredentialFailure(.init(.entryInvalid, detail: error.code.rawValue), at: place)
        }
        return .found(entry.auth, at: place)
    }
}

// MARK: - Files

extension CredentialSearch {
    /// A file's bytes; nil where it is absent and may be.
    func contents(of path: String, isNamed: Bool) throws(Reason) -> [UInt8]? {
        switch read(path) {
        case .bytes(let bytes): return bytes
        case .absent:
            guard isNamed else { return nil }
            throw .init(.fileNotFound)
        case .unreadable: throw .init(.fileUnreadable)
        case .tooLarge: throw .init(.fileTooLarge)
        }
    }
}
