package import ArgumentParser
import Credentials
import NodeConfiguration
import OCI
import Registries

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `credential-provider`: what a kubelet runs for each image whose credential it needs.
package struct CredentialProviderCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "credential-provider",
        abstract: "Answer a kubelet's question for an image's credential from registries.yaml. No network.",
        discussion: """
            Reads a CredentialProviderRequest from stdin and writes a CredentialProviderResponse, with the credential \
            of the registry that the image names, to stdout. A registry that registries.yaml has no credential for \
            gets an empty answer, unless other sources are named, which are then asked; what goes wrong is said on \
            stderr, and the kubelet goes on without a credential. \
            With --install it writes the kubelet's CredentialProviderConfig instead, which holds no secret.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The registries.yaml to read.",
            discussion: "Default: the first of /etc/rancher/rke2/registries.yaml and /etc/rancher/k3s/registries.yaml.",
            valueName: "file"
        )
    )
    var registries: String?

    @Flag(help: "Write the kubelet's list of providers with this program in it, instead of answering.")
    var install = false

    @OptionGroup(title: "Where to look for what registries.yaml has nothing for") var others: CredentialArguments

    @OptionGroup(title: "For --install") var node: CredentialProviderInstallArguments

    package init() {}

    package func validate() throws {
        guard install || !node.isAny else { throw ValidationError("that goes with --install") }
        // What an unset variable leaves.
        for path in [registries, node.out, node.base] + others.paths where path?.isEmpty == true {
            throw ValidationError("a path is empty")
        }
    }

    package func run() async throws {
        do {
            if install {
                try writeConfiguration()
            } else {
                Output.data(try await answer().json.serialized())
            }
        } catch let failure as CommandFailure {
            throw Output.fail(failure, format: .text)
        } catch let error as CredentialProviderError {
            throw Output.fail(CommandFailure(error), format: .text)
        }
    }

    /// The answer to the request that is read from a file.
    func answer(reading descriptor: Int32 = 0) async throws -> CredentialProviderResponse {
        let start = ContinuousClock.now
        let request = try CredentialProviderRequest(parsing: CredentialProviderInput.bytes(from: descriptor))
        let sources = CredentialProviderSources(others, since: start)
        let planner = Planner(try configuration(), options: PlanOptions(node: Node(Platform.current)))
        let provider = RegistriesCredentialProvider(planner, isMasked: \.isMasked)
        guard let sources else { return try provider.answer(to: request) }
        return try await provider.answer(to: request) { try await sources.login(for: $0) }
    }

    /// What registries.yaml says; nothing where none is named and other sources are.
    private func configuration() throws(CommandFailure) -> RegistriesConfiguration {
        do throws(CommandFailure) {
            return try Self.configuration(at: registriesPath())
        } catch {
            guard registries == nil, others.namesAny, error.code == "registries-not-found" else { throw error }
            return RegistriesConfiguration()
        }
    }

    /// The file that is named, or the first of the defaults that is there.
    ///
    /// - Throws: exit code 12 with `registries-not-found`. To K3s and RKE2 a node without the file has no private
    ///   registries; but whoever had a kubelet run this program meant it to find something, and the pull goes on
    ///   without a credential in either case. Thus the kubelet's log at least says why.
    func registriesPath() throws(CommandFailure) -> String {
        if let registries { return registries }
        let defaults = PlanArguments.defaultPaths
        guard let found = defaults.first(where: FileManager.default.fileExists) else {
            throw CommandFailure(
                .invalidConfiguration,
                code: "registries-not-found",
                "there is none of \(defaults.joined(separator: " and ")): name the file with --registries"
            )
        }
        return found
    }

    /// Reads the file as K3s and RKE2 do: what they take must not be what keeps a node from its images.
    static func configuration(at path: String) throws(CommandFailure) -> RegistriesConfiguration {
        let bytes = try RegistriesFile.read(path)
        do {
            return try RegistriesConfiguration(parsing: bytes, strictness: .lenient)
        } catch {
            throw CommandFailure(refusing: path, complaints: error.complaints)
        }
    }
}
