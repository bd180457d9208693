package import Registries

/// The files that make a node's containerd follow the plans of one registries.yaml.
package struct NodeRendering: Sendable {
    /// The files, in order of their paths.
    package var files: [RenderedFile] = []
    /// What cannot be said in them, what was made of it, and whose files are whose.
    package var warnings: [Complaint] = []
    /// What registries.yaml calls each certificate file, by its path on the node.
    package private(set) var certificateNames: [String: String] = [:]

    /// The first line's beginning in each file that is ours alone.
    package static let marker = HostsFileWriter.marker

    /// The first line of each hosts.toml that is ours.
    package static let hostsFileFirstLine = HostsFileWriter.firstLine

    /// The names of certificate files in the rendered tree.
    package static let certificateFileNames = TLSMaterial.fileNames

    /// The codes that say that some of the configuration is not in the files.
    package static let incompleteCodes: Set<Complaint.Code> = [
        .rewriteNeedsGateway, .authUnusable, .serviceVersionNeeded, .legacyMirrorsKeepDefault, .hostDirectoryShared,
    ]

    /// Whether the files say all that can be asked of this containerd.
    package var isComplete: Bool { !warnings.contains { Self.incompleteCodes.contains($0.code) } }

    /// Whether a secret in them is one that `collect` masked: the node would send the mask.
    package var holdsMaskedSecrets: Bool {
        files.contains { file in
            file.isSecret
                && [MaskingRules.mask, MaskingRules.authMask].contains { file.bytes.firstRange(of: $0.utf8) != nil }
        }
    }

    /// Why no files could be made.
    package enum Failure: Error, Hashable, Sendable {
        /// The node's own config.toml is no TOML.
        case base(TOMLError)
        /// Its version is not one that this containerd reads.
        case baseVersion(Int64, Position?)
        /// Its version is no number.
        case baseVersionType(Position)
        /// Its registry settings stand where they cannot be replaced: in braces, as dotted keys beside others, or where
        /// something else than a table has their name.
        case baseShape(String, Position)
    }

    /// Renders a configuration.
    ///
    /// - Parameters:
    ///   - planner: Makes the plans; its node has the target's system.
    ///   - certificates: What is in the certificate files that the configuration names, under their names.
    ///   - base: The node's config.toml.
    package init(
        _ planner: Planner,
        for target: RenderTarget,
        certificates: [String: [UInt8]] = [:],
        base: [UInt8]? = nil
    ) throws(Failure) {
        let tables = CredentialTables(planner)
        var writer = HostsFileWriter(target: target, material: TLSMaterial(certificates, target: target))
        let owned = target.flavor == .stock ? [] : planner.serviceDirectories
        // With the old mirrors that the broken template leaves on, containerd reads no directories.
        if !target.needsReducedRegistries {
            addDirectories(planner, target: target, except: owned, writer: &writer)
        }
        if target.flavor == .stock {
            try addConfiguration(target: target, tables: tables, base: base)
        } else {
            addTemplate(planner, target: target, tables: tables, writer: &writer)
        }
        files += writer.material.files.values
        certificateNames = writer.material.names
        files.sort { $0.path < $1.path }
        warnings = planner.configuration.warnings + warnings + tables.warnings + writer.warnings
        warnAboutMaterial(writer.material, target: target)
        var seen: Set<Complaint> = []
        warnings = warnings.filter { seen.insert($0).inserted }
    }

    private mutating func addDirectories(
        _ planner: Planner,
        target: RenderTarget,
        except owned: Set<String>,
        writer: inout HostsFileWriter
    ) {
        var names: [String: String] = [:]
        for registry in planner.nameableRegistries + [nil] {
            let plan = planner.registryPlan(for: registry)
            guard planner.needsDirectory(plan), !owned.contains(registry ?? HostDirectory.wildcard) else { continue }
            let name = registry.map { HostDirectory.name(for: $0, on: target.system) } ?? HostDirectory.wildcard
            if let registry, let first = names.updateValue(registry, forKey: name) {
                names[name] = first
                warnings.append(Complaint(.hostDirectoryShared, subject: registry, detail: first))
                continue
            }
            files.append(
                RenderedFile(
                    path: "certs.d/\(name)/\(HostDirectory.fileName)",
                    destination: [name, HostDirectory.fileName].reduce(target.hostsDirectory, target.system.path),
                    bytes: Array(writer.text(of: plan).utf8)
                )
            )
            warnings += plan.warnings
            if registry == nil, target.system == .windows, target.version.mayPrecede(1, 6, 17) {
                warnings.append(Complaint(.wildcardDirectoryUnknown, subject: HostDirectory.wildcard))
            }
        }
        let configuration = planner.configuration
        for key in configuration.mirrors.keys where target.system == .linux && target.flavor == .stock {
            guard key != key.lowercased() else { continue }
            warnings.append(Complaint(.hostKeyCapitals, subject: key, at: configuration.mirrors.position(of: key)))
        }
        if !owned.isEmpty {
            warnings.append(
                Complaint(.serviceOwnsDirectories, subject: target.hostsDirectory, detail: target.flavor.rawValue)
            )
        }
    }

    private mutating func addConfiguration(
        target: RenderTarget,
        tables: CredentialTables,
        base: [UInt8]?
    ) throws(Failure) {
        var path = ["config.toml"]
        let bytes: [UInt8]
        if let base {
            let merged = try BaseConfiguration(base, for: target).merged(with: tables)
            bytes = merged.bytes
            if !merged.replacedHosts.isEmpty {
                warnings.append(
                    Complaint(
                        .baseSettingsReplaced,
                        subject: merged.replacedHosts.prefix(10).joined(separator: ", ")
                            + (merged.replacedHosts.count > 10 ? ", ..." : "")
                    )
                )
            }
        } else {
            var content = TOMLContent()
            content.set("version", to: .integer(Int64(target.version.configVersion)))
            RegistrySettings(target: target, configVersion: target.version.configVersion, tables: tables)
                .write(into: &content)
            let text = TOMLWriter(for: target.version).text(of: content)
            bytes = Array((HostsFileWriter.marker + " from registries.yaml.\n" + text).utf8)
            if target.version.major == 1 {
                warnings.append(Complaint(.baseMissing, subject: "config.toml"))
            } else {
                path = ["conf.d", "windlass.toml"]
                let pattern = ["conf.d", "*.toml"].reduce(target.directory, target.system.path)
                warnings.append(Complaint(.dropInNeedsImport, subject: "conf.d/windlass.toml", detail: pattern))
            }
        }
        files.append(
            RenderedFile(
                path: path.joined(separator: "/"),
                destination: path.reduce(target.directory, target.system.path),
                bytes: bytes,
                // A node's own file may have held secrets before.
                isSecret: tables.isSecret || base != nil
            )
        )
    }

    private mutating func warnAboutMaterial(_ material: TLSMaterial, target: RenderTarget) {
        for file in material.missing.sorted() {
            warnings.append(Complaint(.tlsFileOnNode, subject: file))
            if target.system == .windows, file.hasPrefix("/") {
                warnings.append(Complaint(.linuxPathOnWindows, subject: file, detail: "the path"))
            } else if target.system == .linux, !file.hasPrefix("/") {
                warnings.append(Complaint(.pathOfOtherSystem, subject: file, detail: "the path"))
            }
        }
        if material.isBundled {
            warnings.append(Complaint(.windowsRootsBundled, subject: "ca.pem"))
        } else if target.authoritiesReplaceRoots, material.hasAuthorities {
            warnings.append(Complaint(.windowsAuthoritiesReplaceRoots, subject: "ca"))
        }
    }
}
