import RegistryTesting

extension SeededCase {
    /// Certificates that no node accepts, and ports that speak something else.
    static let tls: [SeededCase] = [
        SeededCase("a CA that the file does not name", "fault 7", "tls-unknown-ca", at: "tls") { scene in
            CheckSetup(try await scene.registry(tls: try scene.tls()))
        },
        SeededCase("another CA in ca_file", "fault 7, pain 32", "tls-unknown-ca", at: "tls") { scene in
            let other = try TestCertificateAuthority(name: "Other Authority")
            let registry = try await scene.registry(tls: try scene.tls(of: other))
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a ca_file without any certificate that can be read", "pain 32", "ca-file-unreadable", at: "tls") {
            scene in
            let registry = try await scene.registry(tls: try scene.tls())
            let text = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n"
            let file = try scene.write(text.utf8, to: "garbage.pem")
            return CheckSetup(registry, FileText.configs(CheckSetup.host(registry), tls: "ca_file: \(file)"))
        },
        SeededCase("an expired certificate", "fault 8", "tls-expired", at: "tls") { scene in
            let registry = try await scene.registry(tls: try scene.tls(validity: .expired))
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a certificate of tomorrow", "fault 8", "tls-not-yet-valid", at: "tls") { scene in
            let registry = try await scene.registry(tls: try scene.tls(validity: .notYetValid))
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a certificate of another host", "fault 8", "tls-hostname", at: "tls") { scene in
            let registry = try await scene.registry(tls: try scene.tls(names: ["other.test"]))
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase(
            "a certificate of the address, which Go does not take for the name",
            "fault 8",
            "tls-hostname",
            at: "tls"
        ) {
            scene in
            let identity = try scene.authority.issue(names: [], addresses: ["127.0.0.1"])
            let registry = try await scene.registry(tls: TestTLS(identity: identity))
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("a certificate that signed itself", "fault 7", "tls-self-signed", at: "tls") { scene in
            try await served(by: .selfSigned, scene)
        },
        SeededCase("a chain without its middle", "fault 8", "tls-missing-intermediate", at: "tls") { scene in
            try await served(by: .leafAlone, scene)
        },
        SeededCase("a signature by SHA-1", "fault 8", "tls-weak-signature", at: "tls") { scene in
            try await served(by: .weak, scene)
        },
        SeededCase("a handshake that never ends", "fault 10", "tls-timeout", at: "tls") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), connections: { _ in .stall })
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase("plain HTTP on a port that is meant for TLS", "fault 11", "http-to-https", at: "tls") { scene in
            let nginx = try await scene.nginx(chain: nil, .registry)
            let host = "\(CheckScene.registryName):\(nginx.port)"
            return CheckSetup("", image: "\(host)/app:1", endpoint: "https://\(host)/v2")
        },
        SeededCase("TLS on a port that is meant for plain HTTP", "fault 11", "https-to-http", at: "ping") { scene in
            let registry = try await scene.registry(tls: try scene.tls())
            let host = registry.host
            return CheckSetup("", image: "\(host)/app:1", endpoint: "http://\(host)/v2")
        },
        SeededCase("nothing is verified, and it would fail", "pain 3", "verification-off", at: "tls", "warning") {
            scene in
            let registry = try await scene.registry(tls: try scene.tls())
            let yaml = FileText.configs(CheckSetup.host(registry), tls: "insecure_skip_verify: true")
            return CheckSetup(registry, yaml).with(\.availableAt, 1)
        },
        SeededCase("connections that end in the handshake", "fault 10", "network-error", at: "tls") { scene in
            let registry = try await scene.registry(tls: try scene.tls(), connections: { _ in .close })
            return CheckSetup(registry, scene.settings(registry))
        },
    ]

    private static func served(by chain: CertificateWorkshop.Chain, _ scene: CheckScene) async throws -> CheckSetup {
        let workshop = try await CertificateWorkshop(in: scene.directory, name: CheckScene.registryName)
        let nginx = try await scene.nginx(chain: workshop.files(chain), .registry)
        let host = "\(CheckScene.registryName):\(nginx.port)"
        let yaml = FileText.configs(host, tls: "ca_file: \(chain == .selfSigned ? scene.caFile : workshop.root)")
        return CheckSetup(yaml, image: "\(host)/app:1", endpoint: "https://\(host)/v2")
    }

    /// Registries that want to know the node by a certificate.
    static let clientCertificates: [SeededCase] = [
        SeededCase(
            "a client certificate is demanded, and there is none",
            "fault 9",
            "tls-client-certificate",
            at: "tls"
        ) {
            scene in
            let registry = try await scene.registry(tls: try scene.tls(demanding: scene.authority))
            return CheckSetup(registry, scene.settings(registry))
        },
        SeededCase(
            "a client certificate of another authority",
            "fault 9",
            "tls-client-certificate-refused",
            at: "tls"
        ) { scene in
            let registry = try await scene.registry(tls: try scene.tls(demanding: scene.authority))
            let stranger = try TestCertificateAuthority(name: "Other Authority").issueClient()
            let (cert, key) = try stranger.write(toDirectory: scene.directory.path, name: "node")
            let tls = "\(scene.trust), cert_file: \(cert), key_file: \(key)"
            return CheckSetup(registry, FileText.configs(CheckSetup.host(registry), tls: tls))
        },
        SeededCase(
            "a client certificate with the key of another",
            "fault 9",
            "client-certificate-unreadable",
            at: "tls"
        ) {
            scene in
            let registry = try await scene.registry(tls: try scene.tls(demanding: scene.authority))
            let (cert, _) = try scene.authority.issueClient().write(toDirectory: scene.directory.path, name: "one")
            let (_, key) = try scene.authority.issueClient().write(toDirectory: scene.directory.path, name: "two")
            let tls = "\(scene.trust), cert_file: \(cert), key_file: \(key)"
            return CheckSetup(registry, FileText.configs(CheckSetup.host(registry), tls: tls))
        },
    ]
}

extension CheckScene {
    /// nginx under the registry's name, until the case is over.
    func nginx(
        chain: (certificate: String, key: String)?,
        _ content: Nginx.Content,
        clientAuthority: String? = nil
    ) async throws -> Nginx {
        let nginx = try await Nginx(in: directory, chain: chain, content, clientAuthority: clientAuthority)
        name(Self.registryName, .addresses([nginx.address]))
        return keep(nginx) { $0.stop() }
    }
}
