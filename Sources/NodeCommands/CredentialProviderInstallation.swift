import NodeConfiguration

/// Where a kubelet's list of credential providers and their programs are on a node.
struct CredentialProviderInstallation {
    let flavor: ServiceFlavor
    let system: NodeSystem
    /// The program's name in the list.
    let name: String
    /// The list.
    let configurationFile: String
    /// The directory of the programs.
    let programDirectory: String
    private let isDefault: Bool

    /// - Parameters:
    ///   - configurationFile: nil for the flavor's own.
    ///   - programDirectory: The same.
    init(
        _ flavor: ServiceFlavor,
        on system: NodeSystem,
        name: String,
        configurationFile: String? = nil,
        programDirectory: String? = nil
    ) {
        self.flavor = flavor
        self.system = system
        self.name = name
        let drive = system == .windows ? "C:" : ""
        // RKE2 and K3s share one on purpose; of a kubelet by itself there is no custom, and this is where others put it.
        let parts =
            flavor == .stock
            ? ["var", "lib", "kubelet", "credential-provider"] : ["var", "lib", "rancher", "credentialprovider"]
        let directory = parts.reduce(drive + system.separator, system.path)
        let defaults = (system.path(directory, "config.yaml"), system.path(directory, "bin"))
        self.configurationFile = configurationFile ?? defaults.0
        self.programDirectory = programDirectory ?? defaults.1
        isDefault = (self.configurationFile, self.programDirectory) == defaults
    }

    /// The program's file.
    var program: String { system.path(programDirectory, system == .windows ? name + ".exe" : name) }

    /// What has to be done on the node before this takes effect, a line each.
    ///
    /// - Parameters:
    ///   - hasProgram: Whether the program is where it belongs.
    ///   - hasList: The same of the list.
    func steps(hasProgram: Bool, hasList: Bool) -> [String] {
        var steps: [String] = []
        if !hasProgram {
            let mode = system == .windows ? "" : ", executable"
            steps.append("put the program at \(program)\(mode): without it the kubelet does not start")
        }
        if !hasList { steps.append("put the list at \(configurationFile)") }
        if system == .windows {
            steps.append(
                "kubelets before 1.29 look for a file of the very name: copy it to "
                    + system.path(programDirectory, name) + " as well"
            )
        }
        switch flavor {
        case .stock:
            steps.append("start the kubelet with --image-credential-provider-config=\(configurationFile)")
            steps.append("and with --image-credential-provider-bin-dir=\(programDirectory)")
        case .k3s, .rke2:
            if !isDefault {
                let file = NodeLayout(flavor, on: system).serviceConfigurationFile
                steps.append("say in \(file): image-credential-provider-config: \(quoted(configurationFile))")
                steps.append("and: image-credential-provider-bin-dir: \(quoted(programDirectory))")
            }
        }
        steps.append("restart \(service): the list is read when it starts")
        return steps
    }

    private var service: String { flavor == .stock ? "the kubelet" : NodeLayout(flavor, on: system).service }

    /// In single quotes a backslash is one in YAML.
    private func quoted(_ path: String) -> String {
        "'" + path.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    }

    /// Whether a kubelet takes `name`, and every system as that of a file.
    static func isProgramName(_ name: String) -> Bool {
        let isAllowed = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return !name.isEmpty && name.utf8.count <= 100 && name.utf8.allSatisfy(isAllowed) && name.first != "."
            && name.first != "-" && name.last != "."
    }
}
