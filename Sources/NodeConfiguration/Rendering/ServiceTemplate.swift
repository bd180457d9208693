import Registries

// K3s and RKE2 write config.toml and certs.d themselves when they start. Ours are the two files they make them from:
// a template, and for some Windows nodes a registries.yaml of their own.
extension NodeRendering {
    mutating func addTemplate(
        _ planner: Planner,
        target: RenderTarget,
        tables: CredentialTables,
        writer: inout HostsFileWriter
    ) {
        let version = target.version.configVersion
        var content = TOMLContent()
        var isReduced = false
        content.withTable(RegistrySettings(target: target, configVersion: version, tables: tables).path) { registry in
            if target.needsReducedRegistries {
                isReduced = true
                tables.write(into: &registry)
                writeTLS(planner, target: target, into: &registry, writer: &writer)
            } else {
                // The service's own template has a table for each host under `configs` that has a credential.
                let written = planner.configuration.configs.keys.filter {
                    planner.configuration.configs[$0]?.auth != nil
                }
                tables.write(into: &registry, except: Set(written))
            }
        }
        let name = version >= 3 ? "config-v3.toml.tmpl" : "config.toml.tmpl"
        let text = TOMLWriter(for: target.version).text(of: content)
        let header = HostsFileWriter.marker + " from registries.yaml.\n{{ template \"base\" . }}\n"
        files.append(
            RenderedFile(
                path: name,
                destination: target.system.path(target.directory, name),
                bytes: Array((header + (text.isEmpty ? "" : "\n" + text.withoutTemplateActions)).utf8),
                isSecret: !text.isEmpty
            )
        )
        if isReduced { addReducedRegistries(planner, target: target) }
    }

    /// The tables that containerd 1 has for TLS beside its old mirrors, which is what the broken template leaves on.
    private mutating func writeTLS(
        _ planner: Planner,
        target: RenderTarget,
        into registry: inout TOMLContent,
        writer: inout HostsFileWriter
    ) {
        // Not only the registries' own endpoints: one that is switched off may be another registry's mirror.
        let registries =
            (planner.nameableRegistries + planner.configuration.namedHosts.sorted()).map(Optional.init) + [nil]
        var hosts: Set<String> = []
        for own in registries.flatMap({ planner.registryPlan(for: $0).endpoints }) where own.scheme == .https {
            guard let tls = own.tls, hosts.insert(own.host).inserted else { continue }
            guard target.serviceVersion?.hasBrokenWindowsTemplate == true else {
                warnings.append(Complaint(.serviceVersionNeeded, subject: own.host))
                continue
            }
            registry.withTable(["configs", .quoted(own.host), "tls"]) { table in
                let owner = own.why.tlsKey
                if let file = tls.caFile {
                    table.set("ca_file", to: .string(writer.material.place(file, as: "ca.pem", of: owner)))
                }
                if let certificate = tls.certFile, let key = tls.keyFile {
                    let placed = writer.material.place(certificate, as: "client.pem", of: owner)
                    table.set("cert_file", to: .string(placed))
                    let placedKey = writer.material.place(key, as: "client-key.pem", of: owner)
                    table.set("key_file", to: .string(placedKey))
                }
                if tls.insecureSkipVerify { table.set("insecure_skip_verify", to: true) }
            }
        }
    }

    /// The node's own registries.yaml, with its mirrors alone: of `configs` the broken template makes tables that
    /// containerd takes for registries called `auth` and `tls`, and with two of them it does not start.
    private mutating func addReducedRegistries(_ planner: Planner, target: RenderTarget) {
        var reduced = RegistriesConfiguration()
        for registry in planner.nameableRegistries + [nil] {
            let plan = planner.registryPlan(for: registry)
            guard plan.mirrorKey != nil else { continue }
            var mirror = RegistriesConfiguration.Mirror()
            for endpoint in plan.endpoints where !endpoint.isDefault || plan.endpoints.last != endpoint {
                mirror.endpoints.append(Located(endpoint.url))
                // The template puts rules between the quotes of a basic string as they are.
                if mirror.rewrites.isEmpty {
                    mirror.rewrites = endpoint.rewrites.map {
                        RegistriesConfiguration.RewriteRule(
                            pattern: $0.pattern.escapedForBasicString,
                            replacement: $0.replacement.escapedForBasicString
                        )
                    }
                }
            }
            if planner.options.disableDefaultEndpoint {
                warnings.append(Complaint(.legacyMirrorsKeepDefault, subject: registry ?? "*"))
            }
            reduced.mirrors.set(registry ?? "*", to: Located(mirror))
        }
        let layout = NodeLayout(target.flavor, on: target.system)
        files.append(
            RenderedFile(
                path: "registries.yaml",
                destination: layout.registriesFile,
                bytes: Array((HostsFileWriter.marker + " for this node alone.\n" + reduced.yaml()).utf8)
            )
        )
        warnings.append(Complaint(.registriesReduced, subject: layout.registriesFile))
    }
}

extension RenderTarget {
    /// Whether the service's template is, or may be, the one for Windows that misplaces credentials.
    package var needsReducedRegistries: Bool {
        guard flavor != .stock, system == .windows else { return false }
        return serviceVersion?.hasBrokenWindowsTemplate ?? (version.major == 1)
    }
}

extension String {
    /// With no `{{`, which would begin an action of the template: the writer puts text into basic strings alone, and
    /// there a brace can be written as an escape.
    fileprivate var withoutTemplateActions: String {
        var result = UnicodeScalarView()
        // By scalars, for Go looks for two bytes, whatever combining mark comes behind them.
        var isBehindBrace = false
        for scalar in unicodeScalars {
            if isBehindBrace, scalar == "{" {
                result.append(contentsOf: "\\u007B".unicodeScalars)
                isBehindBrace = false
            } else {
                result.append(scalar)
                isBehindBrace = scalar == "{"
            }
        }
        return String(result)
    }

    fileprivate var escapedForBasicString: String { String(TOMLWriter.basicString(self).dropFirst().dropLast()) }
}
