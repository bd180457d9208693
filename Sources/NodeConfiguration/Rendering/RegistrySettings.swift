/// The registry part of containerd's config.toml: where the hosts directories are, and the credentials.
struct RegistrySettings {
    let target: RenderTarget
    let configVersion: Int
    let tables: CredentialTables

    /// The path of the table.
    var path: [TOMLContent.Key] {
        ["plugins", .quoted(CRIPlugin.name(configVersion: configVersion)), "registry"]
    }

    func write(into content: inout TOMLContent) {
        content.withTable(path) { registry in
            // One directory alone: the transfer service takes a list for one name.
            registry.set("config_path", to: .string(target.hostsDirectory))
            tables.write(into: &registry)
        }
        if configVersion >= 3 {
            content.withTable(["plugins", .quoted(CRIPlugin.transfer)]) {
                $0.set("config_path", to: .string(target.hostsDirectory))
            }
        }
    }
}
