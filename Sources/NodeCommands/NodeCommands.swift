package import ArgumentParser

/// The commands of the rooms that build everywhere, which both programs have.
package let nodeCommands: [any ParsableCommand.Type] = [
    ExplainCommand.self, RenderCommand.self, LintCommand.self, ImportCommand.self, CollectCommand.self,
    CredentialProviderCommand.self, CredentialsCommand.self,
]
