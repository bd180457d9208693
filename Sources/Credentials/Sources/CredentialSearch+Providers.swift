import OCI
import Registries

/// What a provider was asked, as far as its answer holds for more.
struct ProviderQuestion: Hashable {
    enum Subject: Hashable {
        case image(String)
        case registry(String)
    }

    let provider: String
    let subject: Subject
    /// What the provider was told of a pod's service account.
    let account: ServiceAccount?
}

/// What a provider answered, and until when it holds.
struct ProviderAnswer {
    let result: Result<CredentialProviderResponse, CredentialFailure.Reason>
    let expiry: ContinuousClock.Instant
}

extension CredentialSearch {
    /// Asks every provider for the image, as a kubelet does, and takes from all their answers the key that fits best; of
    /// the same key the answer of the earlier one.
    ///
    /// - Parameter account: Of the pod that the pull is for; nil for a node's own pull.
    func askProviders(
        _ target: CredentialTarget,
        _ account: ServiceAccount?,
        _ passedOver: inout [CredentialFinding.PassedOver]
    ) async throws(CredentialFailure) -> Outcome? {
        guard let providers = sources.providers, let image = ImagePattern(parsing: target.image) else { return nil }
        var logins: [(pattern: ImagePattern, key: String, provider: String, login: CredentialProviderResponse.Login)] =
            []
        for provider in try list(providers) {
            let place = CredentialPlace.provider(name: provider.name, key: nil)
            guard provider.matchImages.contains(where: { $0.matches(image) }) else {
                passedOver.append(.init(place, .otherImages))
                continue
            }
            let told = provider.isTold(of: account)
            guard told != nil || provider.tokenAttributes?.isRequired != true else {
                passedOver.append(.init(place, .needsServiceAccount))
                continue
            }
            guard sources.runsPrograms else {
                passedOver.append(.init(place, .notRun))
                continue
            }
            let response: CredentialProviderResponse
            do {
                response = try await ask(provider, in: providers.directory, target, told).get()
            } catch {
                throw CredentialFailure(error, at: place)
            }
            let fitting = response.auth.compactMap { key, login in
                ImagePattern(key: key).map { (pattern: $0, key: key, provider: provider.name, login: login) }
            }.filter { Self.fits($0.pattern, image, isDockerHub: target.isDockerHub) }
            if fitting.isEmpty { passedOver.append(.init(place, .noAnswer)) }
            logins += fitting.sorted { $0.key < $1.key }
        }
        // Kubelets try the keys in reverse order of their bytes; Docker Hub's old name comes into play last.
        let best = logins.enumerated().max { left, right in
            let order = [left, right].map { Self.rank($0.element.pattern, image) }
            return order[0] != order[1] ? order[0] < order[1] : left.offset > right.offset
        }
        guard let login = best?.element else { return nil }
        let place = CredentialPlace.provider(name: login.provider, key: login.key)
        let auth = AuthConfiguration(username: login.login.username, password: login.login.password)
        guard !auth.username.isEmpty, !login.login.password.isEmpty else {
            throw CredentialFailure(.init(.programAnswerInvalid, detail: "auth"), at: place)
        }
        return .found(auth, at: place)
    }

    private func list(_ providers: CredentialSources.Providers) throws(CredentialFailure) -> [Provider] {
        let result: Result<[Provider], Reason>
        if let providerList {
            result = providerList
        } else {
            do throws(Reason) {
                guard let bytes = try contents(of: providers.configuration, isNamed: true) else {
                    throw .init(.fileNotFound)
                }
                result = .success(try CredentialProviderConfiguration(parsing: bytes).providers)
            } catch {
                result = .failure(error)
            }
            providerList = result
        }
        do {
            return try result.get()
        } catch {
            throw CredentialFailure(error, at: .providerConfiguration(path: providers.configuration))
        }
    }

    private func ask(
        _ provider: Provider,
        in directory: String,
        _ target: CredentialTarget,
        _ account: ServiceAccount?
    ) async -> Result<CredentialProviderResponse, Reason> {
        let questions = [.image(target.image), .registry(target.host)].map { (subject: ProviderQuestion.Subject) in
            ProviderQuestion(provider: provider.name, subject: subject, account: account)
        }
        for question in questions {
            if let known = providerAnswers[question], now() < known.expiry { return known.result }
        }
        let request = CredentialProviderRequest(
            version: provider.version,
            image: target.image,
            serviceAccountToken: account?.token,
            serviceAccountAnnotations: account?.annotations ?? [:]
        )
        let outcome = await run(
            CredentialProgram(
                name: provider.name,
                place: .directory(directory),
                arguments: provider.arguments,
                environment: provider.environment,
                input: Array(request.json.serialized().utf8)
            )
        )
        let response: CredentialProviderResponse
        do {
            response = try Self.response(of: outcome, to: request)
        } catch {
            // A provider that failed is not asked for the same again: it may take a minute each time.
            providerAnswers[questions[0]] = ProviderAnswer(result: .failure(error), expiry: now() + .seconds(60))
            return .failure(error)
        }
        // `Global` would hand an answer on to other registries.
        let question = response.cacheKeyType == .image ? questions[0] : questions[1]
        let duration = response.cacheDuration ?? provider.defaultCacheDuration
        providerAnswers[question] = ProviderAnswer(result: .success(response), expiry: now() + duration)
        return .success(response)
    }

    private static func response(
        of outcome: CredentialProgram.Outcome,
        to request: CredentialProviderRequest
    ) throws(Reason) -> CredentialProviderResponse {
        let (status, output) = try outcome.answer()
        guard status == 0 else { throw .init(.programFailed, detail: "exit \(status)") }
        let response: CredentialProviderResponse
        do {
            response = try CredentialProviderResponse(parsing: output)
        } catch {
            throw .init(.programAnswerInvalid, detail: error.detail ?? error.code.rawValue)
        }
        guard response.version == request.version else { throw .init(.programAnswerInvalid, detail: "apiVersion") }
        return response
    }

    /// Docker Hub's old name stands for all of it where no other key fits.
    private static func fits(_ pattern: ImagePattern, _ image: ImagePattern, isDockerHub: Bool) -> Bool {
        pattern.matches(image) || isDockerHub && pattern.text == DockerHub.indexHost
    }

    private static func rank(_ pattern: ImagePattern, _ image: ImagePattern) -> KeyRank {
        KeyRank(matches: pattern.matches(image), text: Array(pattern.text.utf8))
    }

    private struct KeyRank: Comparable {
        let matches: Bool
        let text: [UInt8]

        static func < (left: Self, right: Self) -> Bool {
            left.matches != right.matches ? right.matches : left.text.lexicographicallyPrecedes(right.text)
        }
    }
}
