import NodeCommands
import Registries
import RegistryClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension PlanArguments.Loaded {
    /// A client for this configuration: proxies from the environment, and for hosts that a redirect or a token
    /// server brings in, the settings that the file has for them.
    func clientConfiguration(jobs: Int) -> RegistryClientConfiguration {
        let configs = configuration.configs
        let named = configuration.namedHosts
        return RegistryClientConfiguration(
            jobs: jobs,
            environment: ProcessInfo.processInfo.environment,
            userAgent: "windlass/\(windlassVersion)",
            configuredHost: { host in
                if let host = configs[host] {
                    return ConfiguredHost(tls: host.tls)
                }
                return named.contains(host) ? ConfiguredHost() : nil
            }
        )
    }
}
