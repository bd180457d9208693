import Registries

extension CredentialSearch {
    func lookUp(
        _ target: CredentialTarget,
        in file: CredentialSources.File,
        _ passedOver: inout [CredentialFinding.PassedOver]
    ) async throws(CredentialFailure) -> Outcome? {
        let place = CredentialPlace.file(path: file.path, key: nil)
        let configuration: DockerConfiguration
        let helper: DockerHelper?
        do throws(Reason) {
            guard let read = try self.configuration(file) else {
                passedOver.append(.init(place, .fileAbsent))
                return nil
            }
            configuration = read
            helper = try configuration.helper(for: target)
        } catch {
            throw CredentialFailure(error, at: place)
        }
        if let helper {
            let place = CredentialPlace.helper(program: helper.program, path: file.path)
            do throws(Reason) {
                if let auth = try await ask(helper, target) { return .found(auth, at: place) }
            } catch {
                throw CredentialFailure(error, at: place)
            }
            passedOver.append(.init(place, sources.runsPrograms ? .hasNone : .notRun))
        }
        do throws(Reason) {
            guard let entry = try configuration.credential(for: target) else {
                passedOver.append(.init(place, .noEntry))
                return nil
            }
            return .found(entry.auth, at: .file(path: file.path, key: entry.key))
        } catch {
            throw CredentialFailure(error, at: place)
        }
    }

    /// - Returns: nil where the helper has none, or is not to be asked.
    private func ask(_ helper: DockerHelper, _ target: CredentialTarget) async throws(Reason) -> AuthConfiguration? {
        guard sources.runsPrograms else { return nil }
        let question = helper.question(for: target)
        let outcome: CredentialProgram.Outcome
        if let known = helperOutcomes[question] {
            outcome = known
        } else {
            outcome = await run(question)
            helperOutcomes[question] = outcome
        }
        let (status, output) = try outcome.answer()
        return try DockerHelper.answer(status: status, output: output, for: target)
    }

    private func configuration(_ file: CredentialSources.File) throws(Reason) -> DockerConfiguration? {
        if let known = files[file.path] { return try known.get() }
        do {
            let bytes = try contents(of: file.path, isNamed: file.isNamed)
            var configuration: DockerConfiguration?
            if let bytes { configuration = try DockerConfiguration(parsing: bytes) }
            files[file.path] = .success(configuration)
            return configuration
        } catch {
            files[file.path] = .failure(error)
            throw error
        }
    }
}
