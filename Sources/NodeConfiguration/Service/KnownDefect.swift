package import Registries

/// A fault of containerd, K3s or RKE2 that changes where an image comes from, and how to tell whether a node has it.
/// Where each version is from, and what is not certain: `docs/versions.md`.
package struct KnownDefect: Sendable {
    /// A stable name; where the lint or a plan knows the same fault, theirs.
    package let code: String
    /// Whose containerd has it.
    package let flavors: Set<ServiceFlavor>
    /// On which systems.
    package let systems: Set<NodeSystem>
    /// In which versions.
    package let versions: Versions
    /// Upstream's threads about it, such as `rancher/rke2#7103`.
    package let issues: [String]
    /// Where a configuration meets it; nil for what only an image or containerd's own files tell.
    let places: (@Sendable (Settings) -> [Hit])?

    init(
        _ code: String,
        of flavors: Set<ServiceFlavor>,
        on systems: Set<NodeSystem> = Set(NodeSystem.allCases),
        in versions: Versions,
        issues: [String],
        places: (@Sendable (Settings) -> [Hit])? = nil
    ) {
        self.code = code
        self.flavors = flavors
        self.systems = systems
        self.versions = versions
        self.issues = issues
        self.places = places
    }

    /// A configuration with the service's settings that matter here.
    package struct Settings: Sendable {
        /// registries.yaml.
        package var configuration: RegistriesConfiguration
        /// Whether the registry's own endpoint is switched off.
        package var disableDefaultEndpoint: Bool
        /// `host:port` of the embedded registry; nil where it is off.
        package var embeddedRegistry: String?

        /// The settings that a planner goes by.
        package init(_ planner: Planner) {
            configuration = planner.configuration
            disableDefaultEndpoint = planner.options.disableDefaultEndpoint
            embeddedRegistry = planner.options.embeddedRegistry
        }
    }

    /// Where a configuration meets a defect.
    package struct Hit: Hashable, Sendable {
        /// The key, or what stands under it. Never a secret.
        package var subject: String
        /// Where registries.yaml says it.
        package var position: Position?
    }

    /// What runs on a node, as far as it is known.
    package struct Installation: Hashable, Sendable {
        /// Its system.
        package var system: NodeSystem
        /// Whose containerd.
        package var flavor: ServiceFlavor
        /// The version of K3s or RKE2.
        package var service: ServiceVersion?
        /// The version of containerd, where it is known by itself.
        package var containerd: ContainerdVersion?

        /// A node from its parts.
        package init(
            system: NodeSystem,
            flavor: ServiceFlavor,
            service: ServiceVersion? = nil,
            containerd: ContainerdVersion? = nil
        ) {
            self.system = system
            self.flavor = flavor
            self.service = service
            self.containerd = containerd
        }
    }

    /// Where the configuration meets the defect; empty where it does not, or where only something else tells.
    package func hits(_ settings: Settings) -> [Hit] { places?(settings) ?? [] }

    /// Whether a node has it.
    package func presence(on node: Installation) -> Presence {
        guard flavors.contains(node.flavor), systems.contains(node.system) else { return .absent }
        return versions.presence(on: node)
    }
}
