import ArgumentParser
package import NodeConfiguration

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension NodeSystem: ExpressibleByArgument {}
extension ServiceFlavor: ExpressibleByArgument {}

extension ContainerdVersion: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(parsing: argument)
    }
}

extension ServiceVersion: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(parsing: argument)
    }
}

/// Which node files are written for.
package struct RenderArguments: ParsableArguments {
    @Option(name: .customLong("os"), help: "The node's system: linux or windows.")
    var system: NodeSystem

    @OptionGroup var service: ServiceArguments

    @Option(help: ArgumentHelp("The node's own config.toml: it is written again, with its registry part replaced."))
    var base: String?

    @Option(
        help: ArgumentHelp(
            "The directory on the node where the files will live.",
            discussion: "Default: where that system has them.",
            valueName: "dir"
        )
    )
    var pathPrefix: String?

    @Option(
        help: ArgumentHelp(
            "Public root certificates (PEM) to put beside each CA for Windows before containerd 2.3.",
            discussion: "Default: this machine's.",
            valueName: "file"
        )
    )
    var publicRoots: String?

    package init() {}

    var flavor: ServiceFlavor { service.flavor ?? .stock }

    /// The node, or the same for the other system.
    ///
    /// - Parameter notes: What a gathered tree says of the node's versions; options win.
    func target(
        on system: NodeSystem,
        base: [UInt8]?,
        notes: NodeNotes? = nil
    ) throws(CommandFailure) -> RenderTarget {
        if base != nil, flavor != .stock {
            throw CommandFailure(
                .usage,
                code: "usage",
                "--base is for stock containerd; \(flavor.rawValue) writes config.toml itself, from a template"
            )
        }
        if flavor == .stock, service.version != nil {
            throw CommandFailure(.usage, code: "usage", "--rke2-version goes with --flavor rke2 or k3s")
        }
        let pathPrefix = pathPrefix.map { self.system.drivePath($0) }
        if let pathPrefix, !self.system.isAbsolute(pathPrefix) {
            throw CommandFailure(
                .usage,
                code: "usage",
                "--path-prefix \(pathPrefix) does not say where it starts on \(self.system.rawValue): containerd takes "
                    + "such a path for one below the file that names it"
            )
        }
        let serviceVersion = service.version ?? notes?.version(of: flavor)
        var version =
            service.containerd ?? serviceVersion?.containerd ?? notes?.containerdVersion ?? Self.version(of: base)
        try serviceVersion?.check(of: flavor, containerd: version)
        version.isK3sBuild = version.isK3sBuild || flavor != .stock
        return RenderTarget(
            system: system,
            version: version,
            flavor: flavor,
            serviceVersion: serviceVersion,
            // The other system's node, which --verify looks at too, has its files where that system has them.
            directory: pathPrefix.flatMap { system.isAbsolute($0) ? $0 : nil },
            publicRoots: try roots()
        )
    }

    /// Which containerd the files are for, where nobody said it.
    func remark(about target: RenderTarget) -> String? {
        guard service.containerd == nil, target.serviceVersion == nil else { return nil }
        return "files for containerd \(target.version.major).\(target.version.minor); --containerd says another"
    }

    /// Without `--containerd`, a file of version 2 is taken for one of containerd 1.7: what is right there is right for
    /// containerd 2, which migrates it.
    private static func version(of base: [UInt8]?) -> ContainerdVersion {
        let number = base.flatMap { try? TOMLDocument(bytes: $0) }.map { $0.root["version"]?.integer ?? 1 }
        return number.map { $0 < 3 } == true ? ContainerdVersion(1, 7) : ContainerdVersion(2, 1)
    }

    private func roots() throws(CommandFailure) -> [UInt8]? {
        if let publicRoots { return try RegistriesFile.read(publicRoots, as: "public-roots") }
        return SystemRoots.pem()
    }
}

/// The roots that this machine trusts.
package enum SystemRoots {
    /// Where Debian, Red Hat and SUSE keep them.
    private static let paths = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    ]

    /// Their certificates; nil where they are not to be found.
    package static func pem() -> [UInt8]? {
        paths.lazy.compactMap { FileManager.default.contents(atPath: $0) }.first.map { Array($0) }
    }
}
