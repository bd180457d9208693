import Registries

extension Complaint {
    /// About the files written for a node.
    func renderingWords(_ detail: String) -> String? {
        switch code {
        case .rewriteNeedsGateway:
            "\(subject) is left out: the rewrite \"\(detail)\" is more than a prefix before every name, which stock "
                + "containerd cannot do; a pull-through gateway (or K3s's build of containerd) can"
        case .rewriteOrderUnknown:
            "\(subject) has several rewrites, and K3s's build of containerd applies any one that matches"
        case .registryClosed:
            "no endpoint is left for \(subject): its file makes pulls fail, rather than ask a registry that is "
                + "switched off"
        case .authUnusable:
            "the auth for \(subject) is not base64 of user:password, and containerd could not use it: it is left out"
        case .wildcardAuthExpanded:
            "the credential under configs.\"*\" is written for each host that this file names: \(subject)"
        case .wildcardAuthNeedsGateway:
            "containerd has no credential for hosts that it does not know by name: those under configs.\"*\" are "
                + "anonymous elsewhere; a pull-through gateway can add it"
        case .tlsFileOnNode:
            "\(subject) is not on this machine: the files name it where it is to be on the node"
        case .windowsAuthoritiesReplaceRoots:
            "on Windows before containerd 2.3 a CA takes the place of the system's roots, and none could be put beside it "
                + "here (--public-roots): public registries that these hosts redirect to will fail"
        case .windowsRootsBundled:
            "on Windows before containerd 2.3 a CA takes the place of the system's roots: public roots are put "
                + "into each \(subject)"
        case .wildcardDirectoryUnknown:
            "containerd on Windows reads \(subject) from 1.6.17 on only"
        case .baseMissing:
            "\(subject) holds the registry part alone, and containerd 1 does not merge files: give the node's own "
                + "file with --base unless it has none"
        case .dropInNeedsImport:
            "\(subject) is a drop-in: the node's config.toml must be of version 3 and have "
                + "imports = ['\(detail)'], which is the default from containerd 2.2 on"
        case .baseSettingsReplaced:
            "registry settings in the node's config.toml that registries.yaml does not have are gone: \(subject)"
        case .serviceOwnsDirectories:
            "\(detail) writes the directories in \(subject) for registries in registries.yaml itself when it starts; "
                + "only those that it does not write are here"
        case .registriesReduced:
            "this node's \(subject) has the mirrors alone, and the template has the rest: the service's own template "
                + "for Windows misplaces credentials (rancher/rke2#7103). The bootstrap puller reads the same file, so "
                + "rke2-runtime must come from a tarball or an anonymous registry"
        case .serviceVersionNeeded:
            "the TLS settings of \(subject) are left out: where they belong depends on the version of RKE2 or K3s; "
                + "say --rke2-version"
        case .legacyMirrorsKeepDefault:
            "the default endpoint of \(subject) stays: with this service's template for Windows it cannot be "
                + "switched off"
        case .hostKeyCapitals:
            "on Linux the files are for images that write \(subject.lowercased()); containerd does not find them for "
                + "images that write \(subject)"
        case .hostDirectoryShared:
            "\(subject) is left out: containerd on Windows takes the colons out of names, and looks for it where it "
                + "looks for \(detail)"
        default:
            nil
        }
    }
}
