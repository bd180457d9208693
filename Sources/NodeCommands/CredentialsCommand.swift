package import ArgumentParser
import Credentials
import NodeConfiguration
import OCI
import Registries

/// `credentials HOST...`: where the credential of each registry comes from, without the secret.
package struct CredentialsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "credentials",
        abstract: "Show where the credential for a registry comes from, without the secret.",
        discussion: """
            Looked at are, in this order, registries.yaml, the kubelet's credential providers, podman's and Docker's \
            files and the credential helpers that they name. Helpers and providers are run, as a pull runs them. \
            Exit code 4 where a search ends in an error.
            """
    )

    @Argument(help: "Registries, with a repository where its credential may be another: HOST[:PORT][/REPOSITORY].")
    var hosts: [String]

    @OptionGroup var plan: PlanArguments
    @OptionGroup var credentials: CredentialArguments
    @OptionGroup var output: OutputArguments

    package init() {}

    package func run() async throws {
        let findings: [CredentialFinding]
        do {
            findings = try await search()
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: output.format)
        }
        if output.format == .json {
            Output.data(.array(findings.map(\.json)))
        } else {
            Output.data(findings.map(\.text).joined(separator: "\n\n"))
        }
        guard !findings.contains(where: \.hasFailed) else { throw ProgramExit.authentication.code }
    }

    /// Looks for the credential of each registry, one after the other.
    func search() async throws -> [CredentialFinding] {
        let targets = try hosts.map { text in
            do throws(OCIError) {
                return try CredentialTarget(parsing: text)
            } catch {
                throw CommandFailure(
                    .usage,
                    code: error.code.rawValue,
                    "\"\(withoutUserInfo(text))\" is not HOST[:PORT][/REPOSITORY]"
                )
            }
        }
        let node = try plan.node(nil)
        let loaded = try plan.load(for: .windlass, on: node)
        let planner = loaded.planner(flavour: .windlass, node: node)
        var sources = credentials.sources(below: plan.root)
        sources.registriesPath = loaded.path
        let positions = loaded.configuration.configs
        sources.registriesEntry = { host in
            planner.credential(for: host).map { entry in
                .init(
                    key: entry.key,
                    line: positions.position(of: entry.key)?.line,
                    auth: entry.auth,
                    isMasked: entry.auth.isMasked
                )
            }
        }
        let search = CredentialSearch(sources)
        var findings: [CredentialFinding] = []
        for target in targets { findings.append(await search.find(target)) }
        return findings
    }
}

extension CredentialFinding {
    fileprivate var hasFailed: Bool {
        if case .failed = outcome { true } else { false }
    }
}
